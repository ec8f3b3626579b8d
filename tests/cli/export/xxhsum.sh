# xxhsum -c reads the list: right digests are OK, wrong ones are not
need_cmd xxhsum
. "$CATALOG_TESTS/lib/export.sh"
plant_names t
mkfile t/alone 12345 seed=9
catalog -q scan --name disk t
catalog -q dupes --summary >/dev/null
catalog export --to=xxhsum t >list
xxhsum -c list | sed "s,$PWD/,," | cat -v
echo "status ${PIPESTATUS[0]}"
echo 'the digests are those that xxhsum -H2 makes'
while read -r digest path; do
	[ "$(xxhsum -H2 <"$path" | cut -c1-32)" = "$digest" ] ||
		echo "wrong: $path"
done < <(grep -a /d/ list)
echo 'changed'
poke t/big2 19000 changed
xxhsum -c --quiet list 2>&1 | sed "s,$PWD/,,"
echo 'nothing to list'
catalog export --to=xxhsum t/fifo t/alone
