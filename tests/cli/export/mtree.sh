# mtree lists, and what libarchive's own reader makes of them
. "$CATALOG_TESTS/lib/export.sh"
plant_names t
mkfile u/x 5
catalog -q scan --name disk t
catalog -q scan u
catalog export --to=mtree t | sed -E 's/(uid|gid)=[0-9]+/\1=N/g'
echo 'several'
catalog export --to=mtree t/d/e u/x t/d/a |
	sed -E "s,${PWD//./\\.},,; s/(uid|gid)=[0-9]+/\1=N/g"
echo 'nothing that was looked at'
catalog volumes forget --yes disk 2>/dev/null
catalog export --to=mtree
