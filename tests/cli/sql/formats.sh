# columns as SQLite names them, each value with its own type
mkfile a 5
catalog -q scan --name test .
query="SELECT 1 AS n, 0.1 AS x, NULL AS z, 'it''s' AS t, x'61ff0a' AS b,
	-9223372036854775808 AS low, 1e999 AS much, 1e100 AS big
	UNION ALL SELECT 'mixed', 2, 3, '', x'', 0, 3.0, 0.30000000000000004"
for format in table plain csv ndjson; do
	echo "$format:"
	catalog sql --format=$format "$query"
done
catalog sql --format=ndjson "$query" | jq -c .n
catalog sql --format=paths "SELECT 1 AS n, path FROM files"
catalog sql --format=csv "SELECT 1 WHERE 0"
catalog sql --format=paths "SELECT 1 AS n FROM files"
echo "status $?"
