# Who asks while a scan writes is answered at once, and consistently: counts
# only grow during a first scan, and all sums are of one instant.
. "$CATALOG_TESTS/lib/scan.sh"
need_cmd strace jq
need_plain

mkdir other
mkfile other/x 3
catalog scan -q other
for d in $(seq 40); do
	mkdir -p "tree/d$d"
	for f in $(seq 25); do
		echo "$f" >"tree/d$d/f$f"
	done
done

# Some seconds, so that it commits on the way.
strace -f -qq -o /dev/null -e trace=newfstatat \
	-e inject=newfstatat:delay_exit=6000 catalog scan -q --jobs=2 tree &
scan=$!
last=0
grown=0
asked=0
while kill -0 $scan 2>/dev/null; do
	start=${EPOCHREALTIME/./}
	catalog find --format=paths --glob 'f*' >found 2>err || fail "find: $(cat err)"
	catalog dupes --no-hash --format=ndjson >/dev/null 2>err
	[ $? -lt 4 ] || fail "dupes: $(cat err)"
	catalog volumes --format=ndjson >/dev/null || fail "volumes: $?"
	took=$((${EPOCHREALTIME/./} - start))
	[ $took -lt 5000000 ] || fail "three questions took $took us"
	now=$(wc -l <found)
	[ "$now" -ge "$last" ] || fail "$now files, and before $last"
	[ "$now" -le "$last" ] || [ "$now" = 1000 ] || grown=$((grown + 1))
	[ "$(sort found | uniq -d | wc -l)" = 0 ] || fail "listed twice"
	last=$now
	asked=$((asked + 1))
	sound
done
wait $scan || fail "the scan: $?"
[ "$(catalog find --format=paths --glob 'f*' | wc -l)" = 1000 ] ||
	fail "not all of it"
[ $asked -gt 3 ] || fail "asked only $asked times"
[ $grown -gt 0 ] || fail "nothing was committed on the way"
