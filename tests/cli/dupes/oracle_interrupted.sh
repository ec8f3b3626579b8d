# Interrupted again and again: what was read is kept, and in the end all is
# there and right.
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
need_cmd jq
need_tools random_tree brute_groups

# known: entries with a digest
known()
{
	catalog find -q --format=ndjson | jq -s 'map(select(.digest)) | length'
}

# stop SIGNAL: begin a slow report, and send the signal after a while
stop()
{
	# In the background the shell has SIGINT ignored.
	env --default-signal=INT READ_BELOW="$PWD/tree" READ_SLOW_US=15000 \
		LD_PRELOAD="$shim" catalog dupes -q >out 2>&1 &
	sleep 0.$((RANDOM % 4))$((RANDOM % 10))
	kill -s "$1" $! 2>/dev/null
	wait $!
}

env --default-signal=INT true 2>/dev/null || skip "needs env --default-signal"
for seed in 4002 4005; do
	"$tools/random_tree" make tree "$seed" || fail "seed $seed"
	run 0 catalog scan -q tree
	before=0
	stopped=0
	for signal in INT TERM INT TERM; do
		# The shell has its own words for a job that is killed before
		# it could see to that itself.
		stop "$signal" 2>"$CASE_BASE/tmp/jobs"
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
