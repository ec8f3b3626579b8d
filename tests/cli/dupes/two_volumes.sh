# Two disks that were formatted alike: equal inode numbers say nothing.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
mount_loop ext4 8M one
mount_loop ext4 8M two

# The first files of a fresh file system get the same inodes on both.
for disk in one two; do
	mkfile $disk/equal 9000 seed=1
	mkfile $disk/differs 9001 seed=$disk
	mkfile $disk/small 100 seed=$disk
	mkfile $disk/linked 7000 seed=3
	ln $disk/linked $disk/link
done
diff <(stat -c '%i %s %n' one/* | sed 's|one/||') \
	<(stat -c '%i %s %n' two/* | sed 's|two/||') >&2 ||
	skip "the inode numbers differ"
run 0 catalog scan -q --name first one
run 0 catalog scan -q --name second two

# digest-free summary of groups
groups()
{
	catalog dupes -q --format=ndjson "$@" | jq -c '[.size, .copies, .wasted,
		[.files[] | [.volume, (.path | split("/")[-1]), .nlink,
		.online]]]'
}
groups
catalog dupes -q --format=ndjson |
	jq '.files | map(.inode) | unique | length' | uniq
groups --across | diff - <(groups)

echo "- one is away, and the other has something that it may have too"
mkfile one/new 5000 seed=4
mkfile one/own 5001 seed=4
run 0 catalog scan -q one
umount one
mkfile two/new 5000 seed=4
run 0 catalog scan -q two
groups
catalog dupes --summary 2>&1 | sed -E 's/as of [^;]*/as of THEN/'
catalog find -q --format=ndjson | jq -r 'select(.type == "f") |
	"\(.volume) \(.online) \(.path)"' >../away

echo "- back, elsewhere"
remount_loop one three
groups
catalog dupes --summary 2>&1
catalog find -q --format=ndjson | jq -r 'select(.type == "f") |
	"\(.volume) \(.online) \(.path)"' |
	sed 's|/three/|/one/|; s/true/false/' >../back
sed 's/true/false/' ../away | diff - ../back

echo "- nobody is there: all is still told"
umount three
umount two
groups
