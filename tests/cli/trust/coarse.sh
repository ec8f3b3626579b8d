# times cut to two seconds once they are no longer in a cache are no change;
# the granularity is learned from the files
. "$CATALOG_TESTS/lib/trust.sh"
mount_tmpfs t
cd t || exit
plant_many .
for grain in 100 1000 10000000 1000000000 2000000000; do
	rm -f "$CATALOG_DB"*
	bent STAT_GRAIN_NS=$grain -- catalog -q scan .
	learned
done
echo a file still exact, and later cut
mkfile 0/new 100 mtime='2022-01-01 00:00:01.25'
bent STAT_GRAIN_NS=1 -- catalog scan --format=ndjson 0 |
	jq -c '[.status, .added]'
sqlite3 "$CATALOG_DB" 'UPDATE volume SET granularity_ns = 2000000000'
rows >"$CASE_BASE/before"
bent STAT_GRAIN_NS=2000000000 -- catalog -q scan .
sqlite3 -readonly "$CATALOG_DB" \
	"SELECT mtime FROM entry WHERE name = CAST('new' AS BLOB)"
echo an even second later is a change
touch -d '2022-01-01 00:00:02' 0/new # less than a granule later
bent STAT_GRAIN_NS=2000000000 -- catalog scan --format=ndjson . | counts
