# kill -9 at random instants of a scan that meets removals, renamed directories
# and moved files: nothing that is there is lost, and the next scan makes the
# catalogue what it would have been; so it is for a report that is killed.
# CATALOG_KILLS: how many random instants of each (default 6).
. "$CATALOG_TESTS/lib/scan.sh"
need_cmd strace
need_plain

for d in $(seq 20); do
	mkdir -p "tree/d$d/sub"
	for f in $(seq 30); do
		echo "$((f % 7)) of $d" >"tree/d$d/f$f"
		echo "$((f % 5))" >"tree/d$d/sub/g$f"
	done
done
catalog scan -q tree
catalog dupes -q >/dev/null || fail "the first report: $?"
sqlite3 "$CATALOG_DB" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
cp "$CATALOG_DB" base.db
rm -r tree/d1 tree/d2/sub
rm tree/d3/f?
mv tree/d4 tree/renamed
mv tree/d5/sub tree/d6/sub/deeper
mv tree/d7 tree/d8/d7
mkdir tree/d7 tree/flat
mv tree/d9/f* tree/flat
mv tree/d10/f1 tree/d10/f1.renamed
catalog scan -q tree || fail "the second scan: $?"
dump >want
catalog dupes -q --format=plain >want.dupes || fail "the second report: $?"

# Slowed down, so that it commits on the way; from its start to its end.
# kill_slow CALL DELAY_US COMMAND...
kill_slow()
{
	local call=$1 delay=$2
	shift 2

	# In braces: the shell has a word to say about it.
	{
		strace -f -qq -o trace -e trace="$call" \
			-e inject="$call:delay_exit=$delay" \
			sh -c 'echo $$ >pid; exec "$@"' sh "$@" &
		sleep "$((RANDOM % 3)).$((RANDOM % 100))"
		kill -9 "$(cat pid)"
		wait $!
	} >out 2>&1
	[ "$(ask "$CATALOG_DB" 'PRAGMA integrity_check')" = ok ] ||
		fail "not sound: $*"
}

n_committed=0
for n in $(seq "${CATALOG_KILLS:-6}"); do
	drop_catalogue
	cp base.db "$CATALOG_DB"
	kill_slow newfstatat $((n % 3 * 1000 + 500)) catalog scan -q tree
	sound
	[ "$(catalog find --format=paths f7 | wc -l)" -ge 18 ] ||
		fail "kill $n: forgot what is there"
	dump >got
	cmp -s got want || n_committed=$((n_committed + 1))
	catalog scan -q tree 2>err || fail "kill $n: next: $? $(cat err)"
	sound
	same_dump want "kill $n"

	# Digests of what moved while nobody knew are taken again.
	drop_catalogue
	cp base.db "$CATALOG_DB"
	catalog scan -q tree
	sqlite3 "$CATALOG_DB" 'DELETE FROM content; UPDATE entry
		SET content_id = NULL' 2>/dev/null
	kill_slow pread64 $((n % 3 * 400 + 200)) catalog dupes -q
	sound
	catalog dupes -q --format=plain >got.dupes || fail "kill $n: dupes: $?"
	cmp -s want.dupes got.dupes || fail "kill $n: dupes differ:" \
		"$(diff want.dupes got.dupes | head -5)"
	same_dump want "kill $n, dupes"
done
[ $n_committed -gt 0 ] || fail "it was never killed in time"
