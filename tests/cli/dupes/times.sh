# Two moments before 1970 are two moments: the file is read again.
. "$CATALOG_TESTS/lib/dupes.sh"
mkfile a 5000 seed=1 mtime=1969-12-31T23:59:59Z
mkfile b 5000 seed=1 mtime=1969-12-31T23:59:59Z
run 0 catalog scan -q .
catalog dupes -q --format=paths | wc -l
mkfile b 5000 seed=2 mtime=1969-12-31T23:59:58Z
run 0 catalog scan -q .
catalog dupes -q --format=paths | wc -l
# Within one tick of the clock, with the old time put back: ctime tells.
for i in 1 2 3 4 5 6 7 8 9 10; do
	mkfile a 5000 seed="$i" mtime=2000-01-01
	mkfile b 5000 seed="$i" mtime=2000-01-01
	run 0 catalog scan -q .
	[ "$(catalog dupes -q --format=paths | wc -l)" = 2 ] || fail "two"
	poke b 4990 "$i,"
	run 0 catalog scan -q .
	[ -z "$(catalog dupes -q --format=paths)" ] || fail "round $i"
done
