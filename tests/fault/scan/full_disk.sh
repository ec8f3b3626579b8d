# The catalogue's disk fills up during a scan: status 4 and a sentence that
# names it; what was there before is readable; with room again all is well.
. "$CATALOG_TESTS/lib/scan.sh"
mount_tmpfs small size=1m
mkdir first
plant first/tree
for d in $(seq 60); do
	mkdir -p "many/$d"
	for f in $(seq 120); do
		: >"many/$d/a-rather-long-name-to-fill-a-page-with-$f"
	done
done
catalog scan -q many first
dump >want
export CATALOG_DB=$PWD/small/catalog.db
catalog scan -q first || fail "no room for little: $?"
dump >before
catalog scan -q many 2>err >out
echo "status $?"
sed 's/: .*database or disk is full.*/: FULL/; s/No space left.*/FULL/' err
[ "$(sqlite3 -readonly "$CATALOG_DB" 'PRAGMA integrity_check')" = ok ] ||
	fail "not sound"
sound
# What was committed may be more than before, but not less.
comm -23 <(grep first/ before | sort) <(dump | sort)
catalog find --format=paths top
mount -o remount,size=64m small
catalog scan -q many first || fail "with room: $?"
sound
same_dump want "with room again"
