# A very large file that no run has the time for is gone on with by the next,
# and rot beyond that place is found.
. "$CATALOG_TESTS/lib/dupes.sh"
need_plain
need_shim read
need_cmd jq
size=$((96 << 20))
mkfile t/big $size seed=1
catalog scan -q --hash=all t
kept() { catalog -q sql --format=plain 'SELECT sum(verifies) FROM checkpoint'; }
catalog verify -q --bandwidth=24M --max-time=2s || fail "status $?"
[ "$(kept)" = 1 ] || fail "nothing was kept"
catalog dupes -q >../out
[ "$(kept)" = 1 ] || fail "dupes dropped it"
catalog verify 2>../said || fail "status $?: $(cat ../said)"
mib=$(sed -n 's/.*verified (\([0-9]*\).*MiB read.*/\1/p' ../said)
[ $((mib > 0 && mib <= 92)) = 1 ] || fail "not what was left: $(cat ../said)"
[ "$(kept)" != 1 ] || fail "it is kept for ever"

catalog verify -q --bandwidth=24M --max-time=2s || fail "status $?"
READ_BELOW=$PWD/t READ_NAME=/big READ_FROM=80000000 READ_FLIP=999999 LD_PRELOAD=$shim \
	catalog verify -q --format=ndjson >../out
status=$?
[ $status = 1 ] || fail "status $status, and not rotten"
jq -e '.state == "rotten"' ../out >/dev/null || fail "$(cat ../out)"
[ "$(kept)" != 1 ] || fail "it is kept for ever"
