# an unplugged volume: its copies count, what was not read of it waits
mount_tmpfs one
mount_loop ext4 8M two
mkfile one/a 5000 seed=1
mkfile two/a 5000 seed=1
catalog -q scan --name first one
catalog -q scan --name second two
catalog -q dupes --summary
mkfile one/new 7000 seed=2
mkfile two/new 7000 seed=2
catalog -q scan
umount two || skip "cannot unmount"
export COLUMNS=300
{
	catalog dupes --format=table
	echo "status $?"
	catalog dupes --format=ndjson | jq -c '.files[] | [.volume, .online]'
	catalog dupes --summary second
	echo "status $?"
} 2>&1 | sed -E 's/as of [-0-9]+ [0-9:]+/as of THEN/'
