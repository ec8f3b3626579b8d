# a marker: the volume keeps its row, its digests, and is found by it
mount_loop ext4 8M one
mkfile one/a 5000 seed=1
mkfile one/b 5000 seed=1
catalog -q scan --name drive one
catalog -q dupes --summary
catalog volumes mark drive 2>&1 | sed "s|$PWD|.|"
sed -E 's/[0-9a-f]{8}$/XXXXXXXX/' one/.catalog-volume
stat -c %a one/.catalog-volume
identity()
{
	catalog volumes --long --format=ndjson | jq -c '[.name, .identity,
		.online, .files]' | sed -E 's/[0-9a-f]{8}"/XXXXXXXX"/'
}
identity
catalog -q scan
identity
catalog -q dupes --summary --no-hash
catalog volumes mark drive
echo "status $?"

# A marker written by hand before, for a volume that is known without.
mount_loop ext4 8M two
mkfile two/c 500
catalog -q scan --name second two
echo 'by hand' >two/.catalog-volume
catalog -q volumes mark two
identity
catalog -q scan
identity

# What is unknown gets a marker only; what cannot be written says so.
mount_tmpfs three
catalog volumes mark three 2>&1 | sed "s|$PWD|.|"
identity
mount_loop ext4 8M four
catalog -q scan --name fourth four
mount -o remount,ro four
catalog volumes mark fourth 2>&1 | sed "s|$PWD|.|"
umount two
catalog volumes mark second
echo "status $?"
catalog volumes mark /proc
echo "status $?"
catalog volumes mark nowhere
echo "status $?"
