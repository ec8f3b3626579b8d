# On a network file system a view of the catalogue keeps others from
# committing.  A scan that commits on its way does not wait for its own walkers,
# who wait until what they found is taken.
. "$CATALOG_TESTS/lib/scan.sh"
need_cmd strace
need_plain

# More than fits into the queue, met after the second in which nothing is
# committed, since the first names take that long.
for d in $(seq 300); do
	mkdir -p "tree/all/d$d"
	(cd "tree/all/d$d" && touch f{1..100})
done
STAT_NETWORK=catalog.db \
	LD_PRELOAD="$CATALOG_BUILD/tests/lib/preload_stat.so" \
	strace -f -qq -o /dev/null -e trace=newfstatat \
	-e inject=newfstatat:delay_exit=12000:when=1..120 \
	catalog scan -q --jobs=2 tree 2>err || fail "the scan: $? $(cat err)"
[ "$(catalog find --count --glob 'f*')" = 30000 ] || fail "not all of it"
