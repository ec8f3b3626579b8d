# what is in archives: told by content, remembered, read again when changed
need_cmd bsdtar zip jq sqlite3

# short: what does not depend on how well somebody compresses
short()
{
	catalog archives --format=ndjson "$@" | jq -c '[.path, .format, .state,
		.members, .directories, .unpacked, .depth, .online, .problem]'
}

# inside ARCHIVE: its members as paths
inside()
{
	sqlite3 "$CATALOG_DB" "WITH RECURSIVE m (number, path, mode, size,
			archive_id, crc) AS (
		SELECT 0, '', 16384, NULL, archive_id, NULL FROM entry
		WHERE name = CAST('$1' AS BLOB)
		UNION ALL
		SELECT b.number, CASE m.number WHEN 0 THEN '' ELSE m.path || '/'
			END || b.name, b.mode, b.size, b.archive_id, b.crc
		FROM m JOIN archive_member AS b ON b.archive_id = m.archive_id
			AND b.parent = m.number)
		SELECT path, printf('%o', mode), size, printf('%08x', crc)
		FROM m WHERE number > 0 ORDER BY number"
}

catalog archives
mkfile in/a/one 100 mode=600
mkfile in/a/two 200 seed=2
mkfile in/b/three 300 seed=3
zip -q t.zip in in/a in/a/one in/a/two in/b in/b/three
mkdir t
mv t.zip t/looks-like.txt
bsdtar -czf t/b.tgz in/a/one in/b
bsdtar -cnPf t/no-slash -s ',^in,/abs,' in/a in/a/one \
	in/a/two
echo "no zip at all" >t/text.zip
gzip -n <in/a/one >t/one.gz
: >t/empty.zip
ln t/b.tgz t/b2.tgz
catalog -q scan --archives t
short
short t/b.tgz
catalog archives t/one.gz --format=plain | cut -f2-7,9
catalog archives --format=csv | head -n 1
catalog archives --format=paths
catalog archives --sort=unpacked --format=plain | cut -f2,9
catalog archives --size=+1k --under t --reverse -n 1 --format=paths
catalog archives --size=+1G
COLUMNS=300 catalog archives --format=table t/no-slash
inside looks-like.txt
inside b.tgz
inside no-slash
inside one.gz
sqlite3 "$CATALOG_DB" 'SELECT name, archive_id IS NULL, archive_id > 0
	FROM entry WHERE child_id IS NULL ORDER BY name'

echo "-- nothing is read again, but what changed is"
sqlite3 "$CATALOG_DB" "UPDATE archive SET text = 'as it was'"
echo more >in/b/four
zip -q t/looks-like.txt in/b/four
rm t/b.tgz
catalog -q scan
short
sqlite3 "$CATALOG_DB" "SELECT text, files FROM archive ORDER BY files, text"

echo "-- an equal file needs not be opened"
cp t/no-slash t/copy
catalog -q scan --archives=0
catalog -q hash --all >/dev/null
catalog roots --format=ndjson | jq -c '[.archives, .archive_depth]'
short t/copy
catalog -q scan --archives=1G
catalog roots --format=ndjson | jq -c '[.archives, .archive_depth]'
COLUMNS=300 catalog roots --format=table | grep -o -e '--archives[^ ]*'
sqlite3 "$CATALOG_DB" "SELECT count(*), count(DISTINCT archive_id) FROM entry
	WHERE archive_id > 0"

echo "-- what is gone is forgotten"
rm -r t/*
touch t/x
catalog -q scan --accept-loss
sqlite3 "$CATALOG_DB" 'SELECT count(*) FROM archive
	UNION ALL SELECT count(*) FROM archive_member'
catalog check
