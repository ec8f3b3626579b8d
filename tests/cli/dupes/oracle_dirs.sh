# Random trees of few names and contents: the duplicate directories are those
# that comparing all with all gives; what is called contained is, and could all
# go without a content being lost.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
tmp=$CASE_BASE/tmp

# any N: n is a number below N
any()
{
	n=$((RANDOM % $1))
}

grow()
{
	local words=(one two three four five66 seven eight_ nine)
	local names=(a b c) dir depth word

	for _ in {1..12}; do
		dir=t
		any 4
		for ((depth = n; depth > 0; depth--)); do
			any 3
			dir=$dir/${names[n]}
		done
		mkdir -p "$dir"
		any 8
		word=${words[n]}
		any 3
		printf %s "$word" >"$dir/f$n"
	done
	mkdir -p t/a t/b/c t/sizes
	# Another of each size, so that all are read.
	for word in xxx xxxx xxxxx xxxxxx; do
		printf %s "$word" >"t/sizes/$word"
	done
	any 2
	: >"t/$n"
	ln -sf target t/a/link
	cp -a t/a "t/b/c/$n"
	any 2
	cp -a t/b "t/copy$n"
	any 4
	printf more >"t/b/$n"
	ln "$(find t -type f -size +0c | sort | head -n 1)" t/linked
	any 2
	[ "$n" = 0 ] || cp -al t/b t/clone
}

# All directories against all: "equal PATH..." for each group; "in PATH" for
# what is in another directory, even without what is below the paths in $1.
brute()
{
	{
		sed 's/^/gone /; s/$/ - -/' "$1"
		find t -type d -printf 'd %p - -\n'
		find t -type l -printf 'l %p - -\n'
		find t -type f -size 0c -printf 'f %p - %i\n'
		find t -type f -size +0c -printf 'f %p ' -exec cat {} \; \
			-printf ' %i\n'
	} | LC_ALL=C sort -k 2,2 | awk '
	$1 == "gone" { gone[$2] = 1; next }
	{ n++; type[n] = $1; path[n] = $2; text[n] = $3; inode[n] = $4 }
	function is_gone(p,  g) {
		for (g in gone) if (p == g || below(p, g)) return 1
		return 0
	}
	function below(p, d) { return index(p, d "/") == 1 }
	function holds(b, a,  i) {
		for (i in has)
			if (substr(i, 1, length(a) + 1) == a SUBSEP &&
				!((b, substr(i, length(a) + 2)) in left))
				return 0
		return 1
	}
	function related(a, b) { return a == b || below(a, b) || below(b, a) }
	END {
		for (i = 1; i <= n; i++) if (type[i] == "d") {
			d = path[i]
			dirs[++n_dirs] = d
			key[d] = ids = ""
			for (j = 1; j <= n; j++) if (below(path[j], d)) {
				key[d] = key[d] "|" type[j] " " text[j] \
					substr(path[j], length(d) + 1)
				if (text[j] == "-") continue
				has[d, text[j]] = 1
				if (!is_gone(path[j])) left[d, text[j]] = 1
				bytes[d] += length(text[j])
				ids = ids " " inode[j]
			}
			id[d] = ids
		}
		for (i = 1; i <= n_dirs; i++) if (bytes[dirs[i]]) {
			k = key[dirs[i]]
			if (!((k, id[dirs[i]]) in seen)) copies[k]++
			seen[k, id[dirs[i]]] = 1
		}
		for (i = 1; i <= n_dirs; i++) {
			d = dirs[i]
			grouped[d] = bytes[d] && copies[key[d]] > 1
			up = d
			sub("/[^/]*$", "", up)
			if (grouped[d] && !grouped[up]) new[key[d]] = 1
		}
		for (i = 1; i <= n_dirs; i++) {
			d = dirs[i]
			if (grouped[d] && new[key[d]])
				line[key[d]] = line[key[d]] " " d
		}
		for (k in line) print "equal" line[k]
		for (i = 1; i <= n_dirs; i++) {
			a = dirs[i]
			if (!bytes[a]) continue
			for (j = 1; j <= n_dirs; j++) if (grouped[dirs[j]] &&
				(dirs[j] == a || below(a, dirs[j]))) break
			if (j <= n_dirs) continue
			if (is_gone(a)) continue
			for (j = 1; j <= n_dirs; j++)
				if (!related(a, dirs[j]) && holds(dirs[j], a))
					break
			if (j <= n_dirs) print "in " a
		}
	}' | LC_ALL=C sort
}

for seed in $(seq "${ORACLE_SEEDS:-3}"); do
	RANDOM=$seed
	rm -rf t
	grow
	catalog scan -q --name disk t
	catalog dupes -q --dirs --format=ndjson >"$tmp/json" || fail "seed $seed"
	brute /dev/null >"$tmp/brute"
	jq -r --arg top "$PWD/" 'select(.state == "equal") |
		[.trees[].path | ltrimstr($top)] | join(" ")' "$tmp/json" |
		while read -r line; do
			# Of clones one is shown; brute force lists them all.
			for path in $line; do
				grep "^equal .*\b$path\b" "$tmp/brute" |
					grep -wF -- "$path"
			done | sort -u
		done | LC_ALL=C sort -u >"$tmp/got"
	grep ^equal "$tmp/brute" >"$tmp/want"
	same_lists "seed $seed, equal" "$tmp/want" "$tmp/got"

	jq -r --arg top "$PWD/" 'select(.state == "contained") |
		[.trees[].path | ltrimstr($top)] | join(" ")' "$tmp/json" |
		LC_ALL=C sort >"$tmp/contained"
	find t -type f -size +0c -exec cat {} \; -printf '\n' | sort -u \
		>"$tmp/all"
	while read -r container path; do
		grep -qx "in $path" "$tmp/brute" || fail "seed $seed: $path"
		case $path/ in "$container"/*) fail "seed $seed: within" ;; esac
		case $container/ in "$path"/*) fail "seed $seed: around" ;; esac
		find "$path" -type f -size +0c -exec cat {} \; -printf '\n' |
			sort -u | LC_ALL=C comm -23 - <(find "$container" \
			-type f -size +0c -exec cat {} \; -printf '\n' |
			sort -u) | grep . && fail "seed $seed: $path is not in"
		echo "$path"
	done <"$tmp/contained" >"$tmp/gone" || exit 1
	brute "$tmp/gone" | grep ^in >&2 && fail "seed $seed: left out"
	while read -r path; do
		rm -rf "$path"
	done <"$tmp/gone"
	find t -type f -size +0c -exec cat {} \; -printf '\n' | sort -u |
		diff - "$tmp/all" >&2 || fail "seed $seed: something is lost"
	forget
done
