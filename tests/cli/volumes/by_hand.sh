# a marker written by hand on a volume that is known: it stays one volume,
# with its digests and options; but for what may be a clone
mount_loop ext4 8M one
mkfile one/a 5000 seed=1
mkfile one/b 5000 seed=1
catalog -q scan --name drive --exclude '*.tmp' one
catalog -q dupes --summary
echo 'my drive' >one/.catalog-volume
mkfile one/c.tmp 10
catalog -q scan
list()
{
	catalog volumes --long --format=ndjson | jq -c '[.name, .identity,
		.online, .files]' | sed -E 's/"uuid:[-0-9a-f]*"/"uuid:..."/'
}
list
catalog -q dupes --no-hash --summary
catalog find --format=paths --type f
catalog -q scan one
list

# Two that look alike: the marked one may be either, so it is a new volume.
mount_loop ext4 8M two
mkfile two/a 70
catalog -q scan --name other two
umount two || skip "cannot unmount"
cp "$CASE_BASE/two.img" "$CASE_BASE/three.img"
remount_loop two
remount_loop three
echo 'by hand' >two/.catalog-volume
catalog -q scan two three
list
catalog find --format=paths --type f a
