# A real tree: exactly the groups that an independent tool finds, hard links
# once.  After that no file is opened and nothing written.  REAL_TREE=/usr for
# more than this.
. "$CATALOG_TESTS/lib/dupes.sh"
need_plain
need_cmd jq jdupes
root=${REAL_TREE:-/usr/share}
[ -d "$root" ] || skip "there is no $root"

# number: paths in groups with a blank line between them, to a sorted line of
# inode numbers for each group of two or more files
number()
{
	awk -F '\t' '
	function flush(i, n, line) {
		n = 0
		for (i in group)
			n++
		if (n > 1) {
			for (i in group)
				print groups, i
			groups++
		}
		split("", group)
	}
	BEGIN { groups = 1 }
	NR == FNR { inode[$2] = $1; next }
	$0 == "" { flush(); next }
	{ group[inode[$0]] = 1 }
	END { flush() }' "$CASE_BASE/tmp/inodes" - |
		sort -k1,1n -k2,2n |
		awk '$1 != last && last { print "" }
			{ last = $1; printf "%s ", $2 } END { print "" }' |
		LC_ALL=C sort
}

find "$root" -xdev -type f -printf '%i\t%p\n' >"$CASE_BASE/tmp/inodes" \
	2>"$CASE_BASE/tmp/unreadable"
catalog scan -q "$root" >"$CASE_BASE/tmp/scan"
catalog dupes -q --format=ndjson >"$CASE_BASE/tmp/json"
status=$?
[ "$status" = 0 ] || [ "$(id -u)" != 0 ] || fail "status $status"
jq -r '[.files[].inode] | sort | map("\(.) ") | add' \
	"$CASE_BASE/tmp/json" | LC_ALL=C sort >"$CASE_BASE/tmp/ours"
jdupes -q -r -1 -H "$root" 2>"$CASE_BASE/tmp/jdupes" | number \
	>"$CASE_BASE/tmp/theirs"
[ "$(wc -l <"$CASE_BASE/tmp/theirs")" -gt 10 ] || fail "nothing to compare"
diff "$CASE_BASE/tmp/theirs" "$CASE_BASE/tmp/ours" >"$CASE_BASE/tmp/diff" ||
	fail "the groups differ: $(head -n 20 "$CASE_BASE/tmp/diff")"

need_cmd strace
before=$(catalogue_sum)
strace -f -y -e trace=open,openat,openat2,creat,unlink,rename \
	-o "$CASE_BASE/tmp/trace" catalog dupes -q --format=ndjson |
	cmp - "$CASE_BASE/tmp/json" || fail "the second report differs"
[ "$before" = "$(catalogue_sum)" ] || fail "a report wrote to the catalogue"
# Libraries and locales live below /usr too; they are opened by others.
sed -n 's/.* = [0-9]*<\(.*\)>$/\1/p' "$CASE_BASE/tmp/trace" |
	grep -vE '\.so[.0-9]*$|/(locale|gconv|zoneinfo)/' |
	grep "^$root/" >"$CASE_BASE/tmp/opened"
[ ! -s "$CASE_BASE/tmp/opened" ] || fail "opened: $(head "$CASE_BASE/tmp/opened")"
grep -q "<$CATALOG_DB>" "$CASE_BASE/tmp/trace" || fail "strace saw nothing"
