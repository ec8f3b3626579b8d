# growth since a time: more, less, new, moved, unchanged, not known, forgotten
need_cmd jq sqlite3
mkfile t/more/x 1000 seed=1
mkfile t/less/x 1000 seed=2
mkfile t/less/y 3000 seed=3
mkfile t/same/x 700 seed=4
mkfile t/gone/x 100 seed=5
mkfile t/moved/x 200 seed=6
mkfile t/links/x 300 seed=7
mkfile t/links/y 50 seed=8
mkfile t/more/hard/x 400 seed=9
ln t/more/hard/x t/more/hard/y
catalog -q scan --name disk t

# All that was so far happened so many days ago.
age()
{
	sqlite3 "$CATALOG_DB" "UPDATE scan
		SET started_ns = started_ns - $1 * 86400000000000;
	UPDATE directory_history
		SET until_ns = until_ns - $1 * 86400000000000;"
}

# growth OPTION...: the messages too
growth()
{
	catalog du --depth 9 --format=ndjson "$@" t | jq -c '[.growth,
		.apparent, .apparent_then, .files, .files_then,
		(.path | sub(".*/w/"; ""))]'
}

rows()
{
	sqlite3 "$CATALOG_DB" 'SELECT count(*) FROM directory_history'
}

rows >"$CASE_BASE/tmp/before"
age 10
catalog -q scan
rows | cmp - "$CASE_BASE/tmp/before" || echo "nothing changed, but is kept"
mkfile t/more/z 2000 seed=10
mkfile t/more/new/er/x 5 seed=11
rm t/less/y
rm -r t/gone
mv t/moved t/more/moved
ln t/links/x t/links/z
catalog -q scan
echo 'five days'
growth --since 5d
echo 'now'
growth --since 0m | jq -c '.[0]' | sort | uniq -c | tr -s ' '
echo 'before the first scan'
growth --since 20d | jq -c '.[0]' | sort | uniq -c | tr -s ' '

age 10
mkfile t/more/new/er/y 6 seed=12
ln t/links/x t/links/zz
catalog -q scan
echo 'between the second and the third'
growth --since 5d | grep -v '^\[0,'
echo 'between the first and the second'
growth --since 15d | grep -v '^\[0,'
catalog du --since 5d --limit 1 t -d1 | cut -f1-3,5-7

echo 'forgotten'
catalog -q scan --keep-history 7
catalog du --since 15d t --format=ndjson 2>&1 >/dev/null |
	sed -E 's/[-0-9]{10} [0-9:]{5}/WHEN/'
growth --since 15d 2>"$CASE_BASE/tmp/ignored" | grep -v '^\[0,'
catalog check
