# Another file system where a known one used to be: neither touches the
# other's entries; given by its path what is there now is scanned, and of the
# known roots the one that is away is offline.
. "$CATALOG_TESTS/lib/scan.sh"
mount_loop ext4 8M slot
mkfile slot/dir/one 10
mkfile slot/dir/both 10
catalog scan -q --name=first slot/dir
umount slot || skip "cannot unmount"
mv "$CASE_BASE/slot.img" "$CASE_BASE/first.img"
mount_loop ext4 8M slot
mkfile slot/dir/two 10
mkfile slot/dir/both 20
list()
{
	catalog find --format=ndjson --type=f 2>/dev/null |
		jq -c '[.volume, .path, .size, .online]' | sort
}
echo '[not asked for yet]'
catalog scan -q
echo "status $?"
list
echo '[asked for]'
catalog scan -q --name=second slot/dir
echo "status $?"
list
echo '[both known]'
catalog scan --format=ndjson | jq -c '[.volume, .status, .removed, .added]'
catalog scan -q
echo "status $?"
umount slot
echo '[a temporary file system in its place]'
mount_tmpfs slot
mkfile slot/dir/three 5
catalog scan -q
echo "status $?"
list
echo '[the first one is back]'
umount slot
remount_loop first slot
catalog scan -q
echo "status $?"
list
sound
