# Reads that fail, that are short or interrupted.
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
need_cmd jq
need_tools brute_groups random_tree
below=READ_BELOW="$PWD/tree"

echo "- short and interrupted: nothing is different"
"$tools/random_tree" make tree 6001
run 0 catalog scan -q tree
check_groups "short reads" 0 tree env "$below" READ_SHORT=700 \
	LD_PRELOAD="$shim"
rm -rf tree
forget

echo "- an error costs the file and nothing else"
for size in 3000 50000; do
	for name in a b bad; do
		mkfile tree/$name $size seed=1
	done
	run 0 catalog scan -q tree
	for from in 0 1; do # the head or, of the longer ones, the tail
		[ $from$size != 13000 ] || continue
		forget
		run 0 catalog scan -q tree
		run 3 env "$below" READ_NAME=/bad READ_FROM=$from \
			READ_ERROR=5 LD_PRELOAD="$shim" \
			catalog dupes -q --format=ndjson >../json
		jq -c '[.size, [.files[].path | split("/")[-1]]]' ../json
		catalog problems -q --format=ndjson |
			jq -c '[.stage, .error, (.path | split("/")[-1])]'
	done
	# Told again, and not read again, until something is scanned.
	run 3 env "$below" READ_HOOK="exit 1" LD_PRELOAD="$shim" \
		catalog dupes -q --format=ndjson | cmp - ../json
	touch tree/other
	run 0 catalog scan -q tree
	run 0 catalog dupes -q --format=ndjson |
		jq -c '[.size, [.files[].path | split("/")[-1]]]'
	catalog problems -q
	rm -rf tree
	forget
done

echo "- who has no twin any more need not be read"
mkfile tree/bad 50000
mkfile tree/twin 50000
run 0 catalog scan -q tree
run 3 env "$below" READ_NAME=/bad READ_FROM=1 READ_ERROR=5 \
	LD_PRELOAD="$shim" catalog dupes -q
rm tree/twin
run 0 catalog scan -q tree
run 0 catalog dupes -q
catalog problems -q | wc -l
rm -rf tree
forget

echo "- all of them fail"
mkfile tree/a 3000
mkfile tree/b 3000
run 0 catalog scan -q tree
run 3 env "$below" READ_ERROR=5 LD_PRELOAD="$shim" catalog dupes -q
catalog problems -q | wc -l
