# Random trees: a file is known exactly if reading everything says so, however
# much of the catalogue was read before.
. "$CATALOG_TESTS/lib/dupes.sh"
. "$CATALOG_TESTS/lib/contents.sh"
need_cmd jq
need_tools random_tree
mount_tmpfs one
mount_tmpfs two
tmp=$CASE_BASE/tmp

# check WHAT OPTIONS...: a line a file of two: inode, and those of one, sorted
check()
{
	local what=$1 status=0
	shift

	catalog where -q --stdin -0 --format=ndjson "$@" <"$tmp/paths" \
		>"$tmp/said.json" 2>"$tmp/said" || status=$?
	[ $status = 1 ] || fail "$what: status $status: $(cat "$tmp/said")"
	paste -d ' ' "$tmp/inodes" <(jq -r '[.state,
		(.files | map(.inode) | sort | .[])] | map(tostring) |
		join(" ")' "$tmp/said.json") | LC_ALL=C sort >"$tmp/got"
	same_lists "$what" "$tmp/want" "$tmp/got"
}

for seed in $(seq "${ORACLE_SEEDS:-3}"); do
	"$tools/random_tree" make one/tree "$((seed * 2 + 1))"
	"$tools/random_tree" make two/tree "$seed"
	cp -a one/tree two/copy 2>"$tmp/too_deep"
	"$tools/random_tree" change two/copy "$seed"
	run 0 catalog scan -q --name one one

	# Empty files too; those that cannot be named by a path are left out.
	find two -type f -print0 | LC_ALL=C sort -z |
		awk 'BEGIN { RS = ORS = "\0" } length($0) < 4000' >"$tmp/paths"
	xargs -0 stat -c %i <"$tmp/paths" >"$tmp/inodes"
	read_all one=one two=two
	find one two -xdev -type f -size 0c -printf '%D:%i\n' |
		sed "s/^$(stat -c %d one):/empty one /
			s/^$(stat -c %d two):/empty two /" >>"$tmp/read"
	LC_ALL=C sort -u "$tmp/read" | awk '
		$2 == "one" { has[$1] = has[$1] " " $3 }
		$2 == "two" { of[$3] = $1 }
		END { for (i in of) {
			n = split(has[of[i]], list, " ")
			for (a = 1; a <= n; a++) for (b = a + 1; b <= n; b++)
				if (list[a] + 0 > list[b] + 0) {
					t = list[a]
					list[a] = list[b]
					list[b] = t
				}
			line = i " " (n ? "known" : "unknown")
			for (a = 1; a <= n; a++) line = line " " list[a]
			print line } }' >"$tmp/by_inode"
	while read -r inode; do
		grep "^$inode " "$tmp/by_inode"
	done <"$tmp/inodes" | LC_ALL=C sort >"$tmp/want"

	check "seed $seed, nothing was read"
	before=$(catalogue_sum)
	check "seed $seed, again"
	[ "$before" = "$(catalogue_sum)" ] || fail "it was written to"
	# Without reading nothing is said that is not so.
	catalog where -q --stdin -0 --no-hash --format=ndjson <"$tmp/paths" |
		jq -r .state | paste -d ' ' "$tmp/inodes" - |
		awk '$2 != "candidate"' | LC_ALL=C sort |
		LC_ALL=C comm -23 - <(cut -d ' ' -f 1,2 "$tmp/want" |
			LC_ALL=C sort) | grep . && fail "seed $seed: not so"
	run 0 catalog dupes -q --summary >"$tmp/totals"
	check "seed $seed, read"
	find one two -mindepth 1 -maxdepth 1 -exec rm -rf {} +
	forget
done
