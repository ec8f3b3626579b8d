# an inode number that another file has by now is no move
need_cmd jq sqlite3
. "$CATALOG_TESTS/lib/trust.sh"
mount_tmpfs t
cd t || exit
mkfile old 3000 seed=1
mkfile twin 3000 seed=1
catalog -q scan .
catalog -q dupes >"$CASE_BASE/groups"
sleep 0.1
inode=$(stat -c %i old)
rm old
mkfile new 3000 seed=2 mtime='2021-01-01'
# As if the number had been given again.
sqlite3 "$CATALOG_DB" "UPDATE entry SET inode = $(stat -c %i new)
	WHERE inode = $inode"
catalog scan --format=ndjson . | counts
sqlite3 -readonly "$CATALOG_DB" "SELECT count(*) FROM entry
	WHERE name = CAST('new' AS BLOB) AND content_id IS NOT NULL"
catalog dupes --format=paths
