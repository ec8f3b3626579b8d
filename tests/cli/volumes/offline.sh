# a volume that is not here keeps what was known
mount_loop ext4 8M one
mkfile one/a 5000
catalog -q scan --name drawer one
catalog -q volumes --format=ndjson | jq -c '[.name, .online, .fstype, .files,
	.mount_point]'
umount one || skip "cannot unmount"
catalog -q volumes --format=ndjson | jq -c '[.name, .online, .fstype, .files,
	.mount_point, .free > 0]'
COLUMNS=300 catalog -q volumes --format=table --no-header | grep -o 'offline'
remount_loop one two
catalog -q volumes --format=ndjson | jq -c '[.name, .online, .mount_point]'
