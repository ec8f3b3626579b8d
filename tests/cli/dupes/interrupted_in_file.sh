# Ctrl-C within a very large file: it ends at once, the file has no digest,
# and what was complete before is kept.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
[ "$(id -u)" != 0 ] || mount_tmpfs files size=64M
mkdir -p files
for name in a b; do
	mkfile files/small_$name 3000 seed=1
	# Days of reading, were it read to the end.
	truncate -s 1T files/$name || skip "no file may be so large here"
done
run 0 catalog scan -q files
env --default-signal=INT true 2>/dev/null || skip "needs env --default-signal"
# In the background the shell has SIGINT ignored.
env --default-signal=INT catalog dupes >../out 2>../said &
# It is past the small files, and in a large one.
for _ in $(seq 200); do
	readlink /proc/$!/fd/* 2>/dev/null | grep -q 'files/[ab]$' && break
	sleep 0.05
done
sleep 1
began=$SECONDS
kill -INT $!
wait $!
echo "status $?"
[ $((SECONDS - began)) -le 10 ] || fail "took $((SECONDS - began)) s"
cat ../out ../said
catalog dupes -q --no-hash --format=ndjson |
	jq -c '[.size, [.files[].path | split("/")[-1]]]'
catalog find -q --type f --format=ndjson |
	jq -r '[(.path | split("/")[-1]), .digest != null] | @tsv' | sort
catalog problems -q
