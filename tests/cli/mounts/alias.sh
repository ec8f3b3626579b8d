# A server's share by another name is another source, so another volume, unless
# --name says which known one it is, or it carries that one's marker.
# A FUSE mount of one directory by two paths stands for the server's aliases.
. "$CATALOG_TESTS/lib/scan.sh"
need_root
need_cmd bindfs
[ -e /dev/fuse ] || skip "needs /dev/fuse"
mkfile nas/x 10
bind_mount nas nas.local
bind_mount nas nas.ip
share()
{
	mkdir -p "$2"
	bindfs "$1" "$2" 2>/dev/null || skip "cannot mount bindfs"
}
show()
{
	catalog -q volumes --format=ndjson |
		jq -c '[.name, .online, .mount_point, .source, .files]'
}
share nas one
catalog scan -q --name=nas one
show
echo '[the same share, elsewhere]'
umount one
share nas two
catalog scan -q
echo "status $?"
show
umount two
echo '[another alias]'
share nas.local one
catalog scan --format=csv | cut -d, -f1-3
catalog scan -q --name=nas one
echo "status $?"
show
umount one
echo '[another share]'
mkfile other/y 10
share other one
share nas.local two
catalog scan -q --name=nas one
echo "status $?"
catalog scan -q --name=alias one
echo "status $?"
show
umount one two
echo '[with a marker]'
share nas.local one
catalog -q volumes mark "$PWD/one" # by name it might be another
catalog scan -q >/dev/null 2>&1
umount one
share nas.ip three
catalog scan -q three
echo "status $?"
show
