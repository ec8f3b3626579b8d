# Random trees, what a day's work makes of them, and another volume: by content
# and by name, always what reading everything gives.
. "$CATALOG_TESTS/lib/dupes.sh"
. "$CATALOG_TESTS/lib/contents.sh"
need_cmd jq
need_tools random_tree
mount_tmpfs one
mount_tmpfs two
tmp=$CASE_BASE/tmp

# entries SIDE DIR: relative path in base64, type, size, content, inode
entries()
{
	local line

	read_all x="$2"
	find "$2" -mindepth 1 -printf '%y %s %i %P\0' |
		while IFS= read -r -d '' line; do
			printf '%s ' "$1"
			printf %s "${line#* * * }" | base64 -w 0
			printf ' %s\n' "$(head -n 1 <<<"${line%% * * *} x" |
				cut -d ' ' -f 1) $(cut -d ' ' -f 2,3 <<<"$(
				head -n 1 <<<"$line")")"
		done | awk 'NR == FNR { of[$3] = $1; next }
			{ what = "-" }
			$3 == "f" && $4 > 0 { what = of[$5] }
			{ print $1, $2, $3, $4, what, $5 }' "$tmp/read" -
}

# brute_names: what is where, a directory on one side being one line
brute_names()
{
	local path dir

	awk '
	$1 == "a" { a[$2] = $3 " " ($3 == "d" ? "-" : $4 " " $5) }
	$1 == "b" { b[$2] = $3 " " ($3 == "d" ? "-" : $4 " " $5) }
	END { for (p in a) {
			if (!(p in b)) print "only_a", p
			else if (a[p] != b[p]) print "differs", p
			else if (a[p] !~ /^d/) print "same", p }
		for (p in b) if (!(p in a)) print "only_b", p }' "$tmp/sides" |
	while read -r state path; do
		dir=$(base64 -d <<<"$path"; echo x)
		dir=${dir%x}
		case $dir in
		*/*) dir=${dir%/*} ;;
		*) echo "$state $path"; continue ;;
		esac
		# The directory is on both sides, and is one there.
		dir=$(printf %s "$dir" | base64 -w 0)
		[ "$(grep -cF " $dir d " "$tmp/sides")" = 2 ] &&
			echo "$state $path"
	done | LC_ALL=C sort
}

for seed in $(seq "${ORACLE_SEEDS:-1}"); do
	"$tools/random_tree" make one/tree "$((seed * 2 + 1))"
	cp -a one/tree two/copy 2>"$tmp/too_deep"
	"$tools/random_tree" change two/copy "$seed"
	run 0 catalog scan -q --name one one
	run 0 catalog scan -q --name two two
	{ entries a one/tree; entries b two/copy; } >"$tmp/sides"

	awk '$1 == "b" { has[$5 == "-" ? "-" $4 : $5] = 1 }
		$1 == "a" && $3 == "f" { of[$2] = $5 == "-" ? "-" $4 : $5 }
		END { for (p in of) if (!(of[p] in has)) print p }' \
		"$tmp/sides" | LC_ALL=C sort >"$tmp/want"
	[ -s "$tmp/want" ] || fail "seed $seed: nothing is missing"
	only()
	{
		catalog compare -q one:tree two:copy --format=ndjson |
			jq -r --arg top "$PWD/one/tree/" --arg state "$1" '
			select(.state | test($state)) | if .path_base64 then
				.path_base64 else .path | @base64 end' |
			while read -r path; do
				base64 -d <<<"$path" |
					tail -c "+$((${#PWD} + 11))" |
					base64 -w 0
				echo
			done | LC_ALL=C sort
	}
	only missing | LC_ALL=C comm -23 - "$tmp/want" | grep . &&
		fail "seed $seed: not missing"
	only . | LC_ALL=C comm -13 - "$tmp/want" | grep . &&
		fail "seed $seed: left out"

	for order in '' --reverse; do
		# shellcheck disable=SC2086
		by_size() { catalog compare -q --format=plain --sort size \
			$order one:tree two:copy "$@"; }
		by_size >"$tmp/all"
		for n in 1 2 5 20 100; do
			by_size --limit $n | cmp - <(head -n $n "$tmp/all") ||
				fail "seed $seed: the first $n by size $order"
		done
	done

	run 0 catalog dupes -q --summary >"$tmp/totals"
	brute_names >"$tmp/names"
	for state in mounted away; do
		only . >"$tmp/got"
		same_lists "seed $seed, $state" "$tmp/want" "$tmp/got"
		run 1 catalog compare -q --names --all --format=ndjson \
			one:tree two:copy >"$tmp/json"
		jq -r '"\(.state) \(.name_base64 // (.name | @base64))"' \
			"$tmp/json" | LC_ALL=C sort >"$tmp/got"
		same_lists "seed $seed, names, $state" "$tmp/names" "$tmp/got"
		[ $state = away ] || umount two || skip "cannot unmount"
	done
	run 0 catalog compare -q one:tree one:tree
	run 0 catalog compare -q --names one:tree one:tree
	run 0 catalog compare -q one:tree one
	find one -mindepth 1 -maxdepth 1 -exec rm -rf {} +
	mount_tmpfs two
	forget
done
