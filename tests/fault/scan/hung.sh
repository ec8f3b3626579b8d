# A file system that stops answering costs itself only: the others are
# scanned, the run ends, and says that it is incomplete.
# A leak checker waits for the thread that hangs.
need_plain
need_root
need_cmd bindfs fusermount
[ -e /dev/fuse ] || skip "needs /dev/fuse"

mkfile under/dir/file 10
mkfile under/dir2/file 10
mkfile fine/file 10
mkdir hangs
bindfs -f under hangs 2>bindfs.err &
daemon=$!
trap 'kill -CONT $daemon 2>/dev/null; kill $daemon; wait; umount -l hangs 2>/dev/null' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10; do
	grep -q " $PWD/hangs " /proc/self/mountinfo && break
	sleep 0.2
done
grep -q " $PWD/hangs " /proc/self/mountinfo || skip "cannot mount bindfs"
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
