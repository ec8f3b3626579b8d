# A report that was asked for little reads little, and does not keep the next
# one from reading the rest.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
need_tools random_tree brute_groups
"$tools/random_tree" make tree 8001
run 0 catalog scan -q tree
run 0 catalog dupes -q --min-size 60k --format=ndjson |
	jq -c . >../large
run 0 catalog dupes -q --min-size 8k --limit 1 --format=ndjson |
	jq -c . >../limited
run 0 catalog dupes -q --summary >../summary
check_groups "all" 0 tree
jq -c 'select(.size >= 61440)' "$CASE_BASE/tmp/groups.json" | cmp - ../large ||
	fail "--min-size 60k is another report"
jq -c 'select(.size >= 8192)' "$CASE_BASE/tmp/groups.json" | head -n 1 |
	cmp - ../limited || fail "--limit 1 is another report"
jq -rs '[length, (map(.copies) | add), (map(.copies - 1) | add),
	(map(.wasted) | add)] | @tsv' "$CASE_BASE/tmp/groups.json" |
	cmp - ../summary || fail "the summary is of something else"

# From elsewhere.
(cd / && run 0 catalog dupes -q --format=ndjson) |
	cmp - "$CASE_BASE/tmp/groups.json" || fail "from / it is another report"
