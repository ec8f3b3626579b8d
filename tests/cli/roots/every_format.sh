# in every format, with options; one is not mounted
. "$CATALOG_TESTS/lib/formats.sh"
mount_tmpfs away size=1m
plant_hard_names
catalog -q scan -x '*.o' -x $'\xff "quoted", \e' t
mkfile $'away/odd\xff\nname/a' 4096
catalog -q scan --name away $'away/odd\xff\nname'
umount away || skip "cannot unmount"
every_format roots | mask_times | squeeze
