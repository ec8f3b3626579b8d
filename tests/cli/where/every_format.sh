# in every format
. "$CATALOG_TESTS/lib/formats.sh"
plant_hard_names
every_format where t/b/plain 0123456789abcdef0123456789abcdef
