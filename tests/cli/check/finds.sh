# whole, and damaged in each way that is looked for
need_cmd sqlite3
mkfile a 5000 seed=1
mkfile sub/deep/b 5000 seed=1
mkfile sub/c 70 seed=2
catalog -q scan --name test .
catalog -q dupes --summary >/dev/null
catalog check
echo "status $?"
catalog check --full
echo "status $?"
cp "$CATALOG_DB" ../good.db

# damage SQL: of a copy of the good one
damage()
{
	rm -f ../bad.db*
	cp ../good.db ../bad.db
	sqlite3 ../bad.db "$1"
	catalog --db ../bad.db check 2>../err | sed 's/[0-9][0-9]*/N/g' |
		sort -u
	echo "status ${PIPESTATUS[0]}"
	grep -o 'restore a backup' ../err
}
damage "UPDATE directory SET bytes = bytes + 1 WHERE name = 'deep'
	OR CAST(name AS TEXT) = 'deep'"
damage "UPDATE directory SET linked = 1 WHERE parent_id = 0"
damage "UPDATE content SET copies = copies + 1"
damage "UPDATE content SET volumes = 7"
damage "DELETE FROM directory WHERE CAST(name AS TEXT) = 'deep'"
damage "UPDATE directory SET parent_id = 1 WHERE CAST(name AS TEXT) = 'deep'"
damage "DELETE FROM content"
damage "DELETE FROM attribute"
damage "DELETE FROM volume"
damage "UPDATE root SET dir_id = 1000"
damage "UPDATE scan SET status = 'running'; DELETE FROM root"
catalog check --format=paths
echo "status $?"
