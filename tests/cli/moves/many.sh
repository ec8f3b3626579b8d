# a directory of many files that is renamed writes next to nothing
need_plain
need_cmd strace
mkdir -p t/old
for i in $(seq 3000); do : >"t/old/file-$i"; done
catalog -q scan t
sleep 0.1
mv t/old t/new
before=$(sqlite3 "$CATALOG_DB" 'SELECT count(*) FROM entry')
strace -f -qq -e trace=pwrite64 -o trace "$(command -v catalog)" -q scan t ||
	fail "scan"
after=$(sqlite3 "$CATALOG_DB" 'SELECT count(*) FROM entry')
[ "$before" = "$after" ] || fail "$before entries, then $after"
bytes=$(grep "old\|pwrite64" trace | sed -n 's/.* = \([0-9]*\)$/\1/p' |
	awk '{ s += $1 } END { print s + 0 }')
[ "$bytes" -lt 400000 ] || fail "$bytes bytes written"
[ "$(catalog find --format=paths 'file-3000')" = "$PWD/t/new/file-3000" ] ||
	fail "not found"
