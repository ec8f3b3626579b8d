# by year and by age, in every format
. "$CATALOG_TESTS/lib/formats.sh"
plant_hard_names
touch -hd '2009-08-07 06:05:04' t/b/only
catalog -q scan
every_format ages --by year
# Counted from now.
find t -exec touch -hd '-400 days' '{}' +
touch -hd '-3 days' t/b/only
catalog -q scan
every_format ages | mask_times
