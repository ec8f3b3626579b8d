# Interrupted again and again: what was read is kept, and in the end all is
# there and right.
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
need_cmd jq
need_tools random_tree brute_groups

# Without job control a command in the background ignores SIGINT.
set -m

# known: entries with a digest
known()
{
	catalog find -q --format=ndjson | jq -s 'map(select(.digest)) | length'
}

for seed in 4002 4005; do
	"$tools/random_tree" make tree "$seed" || fail "seed $seed"
	run 0 catalog scan -q tree
	before=0
	stopped=0
	for signal in INT TERM INT TERM; do
		READ_BELOW=$PWD/tree READ_SLOW_US=15000 \
			LD_PRELOAD=$shim \
			catalog dupes -q >out 2>&1 &
		sleep 0.$((RANDOM % 4))$((RANDOM % 10))
		kill -s "$signal" $! 2>/dev/null
		wait $!
		status=$?
		now=$(known)
		[ "$now" -ge "$before" ] || fail "forgot: $before, now $now"
		before=$now
		case $signal$status in
		INT130 | TERM143)
			stopped=$((stopped + 1))
			[ "$(grep -c . out)" -le 1 ] || fail "$(cat out)"
			;;
		*0) ;; # it was done
		*) fail "$signal: status $status: $(cat out)" ;;
		esac
	done
	[ "$stopped" -gt 0 ] || fail "never interrupted"
	check_groups "seed $seed" 0 tree
	[ "$before" -le "$(known)" ] || fail "forgot at last"
	rm -rf tree
	forget
done
