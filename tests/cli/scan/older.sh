# a catalogue of schema version 1 is copied and brought up to date by the first
# run that writes; what it knew of heads, which were longer, is read again
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq sqlite3
mkfile t/one 9000 seed=1
mkfile t/two 9000 seed=1
mkfile t/headed 9000 seed=2
mkfile t/small 5000 seed=3
mkfile t/as_small 5000 seed=3
catalog -q scan t
catalog -q dupes --summary
dupes() { catalog dupes --format=ndjson "$@" | jq -c '[.size, .copies]'; }
echo "- as version 1 had it"
sqlite3 "$CATALOG_DB" "
	UPDATE content SET covered = 4096, digest = CAST(x'00' || substr(digest, 2) AS BLOB)
	WHERE covered < size;
	UPDATE content SET parent_id = NULL WHERE size = 5000;
	DELETE FROM content WHERE size = 5000 AND covered < size;
	PRAGMA user_version = 1"
cp "$CATALOG_DB" ../read_only.db
CATALOG_DB=../read_only.db catalog find one
echo "status $?"
CATALOG_DB=../read_only.db catalog dupes -q --no-hash
echo "status $?"
echo "- found beside new files"
cp t/one t/three
cp t/small t/also_small
cp t/headed t/as_headed
catalog -q scan t
ls "${CATALOG_DB%/*}" | sed 's/-v1-[0-9TZ]*/-v1-WHEN/' | grep backup
sqlite3 "$CATALOG_DB" 'PRAGMA user_version'
dupes
catalog -q check --full
echo "- read once"
catalog hash --format=ndjson | jq -c '[.status, .files, .bytes]'
echo "- the copy is as it was"
sqlite3 "${CATALOG_DB%/*}"/*.backup-v1-* 'PRAGMA user_version;
	SELECT count(*) FROM content WHERE covered = 4096'
