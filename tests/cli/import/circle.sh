# contents of a damaged catalogue that refine each other are read to an end
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd sqlite3 timeout
mkfile t/a 9000 seed=1
catalog -q scan t
catalog -q hash --all
cp "$CATALOG_DB" ../other.db
sqlite3 ../other.db 'UPDATE content SET parent_id = id'
rm -f "$CATALOG_DB"
catalog -q scan t
timeout 20 catalog -q import ../other.db
echo "status $?"
catalog -q check --full
