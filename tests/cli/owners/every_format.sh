# in every format; ids that nobody has here
need_root
. "$CATALOG_TESTS/lib/formats.sh"
plant_hard_names
chown -R 54321:54322 t
chown 0:0 t/b/only
catalog -q scan
every_format owners
every_format owners --by group
