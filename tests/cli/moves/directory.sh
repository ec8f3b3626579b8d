# a directory under another name: one row, whatever is below
mkdir -p top/old/deep
for i in 1 2 3 4 5 6 7 8 9; do
	mkfile "top/old/deep/f$i" 100 seed="$i"
done
catalog -q scan .
sleep 0.1
mv top/old top/new
counts='[.entries, .added, .removed, .modified, .moved]'
catalog scan --format=ndjson . | jq -c "$counts"
catalog find --format=paths f9 | sed "s|$PWD|.|"
mkdir elsewhere
mv top/new/deep elsewhere/deep
# Something else takes the old name at once.
mkfile top/new/deep 7
catalog scan --format=ndjson . | jq -c "$counts"
catalog find --format=paths | sed "s|$PWD|.|" | sort
sqlite3 "$CATALOG_DB" 'PRAGMA integrity_check'
