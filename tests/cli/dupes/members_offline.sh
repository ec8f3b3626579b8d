# archives on a volume that is away: what was read of them answers, the rest
# waits
need_cmd bsdtar
mount_tmpfs here
mount_loop ext4 8M away
mkfile here/one 5000 seed=1
mkfile here/two 3000 seed=2
bsdtar -C here -cf away/a.tar one
catalog -q scan --archives --name here here
catalog -q scan --archives --name away away
catalog -q dupes --members --summary
bsdtar -C here -cf away/b.tar two
catalog -q scan
umount away || skip "cannot unmount"
export COLUMNS=300
{
	catalog dupes --members --format=paths
	echo "status $?"
	catalog dupes --members --format=ndjson |
		jq -c '.files[] | [.volume, .online, .member]'
	catalog dupes --members --no-hash --format=paths
	catalog where --format=plain here/one here/two | cut -f 1-3,5-6
} 2>&1 | sed -E 's/as of [-0-9]+ [0-9:]+/as of THEN/'
remount_loop away
catalog -q dupes --members --summary
