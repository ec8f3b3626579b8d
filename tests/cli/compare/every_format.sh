# by content and by name, in every format
. "$CATALOG_TESTS/lib/formats.sh"
plant_hard_names
every_format compare t/a t/b
every_format compare --names t/a t/b
