# killed or interrupted half-way, nothing is imported
need_cmd sqlite3
need_plain
mkdir -p t/{1..20}
for i in {1..20}; do (cd t/"$i" && seq 1 100 | xargs touch); done
mkfile u/x 5
catalog -q scan --name disk u
catalog -q --db other.db scan t
before=$(sqlite3 "$CATALOG_DB" .dump | cksum)
for wait in 0.01 0.03 0.06; do
	catalog -q import other.db &
	sleep $wait
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
	catalog -q check || fail "not sound after $wait s"
	n=$(catalog -q find --type=f | wc -l)
	[ "$n" = 1 ] || [ "$n" = 2001 ] || fail "$n files after $wait s"
	if [ "$n" = 1 ]; then
		[ "$(sqlite3 "$CATALOG_DB" .dump | cksum)" = "$before" ] ||
			fail "something changed"
	fi
done 2>"$CASE_BASE/tmp/killed"
catalog -q import other.db
catalog -q find --type=f | wc -l
