# A long file that cannot be read, among others that are alike: one problem,
# and it is not tried again at each step of the others.
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
need_cmd jq
for name in a b bad; do
	mkfile t/$name 20M seed=1
done
run 0 catalog scan -q t
export READ_BELOW=$PWD/t READ_NAME=/bad READ_FROM=100000 READ_ERROR=5
for order in 0 1; do
	sqlite3 "$CATALOG_DB" "UPDATE volume SET rotational = $order"
	LD_PRELOAD=$shim catalog hash -q --format=ndjson |
		jq -c '[.files, .problems]'
	LD_PRELOAD=$shim catalog dupes -q --format=ndjson |
		jq -c '[.files[].path | split("/")[-1]]'
	catalog problems -q --format=ndjson |
		jq -c '[.error, (.path | split("/")[-1])]'
	touch -d "2021-01-0$((order + 1))" t/*
	run 0 catalog scan -q t
done
run 0 catalog hash -q
catalog problems -q
catalog dupes -q --format=ndjson | jq -c '[.files[].path | split("/")[-1]]'
