# libarchive's own reader finds in the list what was in the tree
need_cmd bsdtar
. "$CATALOG_TESTS/lib/export.sh"
plant_names t
catalog -q scan --name disk t
catalog export --to=mtree t >list
# Made a tar, each name has the type, mode and time it had.
bsdtar -cf t.tar --format=pax --no-fflags -C t @"$PWD/list" 2>/dev/null
tar -tvf t.tar --full-time --numeric-owner --quoting-style=escape 2>&1 |
	grep -v hdrcharset | awk '{ print $1, $4, $5, $6, $7 }' | sort -k4
