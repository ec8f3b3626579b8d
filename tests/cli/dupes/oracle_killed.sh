# Killed again and again: the catalogue is sound, the work of the last seconds
# at most is repeated, and in the end all is there and right.  KILLS=N for
# more.
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
need_cmd jq sqlite3
need_tools random_tree brute_groups

"$tools/random_tree" make tree 5002 || fail "seed"
run 0 catalog scan -q tree
# More than two seconds of reading, so that something is committed on the way.
export READ_BELOW=$PWD/tree READ_SLOW_US=320000
# stop SECONDS: begin a slow report, and kill it after so long
stop()
{
	LD_PRELOAD=$shim catalog dupes -q >out 2>&1 &
	sleep "$1"
	kill -9 $!
	wait $!
}

killed=0
for i in $(seq "${KILLS:-5}"); do
	stop "$((i == 1 ? 3 : RANDOM % 2)).$((RANDOM % 10))" \
		2>"$CASE_BASE/tmp/jobs" # where the shell says "Killed"
	[ $? != 137 ] || killed=$((killed + 1))
	[ "$(sqlite3 "$CATALOG_DB" 'PRAGMA integrity_check')" = ok ] ||
		fail "the catalogue is damaged"
	[ -z "$(sqlite3 "$CATALOG_DB" 'PRAGMA foreign_key_check')" ] ||
		fail "rows point nowhere"
	[ "$i" != 1 ] || [ "$(sqlite3 "$CATALOG_DB" \
		'SELECT count(*) FROM content')" -gt 0 ] ||
		fail "nothing was committed in 3 seconds"
done
[ "$killed" -gt 1 ] || fail "never killed"
check_groups "after $killed kills" 0 tree
