# a volume that both know, and one that only the other knows
need_root
need_cmd jq
mount_tmpfs nas
mount_tmpfs usb
mount_tmpfs more
mkfile nas/photos/a 9000 seed=1
mkfile nas/photos/b 9000 seed=1
mkfile nas/photos/2024/c 500 seed=3
mkfile nas/music/d 9000 seed=1
mkfile more/g 9000 seed=1
mkfile usb/e 9000 seed=1
mkfile usb/f 100 seed=6
export TZ=UTC0

# The NAS scans itself and hashes.
catalog -q --db nas.db scan --name disk nas/photos
catalog -q --db nas.db scan --name mine more
catalog -q --db nas.db volumes note mine 'blue box, shelf 2'
catalog -q --db nas.db dupes --summary >/dev/null
# Here a drive of the same name is known, and a part of the NAS.
catalog -q scan --name disk usb
catalog -q scan --name mine nas/music

list()
{
	catalog -q export | jq -r '[.volume, .path, .size, .digest] |
		@tsv' | sed "s,$PWD/,,"
}
scans()
{
	catalog -q scans --format=ndjson |
		jq -c '[.volume, .root, .status, .entries, .added, .removed,
		.modified, .moved]' | sed "s,$PWD/,,"
}

catalog import nas.db
list | sed -E 's/^(.*)\t(usb|nas|more)\t[0-9]+/\1\t\2\tN/'
catalog -q volumes --format=ndjson | jq -c '[.name, .note, .files]'
scans
echo 'again'
catalog import nas.db
catalog check
echo 'the groups are found without reading anything'
umount nas more
catalog -q dupes --no-hash --format=ndjson |
	jq -c '[.size, .copies, .state]'
