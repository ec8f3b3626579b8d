# files that are no catalogue, damaged, newer, in use, or this one itself
need_cmd sqlite3
mkfile t/a 10 seed=1
catalog -q scan --name disk t
mkfile u/b 10 seed=2
catalog -q --db other.db scan u
before=$(sqlite3 "$CATALOG_DB" .dump | cksum)
try()
{
	echo "$1"
	catalog import "$2" 2>&1
	echo "status $?"
}
try 'not there' nothing.db
echo text >text.db
try 'not a catalogue' text.db
sqlite3 foreign.db 'CREATE TABLE x (y)'
try 'another database' foreign.db
: >empty.db
try 'empty' empty.db
try 'a directory' t
try 'itself' "$CATALOG_DB"
ln -s "$CATALOG_DB" link.db
try 'itself by another name' link.db
cp other.db newer.db
sqlite3 newer.db 'PRAGMA user_version = 99'
try 'newer' newer.db
cp other.db totals.db
sqlite3 totals.db 'UPDATE directory SET files = files + 1 WHERE parent_id = 0'
try 'totals that are wrong' totals.db
cp other.db pages.db
dd if=/dev/urandom of=pages.db bs=4096 seek=3 count=3 conv=notrunc status=none
echo 'pages that are overwritten'
catalog import pages.db 2>&1 | grep -o "'pages.db' is damaged"
head -c 20000 other.db >short.db
echo 'cut short'
catalog import short.db >/dev/null 2>&1
echo "status $?"
cp other.db running.db
sqlite3 running.db "UPDATE scan SET status = 'running', finished_ns = NULL"
try 'cut off' running.db
echo 'another run'
(
	flock 9
	catalog import other.db 2>&1 | sed 's/ by .*//; s/ (.*//'
) 9>>"$CATALOG_DB.lock"
echo 'nothing changed'
[ "$(sqlite3 "$CATALOG_DB" .dump | cksum)" = "$before" ]
echo "status $?"
