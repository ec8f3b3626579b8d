# Random files, some of them in random archives: the groups are those that
# comparing every byte of the files and of the unpacked archives gives.
# ORACLE_SEEDS=N for more than these.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd bsdtar zip jq
need_tools brute_groups

# few sizes and few contents, so that many are equal
plant()
{
	local i

	for i in $(seq 24); do
		mkfile "tree/$((RANDOM % 4))/f$i" \
			$((RANDOM % 3 * 4000 + RANDOM % 4)) seed=$((RANDOM % 3))
	done
}

# pack N: files of the tree, some with another beginning
pack()
{
	local name=tree/$((RANDOM % 4))/pack$1 list=$CASE_BASE/tmp/list

	find tree -name 'f*' -size +0 | shuf -n $((RANDOM % 8 + 1)) \
		--random-source=<(yes "$seed $1") | sort >"$list"
	case $((RANDOM % 5)) in
	0) bsdtar --zstd -cf "$name" -T "$list" ;;
	1) zip -qX@ "$name.zip" <"$list" ;;
	2) bsdtar --format 7zip -cf "$name" -T "$list" ;;
	3) bsdtar --format cpio --gzip -cf "$name" -T "$list" ;;
	4) bsdtar --format zip -cf "$name" -T "$list" ;;
	esac
}

# Groups as sorted JSON; "//" before what is in an archive, whose equals are
# one here.
expected()
{
	local archive

	rm -rf plain
	cp -a tree plain
	find plain -name 'pack*' >"$CASE_BASE/tmp/packs"
	while read -r archive; do
		mkdir "$archive.un"
		bsdtar -C "$archive.un" -xf "$archive"
	done <"$CASE_BASE/tmp/packs"
	"$tools/brute_groups" plain | cut -d ' ' -f 3- | jq -Rc 'split(" ") |
		map(split(":")[0] | @base64d | sub("^.*?plain/"; "tree/") |
			sub("\\.un/"; "//")) | sort |
		select(map(sub("copy//"; "//")) | unique | length > 1)' | sort
}

for seed in $(seq "${ORACLE_SEEDS:-6}"); do
	RANDOM=$seed
	plant
	for i in 1 2 3 4; do
		pack "$i"
	done
	one=$(find tree -name 'pack*' | sort | head -n 1)
	cp "$one" "${one}copy"
	run 0 catalog -q scan --archives tree
	expected >want
	[ "$(wc -l <want)" -gt 3 ] || fail "seed $seed: too few groups"
	grep -q // want || fail "seed $seed: no members"
	catalog -q dupes --members --format=ndjson | jq -c '[.files[].path |
		sub("^.*?/tree/"; "tree/")] | sort' | sort >have
	diff want have >differences || {
		head -n 20 differences
		fail "seed $seed"
	}
	rm -rf tree
	forget
done
