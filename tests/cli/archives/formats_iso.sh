# what genisoimage writes: plain names, Joliet, Rock Ridge, both
need_cmd genisoimage jq sqlite3

mkfile "in/a directory/One Long Name.txt" 100
mkfile "in/täg" 5
ln -s täg in/link
mkdir t
genisoimage -quiet -o t/plain in 2>/dev/null
genisoimage -quiet -J -o t/joliet in 2>/dev/null
genisoimage -quiet -r -o t/rock in 2>/dev/null
genisoimage -quiet -J -r -o t/both in 2>/dev/null
catalog -q scan --archives t
catalog archives --format=ndjson |
	jq -c '[.path, .format, .state, .members, .directories, .unpacked,
		.problem]'
sqlite3 "$CATALOG_DB" "SELECT e.name, m.name, m.size FROM archive_member AS m
	JOIN entry AS e USING (archive_id) ORDER BY 1, 2"
