# what may be equal waits for a volume that is away: it is no group yet, it is
# told which volume to attach, and a scan later settles it
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
for v in one two three; do
	mount_tmpfs $v
	mount_loop ext4 8M $v
done
# Equal inode numbers, sizes and contents on two volumes.
for v in one two; do
	mkfile $v/same 5000 seed=1
done
mkfile one/size 60000 seed=2
mkfile two/size 60000 seed=3
mkfile two/other 60000 seed=3
mkfile three/alone 777
catalog -q scan --name first one
catalog -q scan --name second two
catalog volumes note second 'blue box'
umount two || skip "cannot unmount"
mkfile three/same 5000 seed=1
mkfile three/twin 3000 seed=4
mkfile three/twin2 3000 seed=4
catalog -q scan --name third three
export COLUMNS=300
then_() { sed -E 's/as of [-0-9]+ [0-9:]+/as of THEN/g'; }
candidates() { catalog dupes -q --candidates --format=ndjson "$@" | jq -c \
	'[.size, .digest, .state, .copies, .wasted, .waits_for,
	[.files[] | [.volume, (.path | split("/")[-1]), .online]]]'; }
echo "- groups, and what else there may be"
catalog dupes --format=table 2>&1 | then_
echo "- in every format"
for format in table plain csv paths; do
	catalog dupes -q --candidates --format=$format |
		cut -f1-8 | sed -E 's/,[0-9]+,1,2020.*,/,INODE,/'
done
candidates
echo "- some of them"
candidates --min-size=10k
candidates --sort=copies --limit=1
candidates --across --sort=size
candidates one three
catalog dupes -q --candidates --summary --format=ndjson
for wrong in --verify --sort=path; do
	catalog dupes --candidates $wrong
	echo "status $?"
done
echo "- hash says the same"
catalog hash 2>&1 >../row | then_
echo "- it is back, another one is away: what waited is settled"
umount three
remount_loop "$PWD/two"
candidates
catalog dupes -q --format=ndjson | jq -c '[.size, .copies,
	[.files[] | [.volume, (.path | split("/")[-1]), .online]]]'
catalog dupes -q --candidates
echo "- two files, never read, on two volumes that are away"
forget
for v in one two; do
	mkfile $v/later 9000 seed=5
done
catalog -q scan --name first one
catalog -q scan --name second two
umount one two
catalog dupes 2>&1 | then_
candidates
catalog dupes --no-hash 2>&1 | then_
