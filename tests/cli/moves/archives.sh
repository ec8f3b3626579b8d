# an archive that moved is not read again
need_cmd zip bsdtar sqlite3 jq
. "$CATALOG_TESTS/lib/members.sh"
plant_archives t
head -c 4000 t/a.zip >t/cut.zip
catalog -q scan --archives --name disk t
# Whoever reads one again overwrites this.
sqlite3 "$CATALOG_DB" "UPDATE archive SET format = 'as it was'"
known()
{
	catalog -q archives --format=ndjson | jq -r '"\(.path) \(.format)"' | sort
}
mkdir t/new
mv t/a.zip t/new/b.zip
mv t/sub/outer.tar t/outer.tar
mv t/plain.txt t/new
mv t/cut.zip t/still-cut.zip
catalog -q scan
known
catalog find --format=paths --under t/new/b.zip//doc
echo "-- looked at: what is not whole is, to tell of it"
catalog -q problems --format=plain | cut -f2,3
sqlite3 "$CATALOG_DB" "SELECT name, archive_id IS NULL, archive_id = 0
	FROM entry WHERE name = CAST('plain.txt' AS BLOB)"

echo "-- another file of the same name is not it"
touch -d 2026-05-01 t/new/b.zip
mv t/new/b.zip t/a.zip
catalog -q scan
known
catalog check
