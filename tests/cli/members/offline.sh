# members of archives on a drive that is away
need_cmd zip bsdtar
. "$CATALOG_TESTS/lib/members.sh"
mount_tmpfs usb size=8m
plant_archives usb/t
catalog -q scan --archives --archive-depth 2 --name stick usb
umount usb
away()
{
	"$@" 2>&1 | sed -E 's/[-0-9]{10} [0-9:]{5}/TIME/'
}
away catalog find --members --format=paths three
away catalog find --format=paths --under stick:t/a.zip//doc
away catalog find --format=plain --under usb/t/abs.tar///abs --type f |
	cut -f2,14
away catalog ls --format=paths stick:/t/a.zip
away catalog ls --format=paths "$PWD/usb/t/sub/outer.tar//inner.zip//pics"
away catalog tree --format=paths stick:t/odd.tar//..
away catalog du --format=paths stick:t/a.zip//
away catalog top --format=paths stick:t/a.zip//doc
away catalog types --format=csv stick:t/a.zip//pics
catalog -q find --members --offline --count
catalog -q find --members --online --count
