# kill -9 in the middle of a very large file: the next run reads what is left,
# and its digest is the right one.
. "$CATALOG_TESTS/lib/dupes.sh"
need_plain
need_cmd jq xxh128sum
size=$((96 << 20))
mkfile t/big $size seed=1
catalog -q scan t
kept() { catalog -q sql --format=plain 'SELECT count(*) FROM checkpoint'; }
kill_when_kept()
{
	catalog hash -q --all --bandwidth=24M >../out 2>&1 &
	for _ in $(seq 400); do
		[ "$(kept)" = 1 ] && break
		sleep 0.05
	done
	kill -9 $!
	wait $!
}
kill_when_kept 2>"$CASE_BASE/tmp/jobs" # where the shell says "Killed"
[ $? = 137 ] || fail "not killed"
n=$(catalog hash -q --all --format=ndjson | jq .bytes)
[ $((n > 0 && n <= size - (4 << 20))) = 1 ] ||
	fail "then $n of $size bytes were read"
[ "$(catalog find -q big --format=ndjson | jq -r .digest)" = \
	"$(xxh128sum -q t/big 2>/dev/null | cut -d' ' -f1)" ] || fail "a wrong digest"
catalog check -q || fail "the catalogue is damaged"
