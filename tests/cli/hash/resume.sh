# killed within a run: what was committed stays, and is not read again
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
need_cmd jq
for i in $(seq 40); do
	mkfile "t/$i" $((3000 + i / 2)) seed=1
done
catalog -q scan t
stop()
{
	READ_BELOW=$PWD/t READ_SLOW_US=100000 LD_PRELOAD=$shim \
		catalog hash -q --jobs=1 >../out 2>&1 &
	sleep 2.7
	kill -9 $!
	wait $!
}
stop 2>"$CASE_BASE/tmp/jobs" # where the shell says "Killed"
[ $? = 137 ] || fail "not killed"
n=$(catalog hash --format=ndjson | jq .files)
case $n in
0 | 40) fail "then read $n of 40" ;;
esac
catalog dupes --summary --format=plain
echo "- an interrupt"
mkfile t2/a 3000 seed=2
mkfile t2/b 3000 seed=2
catalog -q scan t2
READ_BELOW=$PWD/t2 READ_SLOW_US=500000 LD_PRELOAD=$shim \
	timeout --preserve-status -s TERM 0.3 catalog hash t2
echo "status $?"
catalog hash --format=ndjson t2 | jq -c '[.status, .digests]'
