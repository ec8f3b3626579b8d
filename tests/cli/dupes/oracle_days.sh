# Changes between scan and scan, between scan and dupes, and both: what was
# read before a change is never told of what is there after it.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
need_tools random_tree brute_groups

for seed in $(seq 1001 $((1000 + ${ORACLE_SEEDS:-8}))); do
	"$tools/random_tree" make tree "$seed" || fail "seed $seed"
	for day in 0 1 2; do
		run 0 catalog scan -q tree
		[ $day = 0 ] || catalog dupes -q >"$CASE_BASE/tmp/out" 2>&1
		"$tools/random_tree" change tree "$seed$day" || fail "change"
		# The catalogue is out of date: some files changed under it.
		catalog dupes -q >"$CASE_BASE/tmp/out" 2>&1
		"$tools/random_tree" change tree "$seed${day}9" || fail "change"
	done
	run 0 catalog scan -q tree
	check_groups "seed $seed" 0 tree
	rm -rf tree
	forget
done
