# what was read once is not read again, and nothing is written
need_plain
need_cmd strace
mkfile a 50000 seed=1
mkfile b 50000 seed=1
mkfile c 50000 seed=2
catalog -q scan --name test .
catalog dupes --format=paths
before=$(cat "$CATALOG_DB" "$CATALOG_DB"-wal 2>/dev/null | cksum)
strace -f -e trace=openat,openat2,open -o ../trace \
	catalog dupes --format=paths >../again
catalog dupes --format=paths | diff - ../again
grep -cF "\"a\"" ../trace
grep -cF "$PWD/" ../trace
[ "$before" = "$(cat "$CATALOG_DB" "$CATALOG_DB"-wal 2>/dev/null | cksum)" ]
