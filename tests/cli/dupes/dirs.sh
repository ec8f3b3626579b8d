# duplicate directories in every format: offline, odd names, hard links, what
# was not read
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
mount_tmpfs here
mount_tmpfs away
mkdir -p here/photos/2024 here/empty/a here/empty/b
mkfile here/photos/one 5000 seed=1
mkfile $'here/photos/2024/new\nline\xff' 6000 seed=2
: >here/photos/2024/nothing
ln -s one here/photos/link
cp -a here/photos away/photos
cp -a here/photos here/other
mkfile here/other/more 100 seed=3
cp -al here/photos here/snapshot
mkfile here/mixed/q 5000 seed=1
mkfile here/mixed/sub/r 5000 seed=1
mkfile away/-dash/x 100 seed=3
mkfile away/dash2/x 100 seed=3
catalog -q scan --name here here
catalog -q scan --name away away
echo "- not read yet"
catalog dupes --dirs --no-hash --format=plain
catalog -q dupes --summary
umount away || skip "cannot unmount"
export COLUMNS=200
for format in table plain csv ndjson paths; do
	echo "- $format"
	catalog dupes --dirs --format=$format --bytes 2>&1
	echo "status $?"
done | sed -E 's/as of [-0-9]+ [0-9:]+/as of THEN/; s/(_base64":)"[^"]*/\1"B/g'
echo "- options"
try()
{
	echo "$*:"
	catalog dupes -q --dirs --format=plain "$@" | cut -f 2-5,7,8,10
}
try --across
try --min-size 5001
try --sort path --limit 1
try --sort copies --limit 1
try --sort size --limit 1
try here:
try here/photos here:mixed
catalog dupes -q --dirs --summary
catalog dupes -q --dirs --summary --format=table here
echo "- one file is not like the other any more"
mkfile here/photos/2024/late 7000 seed=4
mkfile here/unread 7000 seed=5
catalog -q scan here
try --no-hash
try
