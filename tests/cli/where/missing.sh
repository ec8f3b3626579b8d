# what is not known, in every format
. "$CATALOG_TESTS/lib/formats.sh"
plant_hard_names
mkdir u
mkfile $'u/line\nbreak\xff\e' 3000 seed=11
mkfile u/known 4096 seed=1
mkfile u/日本語 5000 seed=12
every_format where --missing u/* 0123456789abcdef0123456789abcdef
