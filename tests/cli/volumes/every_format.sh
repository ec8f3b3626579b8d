# in every format; with a note that is hard to print; one is not mounted
. "$CATALOG_TESTS/lib/formats.sh"
mount_tmpfs t size=1m
mount_tmpfs away size=1m
plant_hard_names
mkfile away/a 4096
catalog -q scan --name away away
catalog -q volumes note disk $'blue "box",\tshelf 2 – \e[31m日本語'
umount away || skip "cannot unmount"
# What is free on a tmpfs is the kernel's business.
mask()
{
	mask_times | squeeze | LC_ALL=C sed -E -e 's/place:[^:]*:/place:HOST:/g' \
		-e 's/(1\.0 MiB  )[0-9.]+ KiB/\1FREE/; s/[0-9.]+%( [^ ]+)?(  [0-9.]+% )/FULL\2/' \
		-e 's/("free":|1048576[,\t])[0-9]+/\1FREE/g' \
		-e 's/("full":)[0-9.]+/\1FULL/; s/([,\t])0\.[0-9]{6}([,\t]0\.)/\1FULL\2/g'
}
every_format volumes | mask
every_format volumes --long | mask
