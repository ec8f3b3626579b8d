# a file that is damaged itself; a run that writes finds it after an unclean
# stop, and leaves it alone
need_cmd sqlite3
mkdir many
for i in {1..4000}; do
	: >"many/a rather long name so that it takes some space $i"
done
catalog -q scan --name test many

# leave_open: as a run that was killed does.
leave_open()
{
	# shellcheck disable=SC2016
	{
		sqlite3 "$CATALOG_DB" 'PRAGMA wal_autocheckpoint = 0' \
			'UPDATE volume SET note = random()' \
			'.system kill -9 $PPID'
	} >../ignored 2>&1
	[ -s "$CATALOG_DB-wal" ] || fail "no log is left"
}

leave_open
catalog -q scan many
echo "status $?"
[ ! -s "$CATALOG_DB-wal" ] || echo 'a log is left'
leave_open
size=$(stat -c %s "$CATALOG_DB")
dd if=/dev/urandom of="$CATALOG_DB" bs=4096 seek=$((size / 8192)) count=20 \
	conv=notrunc status=none
catalog check 2>../err | cut -f1 | sort -u
echo "status ${PIPESTATUS[0]}"
grep -c 'is damaged; restore a backup' ../err
catalog backup ../copy.db 2>../err
echo "status $?"
grep -o 'there is no backup' ../err
grep -o 'damaged' ../err | sort -u
find .. -maxdepth 1 -regex '.*\(copy\|other\).*' | sort


catalog -q scan many 2>../err
echo "status $?"
grep -o 'was not closed properly and is damaged' ../err
catalog sql 'SELECT count(*) FROM scans'
