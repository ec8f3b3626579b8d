# What happens while a file is read.  Each time one of three equal files; the
# other two are a group whatever happens, the third is not.
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
need_cmd jq
need_tools brute_groups

# disturb WHAT SIZE FROM: run WHAT when reading tree/c comes to FROM
disturb()
{
	local json="$CASE_BASE/tmp/while.json"

	rm -rf tree
	forget
	mkfile tree/a "$2" seed=1
	mkfile tree/b "$2" seed=1
	mkfile tree/c "$2" seed=1
	run 0 catalog scan -q tree
	run 3 env READ_BELOW="$PWD/tree" READ_NAME=/c READ_FROM="$3" \
		READ_HOOK="cd '$PWD/tree' && : >../hooked && $1" \
		LD_PRELOAD="$shim" \
		timeout 60 catalog dupes -q --format=ndjson >"$json"
	[ -e hooked ] || fail "'$1' never ran at $2, $3"
	rm hooked
	[ "$(jq -c '[.files[].path | split("/")[-1]]' "$json")" = '["a","b"]' ] ||
		fail "'$1' at $2, $3: $(cat "$json")"
	[ "$(catalog problems -q --format=ndjson | jq -r .path)" = \
		"$PWD/tree/c" ] || fail "'$1' at $2, $3: no problem row"
	[ "$(catalog find -q c --format=ndjson | jq -r .digest)" = null ] ||
		[ "$2" -gt 4096 ] || fail "'$1' at $2, $3: a digest"
	run 0 catalog scan -q tree
	check_groups "'$1' at $2, $3, settled" 0 tree
	[ -z "$(catalog problems -q)" ] || fail "'$1' at $2, $3: problems stay"
}

for size_from in "3000 0" "4096 0" "100000 0" "100000 1" "400000 70000" \
	"400000 330000"; do
	size=${size_from% *}
	from=${size_from#* }
	disturb "truncate -s 100 c" "$size" "$from"
	disturb "echo more >>c" "$size" "$from"
	disturb "touch -r c t; printf X | dd of=c conv=notrunc seek=99 bs=1 \
		status=none; touch -r t c; rm t" "$size" "$from"
	disturb "chmod 640 c" "$size" "$from"
	disturb "truncate -s 10 c && cat a >c && touch -r a c" "$size" "$from"
done
