# Names are bytes: every format gives them back so that programs find the
# files, and none lets a name drive the terminal.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq sqlite3
need_tools random_tree brute_groups
"$tools/random_tree" make tree 7001 # odd: all paths can be opened
mkfile tree/$'\x01\x02\x1b]0;title\x07\x7f\xc2\x9b' 77 seed=1
mkfile tree/$'\xf0\x9f\x92\xa9\xed\xa0\x80\xc0\xaf\xf8' 77 seed=1
mkfile tree/"$(printf 'x%.0s' {1..255})" 77 seed=1
mkfile tree/' "quoted", and more,' 77 seed=1
mkfile tree/$'back\\slash\\n \r\n\t' 77 seed=1
run 0 catalog scan -q tree
(cd "$PWD" && find "$PWD/tree" -print0) | sort -z >../want
check_groups "all" 0 tree

# names FILE FORMAT: the sorted names, each ended by NUL, must be all there are
names()
{
	LC_ALL=C sort -z "$1" | cmp - ../want >&2 || fail "$2 loses names"
}

# decode: one base64 text a line
decode()
{
	while read -r line; do
		printf %s "$line" | base64 -d
		printf '\0'
	done
}

export LC_ALL=C
catalog find -q -0 >../got
names ../got -0
xargs -0 -r ls -d <../got >../ls || fail "a name leads nowhere"

catalog find -q --format=ndjson | tee ../json | iconv -f UTF-8 -t UTF-16 \
	>../utf16 || fail "ndjson is not UTF-8"
[ "$(wc -l <../json)" = "$(tr -cd '\0' <../want | wc -c)" ] || fail "lines"
jq -r '.path_base64 // (.path | @base64)' ../json | decode >../got
names ../got ndjson
jq -r 'select(.path_base64) | .path' ../json | grep -c $'\xef\xbf\xbd' \
	>../bad
[ "$(cat ../bad)" -gt 0 ] || fail "no name needed base64"

catalog find -q --format=csv >../csv
sqlite3 ../csv.db ".import --csv ../csv t" \
	"SELECT hex(path) || '00' FROM t" | tr -d '\n' |
	while read -r -N 2 byte; do printf '%b' "\\x$byte"; done >../got
names ../got csv

# Only \t, \n, \r and \\ are special, and %b knows these.
catalog find -q --format=plain | awk -F '\t' 'NF != 14 { exit 1 }' ||
	fail "plain: fields"
catalog find -q --format=plain | cut -f2 | while IFS= read -r line; do
	printf '%b\0' "$line"
done >../got
names ../got plain

COLUMNS=2000 catalog find -q --format=table >../table
tr -d '\n' <../table | grep -q '[[:cntrl:]]' && fail "table: control"
iconv -f UTF-8 -t UTF-16 ../table >../utf16 || fail "table is not UTF-8"
# C1 controls and changes of direction, which UTF-8 could carry.
grep -qE $'\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]' ../table && fail "table: C1"
[ "$(wc -l <../table)" -ge "$(wc -l <../json)" ] || fail "table: rows"

# The members of each group, handed on, are equal.
catalog dupes -q -0 >../groups
first=
while IFS= read -r -d '' path; do
	[ -z "$path" ] || [ -z "$first" ] || cmp "$first" "$path" || fail "cmp"
	first=$path
done <../groups
catalog dupes -q --format=csv >../csv
sqlite3 ../csv2.db ".import --csv ../csv t" \
	"SELECT count(*), count(DISTINCT \"group\") FROM t" >../counts
[ "$(cat ../counts)" = "$(jq -s '"\(map(.copies) | add)|\(length)"' -r \
	"$CASE_BASE/tmp/groups.json")" ] || fail "csv: $(cat ../counts)"
