# The same volume mounted elsewhere, read-only, twice, or only a part of it by
# a bind mount: the same rows, known by where they are now.
. "$CATALOG_TESTS/lib/scan.sh"
mount_loop ext4 8M disk
mkfile disk/a/x 10
mkfile disk/a/b/y 20
mkfile disk/z 30
catalog scan -q --name=drive disk/a
sqlite3 "$CATALOG_DB" 'SELECT count(*) FROM entry' >n_entries
show()
{
	echo "[$1]"
	catalog scan --format=ndjson | jq -c '[.volume, .root, .status,
		.added, .removed, .modified]'
	catalog scan -q
	echo "status $?"
	catalog find --format=paths --type=f
	[ "$(sqlite3 "$CATALOG_DB" 'SELECT count(*) FROM entry')" = \
		"$(cat n_entries)" ] || fail "$1: other rows"
	sound
}
show 'as it was'
umount disk || skip "cannot unmount"
remount_loop disk other
show 'elsewhere'
mount -o remount,ro other
show 'read-only'
umount other
mkdir -p third
mount -o loop,ro "$CASE_BASE/disk.img" third || skip "cannot mount read-only"
show 'elsewhere and read-only'
bind_mount third second
show 'twice'
catalog scan -q second/a
echo "status $?"
[ "$(sqlite3 "$CATALOG_DB" 'SELECT count(*) FROM root')" = 1 ] ||
	fail "two roots of one directory"
umount second third
remount_loop disk
bind_mount disk/a part
umount disk
show 'a part of it'
catalog scan -q part/b
echo "status $?"
sqlite3 "$CATALOG_DB" 'SELECT count(*) FROM volume'
