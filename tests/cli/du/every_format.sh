# names that are hard to print, in every format
. "$CATALOG_TESTS/lib/formats.sh"
plant_hard_names
every_format du --all t/a t/b/only
every_format du --depth 9 t
