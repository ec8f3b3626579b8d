# scan --hash of all there is leaves nothing to look for: reports know that at
# once.  Of a part it does not, nor does `hash` of a part.
need_cmd sqlite3
is_settled() { sqlite3 "$CATALOG_DB" "SELECT max(value) = min(value) FROM fact
	WHERE name IN ('settled', 'generation')"; }
mkfile one/a 3000 seed=1
mkfile one/b 9000 seed=2
cp -r one/b one/c
catalog -q scan --hash one
echo "one of one: $(is_settled)"
cp -r one two
catalog -q scan two
echo "another: $(is_settled)"
catalog -q hash two >hash.out
echo "one of two: $(is_settled)"
catalog -q hash one two >hash.out
echo "two of two: $(is_settled)"
mkfile one/d 9000 seed=3
catalog -q scan one
echo "changed: $(is_settled)"
catalog -q hash one >hash.out
echo "read, of a part: $(is_settled)"
catalog -q hash >hash.out
echo "of all: $(is_settled)"
echo "- what could not be read has another try, though nothing changed"
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
export CATALOG_DB=$PWD/another.db
READ_BELOW=$PWD/one READ_ERROR=5 LD_PRELOAD=$shim \
	catalog -q scan --hash one
echo "status $? settled: $(is_settled)"
catalog -q scan --hash one
echo "status $?"
catalog problems -q
catalog -q dupes --no-hash --format=paths one | sed 's|.*/one/||'
