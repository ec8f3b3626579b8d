# A marker file: the volume is known by it on a file system that has no other
# identity, wherever it is mounted, and once it was copied to a new disk.
. "$CATALOG_TESTS/lib/scan.sh"
mount_loop ext4 8M old
mkfile old/x 10 seed=1
mkfile old/y 10 seed=1
catalog scan -q --name=drive old
catalog volumes mark drive 2>/dev/null || fail "mark: $?"
catalog scan -q
catalog dupes -q --summary
show()
{
	catalog scan --format=ndjson "$@" | jq -c '[.volume, .root, .status,
		.added, .removed]'
	catalog -q volumes --format=ndjson | jq -c '[.name, .online]'
}
echo '[on a new disk, everything copied]'
mount_loop ext4 16M new
cp -a old/x old/y old/.catalog-volume new/
umount old || skip "cannot unmount"
show
show new
catalog dupes -q --summary
echo '[both mounted: two with one marker]'
remount_loop old
catalog scan -q new 2>&1 | grep -c 'two file systems with one identity'
catalog scan -q old >/dev/null 2>&1
echo "status $?"
umount old
echo '[the marker is gone]'
mv new/.catalog-volume kept
catalog scan -q
echo "status $?"
catalog find --format=paths --type=f 2>/dev/null
mv kept new/.catalog-volume
catalog scan -q
echo "status $?"
sound
