# in every format
. "$CATALOG_TESTS/lib/formats.sh"
plant_hard_names
mkdir $'t/locked\xff\n\e[31m'
chmod 000 $'t/locked\xff\n\e[31m'
as_user catalog -q scan t
every_format problems | mask_times | squeeze
