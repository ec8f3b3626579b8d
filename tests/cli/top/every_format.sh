# names that are hard to print, in every format
. "$CATALOG_TESTS/lib/formats.sh"
plant_hard_names
every_format top t -n 4
