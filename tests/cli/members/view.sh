# the view members: paths in archives, nested and with odd names
need_cmd bsdtar zip
. "$CATALOG_TESTS/lib/members.sh"
plant_archives t
ln t/abs.tar t/also.tar
catalog -q scan --archives --archive-depth 2 --name disk t
catalog sql "SELECT path, type, size, mtime, printf('%o', mode) AS mode, crc32,
	encrypted FROM members ORDER BY path" --format=ndjson
catalog sql "SELECT volume, archive, member, name FROM members
	WHERE member LIKE '%one%' ORDER BY path"
catalog sql "SELECT count(*), sum(mtime_ns IS NULL) FROM members"
catalog -q hash --all --members >"$CASE_BASE/tmp/ignored"
catalog sql "SELECT DISTINCT a.name, b.archive = a.archive FROM members AS a
	JOIN members AS b USING (digest) WHERE a.path < b.path ORDER BY 1, 2"
