# A directory that does not list all its names, as readdir() takes it when a
# server says ENOENT half-way: what changed in it is found all the same, or it
# is not called complete.  What is known stays.
. "$CATALOG_TESTS/lib/scan.sh"
need_cmd strace
need_plain

plant tree
catalog scan -q tree
sqlite3 "$CATALOG_DB" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
cp "$CATALOG_DB" known.db
echo changed >>tree/a/b/2
: >tree/a/b/c/new
catalog scan -q tree
dump >want

# Once: the directory is read again.
drop_catalogue
cp known.db "$CATALOG_DB"
strace -f -qq -o trace -P "$PWD/tree/a/b" -e trace=getdents64 \
	-e inject=getdents64:error=ENOENT:when=1 \
	catalog scan -q --jobs=1 tree || fail "status $?"
grep -q INJECTED trace || fail "nothing was injected"
same_dump want "once"

# Always: it is not complete, and nothing is forgotten.
drop_catalogue
cp known.db "$CATALOG_DB"
strace -f -qq -o trace -P "$PWD/tree/a/b" -e trace=getdents64 \
	-e inject=getdents64:error=ENOENT:when=1+ catalog scan -q tree
echo "status $?"
catalog problems --format=ndjson | jq -r '.path, .error, .problem'
catalog find --format=paths --under=tree/a/b | wc -l
catalog scan -q tree || fail "the next scan: $?"
same_dump want "the next scan"

# A name that went and came back while the directory was read.
drop_catalogue
cp known.db "$CATALOG_DB"
strace -f -qq -o trace -P "$PWD/tree/a/b/2" -P "$PWD/tree/a/b" \
	-e trace=newfstatat -e inject=newfstatat:error=ENOENT:when=2 \
	catalog scan -q --jobs=1 tree || fail "status $?"
grep -q INJECTED trace || fail "nothing was injected"
same_dump want "back again"
