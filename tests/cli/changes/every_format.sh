# each kind of change, in every format
. "$CATALOG_TESTS/lib/formats.sh"
plant_hard_names
mv $'t/a/bytes\xff\xfe.jpg' t/b/moved.jpg
rm t/b/only
mkfile $'t/a/line\nbreak.txt' 5000 seed=2
mkfile $'t/new\rname' 4096 seed=3
catalog -q scan
every_format changes --sort path | mask_times | squeeze
every_format changes --sort size -n 2 t/a t/b | mask_times | squeeze
