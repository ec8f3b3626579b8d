# A damaged catalogue says of two contents that they have 2^62 copies: what
# there is of them is printed, and no sum runs over.
need_cmd sqlite3
mkdir tree
for i in 1 2; do
	echo "one" >"tree/a$i"
	echo "more" >"tree/b$i"
done
catalog scan -q tree || fail "scan $?"
catalog dupes -q --summary || fail "dupes $?"
sqlite3 "$CATALOG_DB" "UPDATE content SET copies = 1 << 62 WHERE copies > 0"
catalog dupes -q --format=paths | sed 's,.*/tree/,,'
