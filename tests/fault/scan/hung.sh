# A file system that stops answering costs itself only: the others are
# scanned, the run ends, and says that it is incomplete.
. "$CATALOG_TESTS/lib/hung.sh"

mkfile under/dir/file 10
mkfile under/dir2/file 10
mkfile fine/file 10
mkdir hangs
mount_served under hangs
catalog -q scan hangs fine || fail "first scan"
mkfile fine/new 10

kill -STOP "$daemon"
start=$SECONDS
timeout 60 catalog scan --timeout=2 hangs fine >out 2>err
status=$?
[ "$status" = 3 ] || fail "status $status: $(cat err)"
[ $((SECONDS - start)) -lt 30 ] || fail "took too long"
grep -q "hangs. does not answer" err || fail "$(cat err)"
[ "$(catalog find --format=paths new)" = "$PWD/fine/new" ] ||
	fail "the other was not scanned"
[ "$(catalog find --format=paths dir2 | wc -l)" = 1 ] || fail "entries lost"

# Nor does it hold up somebody who has had enough.
timeout 60 catalog scan --timeout=0 hangs >out 2>err &
for _ in $(seq 20); do
	sleep 1
	! pkill -INT -P $! -x catalog || break
done
wait $!
status=$?
[ "$status" = 130 ] || fail "status $status after SIGINT: $(cat err)"
