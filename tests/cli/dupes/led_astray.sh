# Directories that became something else since the scan lead nowhere, even
# where the very same files are to be found behind them.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
need_tools brute_groups
mkfile tree/dir/sub/a 5000 seed=1
mkfile tree/b 5000 seed=1
mkfile tree/c 5000 seed=1
mkfile outside/b 5000 seed=2
run 0 catalog scan -q tree
mv tree/dir outside/dir
ln -s ../outside/dir tree/dir
run 3 catalog dupes -q --format=ndjson |
	jq -c '[.files[].path | split("/")[-1]]'
catalog problems -q --format=ndjson | jq -r '"\(.path) \(.problem)"'
run 0 catalog scan -q tree
check_groups "settled" 0 tree

# The same names, sizes and times below something mounted over them.
rm -rf tree
mkdir tree
mkfile tree/dir/a 5000 seed=1
mkfile tree/b 5000 seed=1
mkfile tree/c 5000 seed=1
run 0 catalog scan -q tree
mkdir other
mkfile other/a 5000 seed=1
bind_mount "$PWD/other" "$PWD/tree/dir"
run 3 catalog dupes -q --format=ndjson |
	jq -c '[.files[].path | split("/")[-1]]'
