# every format; odd names, hard links, a volume that is away, one bound twice
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
mount_loop ext4 8M a
rmdir a/lost+found
mount_tmpfs b
mkfile a/same 2500 seed=1
mkfile b/same 2500 seed=1
mkfile a/moved 3000 seed=2
mkfile b/sub/elsewhere 3000 seed=2
mkfile a/differs 3500 seed=3
mkfile b/differs 3500 seed=4
mkfile a/longer 300 seed=5
mkfile b/longer 301 seed=5
mkfile $'a/new\nline\xff' 200 seed=6
mkfile a/only/x 100 seed=7
mkfile a/only/y/z 110 seed=8
ln a/only/x a/only/link
mkfile a/kind 10
mkdir b/kind
ln -s short a/link
ln -s longer b/link
: >a/empty
: >b/void
catalog -q scan --name a a
catalog -q scan --name b b
echo "- before anything was read"
catalog compare a b --format=plain 2>&1 | cut -f 1,2,6 | sort
catalog compare a b --names --format=plain 2>&1 | cut -f 1,2,9
catalog -q dupes --summary
mkfile a/fresh 2500 seed=1
touch a
catalog -q scan a
umount b || skip "cannot unmount"
bind_mount a bound
export COLUMNS=100
for format in table plain csv ndjson paths; do
	for how in '' --names; do
		echo "- $format $how"
		# shellcheck disable=SC2086 # none is none
		catalog compare $how --format=$format bound b --bytes 2>&1
		echo "status $?"
	done
done | sed -E 's/as of [-0-9]+ [0-9:]+/as of THEN/
	s/202[1-9]-[-0-9T:.]+Z/NOW/g
	s/("inode":)[0-9]+/\1N/; s/(_base64":)"[^"]*/\1"B/g
	s/(\t|,)[0-9]+(\t|,)([12])(\t|,)true/\1N\2\3\4true/'
