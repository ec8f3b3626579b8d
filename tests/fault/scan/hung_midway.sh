# A file system that stops answering in the middle of a walk: what was read of
# it until then is kept, nothing is forgotten, the other volume is finished,
# the scan is incomplete after --timeout and a problem says why; the next scan
# with the server back is complete and clears it.
. "$CATALOG_TESTS/lib/scan.sh"
. "$CATALOG_TESTS/lib/hung.sh"
need_cmd strace

many_directories under
mkdir hangs fine
mount_tmpfs fine
mkfile fine/file 10
mount_served under hangs
catalog -q scan --name=nas hangs || fail "first scan"
catalog -q scan --name=disk fine || fail "first scan"
sqlite3 "$CATALOG_DB" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
cp "$CATALOG_DB" known.db

# What the next scan would find.
rm -r under/d7 under/d30
mkfile under/d3/new 5
mkfile fine/new 10
count()
{
	catalog find --format=paths --volume="$1" "$2" 2>/dev/null | wc -l
}

# Calls about directories of nas, which take some 160 of them; there are others,
# in no order.
for after in 12 50; do
	drop_catalogue
	cp known.db "$CATALOG_DB"
	: >trace
	strace -f -y -qq -o trace -e trace=getdents64 \
		-e inject=getdents64:delay_exit=20000 \
		timeout -k 2 60 catalog scan --timeout=2 --jobs=1 --format=ndjson \
		>out 2>err &
	scan=$!
	for _ in $(seq 1000); do
		[ "$(grep -c 'getdents64.*/hangs' trace)" -lt $after ] || break
		sleep 0.02
	done
	kill -STOP "$daemon"
	start=$SECONDS
	wait_stuck $scan "$daemon"
	status=$?
	[ $status = 3 ] || fail "after $after: status $status: $(cat err)"
	[ $((SECONDS - start)) -lt 20 ] || fail "after $after: took too long"
	jq -r '"\(.volume) \(.status)"' out | sort >statuses
	printf 'disk complete\nnas incomplete\n' | cmp -s statuses - ||
		fail "after $after: $(cat out err)"
	sound
	[ "$(count disk new)" = 1 ] || fail "after $after: disk is not finished"
	# Proof is settled at the end of a walk, and there was none.
	[ "$(count nas f1)" = 40 ] || fail "after $after: entries are lost"
	[ "$(catalog problems --format=ndjson | jq -r .error)" = ETIMEDOUT ] ||
		fail "after $after: no problem row"
	# It answers no question, and asking it is not needed.
	timeout -k 2 10 catalog dupes --no-hash -q >/dev/null 2>&1
	[ $? -lt 4 ] || fail "after $after: a report waits for it"

	kill -CONT "$daemon"
	catalog -q scan || fail "after $after: the next scan: $?"
	sound
	[ "$(count nas f1)" = 38 ] || fail "after $after: not brought up to date"
	[ "$(count nas new)" = 1 ] || fail "after $after: new is missing"
	[ -z "$(catalog -q problems --format=paths)" ] ||
		fail "after $after: the problem stays"
done
