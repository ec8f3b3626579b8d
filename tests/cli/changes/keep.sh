# how long changes are kept: told once, remembered, and taken back
need_cmd sqlite3
mkfile a 1000
catalog -q scan --name disk .
mkfile b 200
catalog -q scan
sqlite3 "$CATALOG_DB" 'UPDATE scan
	SET started_ns = started_ns - 10 * 86400 * 1000000000'
mkfile c 300
catalog -q scan
catalog changes --format=paths
echo 'twelve days'
catalog -q scan --keep-history 12
catalog changes --format=paths
echo 'nine days'
catalog -q scan --keep-history=9
catalog changes --format=paths
sqlite3 "$CATALOG_DB" 'UPDATE scan
	SET started_ns = started_ns - 10 * 86400 * 1000000000'
echo 'as before'
catalog -q scan
catalog changes --format=paths
mkfile d 1
catalog -q scan --keep-history 0
sqlite3 "$CATALOG_DB" 'UPDATE scan
	SET started_ns = started_ns - 10 * 86400 * 1000000000'
echo 'for ever'
catalog -q scan
catalog changes --format=paths
catalog -q scans --format=ndjson | wc -l
catalog scan --keep-history x
echo "status $?"
