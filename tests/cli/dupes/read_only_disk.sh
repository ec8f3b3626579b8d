# A catalogue on a disk that is mounted read-only can still be asked.
. "$CATALOG_TESTS/lib/dupes.sh"
mount_tmpfs db
export CATALOG_DB=$PWD/db/catalog.db
mkfile tree/a 9000 seed=1
mkfile tree/b 9000 seed=1
run 0 catalog scan -q tree
run 0 catalog dupes -q --format=paths
mkfile tree/c 9001 seed=1
mkfile tree/d 9001 seed=1
run 0 catalog scan -q tree
mount -o remount,ro db || skip "cannot remount"
echo "- all that is known"
catalog dupes --no-hash --format=paths 2>../said
echo "status $?"
cat ../said >&2
catalog find -q --type f --format=paths
echo "- what would have to be written"
catalog dupes --format=paths 2>../said
echo "status $?"
grep -o "Read-only file system; with --no-hash.*" ../said
catalog scan -q tree 2>../said
echo "status $?"
ls db
