# a clone beside its original: mark one of them, and they are two volumes
mount_loop ext4 8M one
mkfile one/a 5000 seed=1
catalog -q scan --name drive one
umount one || skip "cannot unmount"
cp "$CASE_BASE/one.img" "$CASE_BASE/two.img"
remount_loop one
remount_loop two
catalog scan one 2>&1 | grep -o 'two file systems with one identity'
catalog volumes mark drive
echo "status $?"
catalog volumes mark two 2>&1 | sed "s|$PWD|.|"
catalog -q scan one two
catalog -q volumes --long --format=ndjson | jq -c '[.name, .identity, .files]' |
	sed -E 's/"(uuid:|marker:volume-)[-0-9a-f]*"/"\1..."/'
catalog -q volumes --format=ndjson | jq -c '[.name, .online, .mount_point]'
catalog find --format=paths a
catalog -q dupes --format=paths
umount one
catalog -q volumes --format=ndjson | jq -c '[.name, .online, .mount_point]'
