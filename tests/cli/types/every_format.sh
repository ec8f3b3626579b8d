# in every format
. "$CATALOG_TESTS/lib/formats.sh"
plant_hard_names
every_format types t
