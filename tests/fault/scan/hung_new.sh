# A file system that stops answering during its first scan: what was found
# until then is what the next scan goes on from, each name once.
. "$CATALOG_TESTS/lib/scan.sh"
. "$CATALOG_TESTS/lib/hung.sh"
need_cmd strace

many_directories under
mkdir hangs
mount_served under hangs
catalog scan -q hangs || fail "undisturbed: $?"
paths >want

n_parts=0
for after in 0.5 0.9 1.3; do
	drop_catalogue
	strace -f -qq -o trace -e trace=getdents64 \
		-e inject=getdents64:delay_exit=30000 \
		catalog scan -q --timeout=1 --jobs=2 hangs >out 2>err &
	scan=$!
	sleep $after
	kill -STOP "$daemon"
	wait_stuck $scan "$daemon"
	status=$?
	kill -CONT "$daemon"
	[ $status = 3 ] || fail "after $after: status $status: $(cat err)"
	[ -s "$CATALOG_DB" ] || continue
	paths >got
	[ -z "$(comm -13 want got)" ] || fail "what is not there: $(cat got)"
	[ "$(wc -l <got)" -lt 10 ] || n_parts=$((n_parts + 1))
	[ -z "$(sqlite3 "$CATALOG_DB" 'SELECT id FROM directory EXCEPT
		SELECT child_id FROM entry')" ] ||
		fail "after $after: directories without an entry of their own"
	catalog scan -q hangs || fail "after $after: the next scan: $?"
	sound
	paths >got
	cmp -s want got || fail "after $after:" \
		"$(diff want got | head -n 5; uniq -d got | head -n 5)"
done
[ $n_parts -gt 0 ] || fail "nothing was ever read before it hung"
