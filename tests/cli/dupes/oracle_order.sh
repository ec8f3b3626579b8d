# The report does not depend on who walks, nor on the order in which the disk
# lists names.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
need_tools random_tree brute_groups

# report: all formats without inodes, which differ from tree to tree
report()
{
	for sort in wasted size copies path; do
		run 0 catalog dupes -q --sort "$sort" --format=paths
		run 0 catalog dupes -q --sort "$sort" --format=ndjson |
			jq -c 'del(.files[].inode)'
	done
	# find promises no order of its own.
	run 0 catalog find -q -t fl -0 | LC_ALL=C sort -z
}

for seed in 3001 3003 3005; do # odd: every path has an end
	"$tools/random_tree" make tree "$seed" || fail "seed $seed"
	find tree -exec touch -h -d 2020-01-01T00:00:00Z {} +
	run 0 catalog scan -q --jobs 1 tree
	report >"$CASE_BASE/tmp/one"
	forget
	run 0 catalog scan -q --jobs 8 tree
	report >"$CASE_BASE/tmp/eight"
	cmp "$CASE_BASE/tmp/one" "$CASE_BASE/tmp/eight" ||
		fail "seed $seed: --jobs 1 and 8 differ"

	# The same names, made from last to first.
	mkdir copy
	(cd tree && find . -mindepth 1 -depth -print0) |
		tar -C tree --null --no-recursion -T - -cf - 2>"$CASE_BASE/tmp/tar" |
		tar -C copy --delay-directory-restore -xf -
	(cd tree && find . -type s -print0) | while IFS= read -r -d '' name; do
		cp -a "tree/$name" "copy/$name"
	done
	rm -rf tree
	mv copy tree
	find tree -exec touch -h -d 2020-01-01T00:00:00Z {} +
	forget
	run 0 catalog scan -q tree
	report >"$CASE_BASE/tmp/reverse"
	cmp "$CASE_BASE/tmp/one" "$CASE_BASE/tmp/reverse" ||
		fail "seed $seed: the order of names shows"
	check_groups "seed $seed" 0 tree
	rm -rf tree
	forget
done
