# Random trees on two volumes: always what reading every file gives, and
# nothing is called unique before it is proven.
. "$CATALOG_TESTS/lib/dupes.sh"
. "$CATALOG_TESTS/lib/contents.sh"
need_cmd jq
need_tools random_tree
mount_tmpfs one
mount_tmpfs two
tmp=$CASE_BASE/tmp

# check WHAT EXPECTED OPTIONS...
check()
{
	local what=$1 want=$2
	shift 2

	run 0 catalog copies -q --format=ndjson "$@" >"$tmp/said.json"
	files_of <"$tmp/said.json" >"$tmp/got"
	same_lists "$what" "$want" "$tmp/got"
}

for seed in $(seq "${ORACLE_SEEDS:-3}"); do
	"$tools/random_tree" make one/tree "$seed"
	"$tools/random_tree" make two/tree "$((seed + 1))"
	cp -a one/tree two/copy 2>"$tmp/too_deep"
	"$tools/random_tree" change two/copy "$seed"
	run 0 catalog scan -q --name one one
	run 0 catalog scan -q --name two two
	read_all one=one two=two
	contents <"$tmp/read" >"$tmp/all"

	# Before anything was read: only what has a size of its own.
	find one two -type f -size +0c -printf '%D:%i %s\n' | sort -u |
		awk '{ n[$2]++; who[$2] = $1 }
		END { for (s in n) if (n[s] == 1) print who[s] }' |
		sed "s/^$(stat -c %d one):/one:/; s/^$(stat -c %d two):/two:/" |
		LC_ALL=C sort >"$tmp/sizes"
	check "seed $seed, unread" "$tmp/sizes"
	# Then all that is on one volume alone may be; nothing is left out.
	catalog copies -q --candidates --format=ndjson |
		files_of >"$tmp/got"
	awk 'NF == 1' "$tmp/all" | LC_ALL=C comm -23 - "$tmp/got" |
		grep . && fail "seed $seed: left out"

	run 0 catalog dupes -q --summary >"$tmp/totals"
	for n in 1 2 3 5; do
		awk -v n=$n 'NF < n' "$tmp/all" >"$tmp/want"
		check "seed $seed, --min $n" "$tmp/want" --min $n
	done
	check "seed $seed, by size" "$tmp/want" --min 5 --sort size
	check "seed $seed, candidates" "$tmp/want" --min 5 --candidates
	grep -v two: "$tmp/all" >"$tmp/want"
	check "seed $seed, --only-on" "$tmp/want" --only-on one
	grep -v 'one:.*two:' "$tmp/all" >"$tmp/want"
	check "seed $seed, --min-volumes" "$tmp/want" --min-volumes 2
	check "seed $seed, --min-volumes" "$tmp/all" --min-volumes 3
	grep two: "$tmp/want" >"$tmp/want2"
	check "seed $seed, scope" "$tmp/want2" --min-volumes 2 two

	# The same is told of volumes that are away.
	umount one
	check "seed $seed, one is away" "$tmp/want" --min-volumes 2
	mount_tmpfs one
	find two -mindepth 1 -maxdepth 1 -exec rm -rf {} +
	forget
done
