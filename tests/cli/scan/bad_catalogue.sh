# Files that are no catalogue of ours: refused with a reason, and left alone.
. "$CATALOG_TESTS/lib/scan.sh"
mkdir d
: >d/x
catalog scan -q d
sqlite3 "$CATALOG_DB" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null

try()
{
	local before

	echo "[$1]"
	before=$(cksum <"$1" 2>&1)
	catalog --db="$1" scan d
	echo $?
	catalog --db="$1" find x
	echo $?
	[ "$before" = "$(cksum <"$1" 2>&1)" ] || echo "changed!"
} 2>&1

head -c 40000 /dev/zero | tr '\0' 'x' >bytes
try bytes
echo short >short
try short
sqlite3 other 'CREATE TABLE t (a); INSERT INTO t VALUES (1);'
try other
cp "$CATALOG_DB" newer
sqlite3 newer 'PRAGMA user_version = 999'
try newer
head -c 20000 "$CATALOG_DB" >truncated
try truncated
mkdir directory
echo '[directory]'
catalog --db=directory scan d 2>&1
echo $?
echo '[none yet]'
catalog --db=file.db find x 2>&1
echo $?
[ ! -e file.db ] || echo "asking created it"
