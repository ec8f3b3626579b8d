# Random trees, and what a day's work makes of them: always the groups that
# comparing every byte gives.  ORACLE_SEEDS=N for more than these.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
need_tools random_tree brute_groups

for seed in $(seq "${ORACLE_SEEDS:-14}"); do
	"$tools/random_tree" make tree "$seed" || fail "seed $seed"
	for day in 0 1 2; do
		run 0 catalog scan -q tree
		check_groups "seed $seed, day $day" 0 tree
		"$tools/random_tree" change tree "$seed$day" || fail "change"
	done
	# What has grown over the days is what a new catalogue would hold.
	run 0 catalog scan -q tree
	check_groups "seed $seed, last day" 0 tree
	cp "$CASE_BASE/tmp/groups" "$CASE_BASE/tmp/grown"
	forget
	run 0 catalog scan -q tree
	check_groups "seed $seed, new catalogue" 0 tree
	same_lists "seed $seed, old and new" "$CASE_BASE/tmp/grown" \
		"$CASE_BASE/tmp/groups"
	rm -rf tree
	forget
done
