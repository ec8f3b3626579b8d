# Rows of a damaged table may come in any order: that is told, and nothing is
# written beyond what there is room for.
need_cmd sqlite3
mkfile t/a 100
mkfile t/b 100
chmod 600 t/a
chmod 644 t/b
catalog -q scan t
page=$(sqlite3 "$CATALOG_DB" "PRAGMA wal_checkpoint(TRUNCATE);
	SELECT rootpage FROM sqlite_schema WHERE name = 'attribute'" | tail -1)
n=$(sqlite3 "$CATALOG_DB" 'SELECT count(*) FROM attribute')
at=$(((page - 1) * $(sqlite3 "$CATALOG_DB" 'PRAGMA page_size') + 8))
# The places of the first cell and of the last one.
bytes()
{
	dd if="$CATALOG_DB" of="$2" bs=1 skip="$1" count=2 status=none
}
bytes $at first
bytes $((at + 2 * n - 2)) last
dd if=last of="$CATALOG_DB" bs=1 seek=$at conv=notrunc status=none
dd if=first of="$CATALOG_DB" bs=1 seek=$((at + 2 * n - 2)) conv=notrunc \
	status=none
for report in types top owners 'copies --candidates'; do
	# shellcheck disable=SC2086  # words
	catalog $report 2>err
	[ $? = 4 ] || fail "$report: $(cat err)"
	grep -q damaged err || fail "$report: $(cat err)"
done
