# the questions in docs/QUERIES.md have the answers that stand there
#
# A ```sh block is run; the ```text block behind it is what it prints, with
# $PWD left out.  In a ```console block each line "$ COMMAND" is run as at a
# terminal and the lines behind it are what it prints.  The blocks share a
# directory.  UPDATE_QUERIES=1 writes the answers into the file: read the diff.
need_root
need_cmd sqlite3 jq
page=$CATALOG_SOURCE/docs/QUERIES.md

catalog()
{
	command catalog --format="${look:-auto}" "$@"
}

mount_tmpfs home/ann/Pictures size=16m
mount_tmpfs mnt/nas size=16m
mount_tmpfs media/usb1 size=16m
mkfile home/ann/Pictures/holiday.jpg 300000 seed=1
mkfile 'home/ann/Pictures/copy of holiday.jpg' 300000 seed=1 \
	mtime='2022-05-01'
mkfile home/ann/Pictures/beach.nef 2320000 seed=2
mkfile mnt/nas/photos/holiday.jpg 300000 seed=1
mkfile mnt/nas/photos/dune.nef 150000 seed=3
mkfile mnt/nas/old/tape.bin 450000 seed=4 mtime='2023-01-01'
mkfile media/usb1/2024/holiday.jpg 300000 seed=1
mkfile media/usb1/2024/beach.nef 2320000 seed=2
mkfile media/usb1/2025/dune.nef 750000 seed=3 mtime='2025-01-01'
mkfile 'media/usb1/what now?.odt' 20000 seed=5
find . -type d -exec touch -d 2020-01-01 {} +
for name in home/ann/Pictures mnt/nas media/usb1; do
	volume=${name#home/ann/Pictures}
	catalog -q scan --name "$(basename "${volume:-home}")" "$name"
done
catalog -q dupes --summary >/dev/null
umount media/usb1

# Each block in a file of its own: N.sh, and N.text if it has an answer.
awk -v base="$CASE_BASE/tmp/" '
	/^```sh$/ { n++; file = base n ".sh"; printf "" >file; next }
	/^```text$/ { file = base n ".text"; printf "" >file; next }
	/^```/ { file = "" }
	file != "" { print >file }' "$page"

db=$CATALOG_DB
export db
answer()
{
	bash -o pipefail "$1" 2>"$CASE_BASE/tmp/error" </dev/null |
		sed "s,$PWD,,g"
}

n=0
while [ -e "$CASE_BASE/tmp/$((n + 1)).sh" ]; do
	n=$((n + 1))
	block=$CASE_BASE/tmp/$n
	! grep -q '^python3 ' "$block.sh" || command -v python3 >/dev/null ||
		continue
	answer "$block.sh" >"$block.got"
	[ -s "$block.got" ] || echo "block $n answers nothing: $(cat \
		"$block.sh" "$CASE_BASE/tmp/error")"
	[ -n "${UPDATE_QUERIES:-}" ] || [ ! -e "$block.text" ] ||
		diff "$block.text" "$block.got" || cat "$block.sh"
	[ -e "$block.text" ] || [ -n "${UPDATE_QUERIES:-}" ] ||
		echo "block $n has no answer in the page"
done
[ "$n" -gt 10 ] || echo "only $n blocks"

# Of DuckDB and Datasette, which are not here: the SQL that SQLite understands,
# and what they load.
section()
{
	awk -v name="$1" '/^## / { on = $0 == "## " name } on' "$page"
}
section DuckDB | awk '/^```sql/ { n++; on = n == 1; next } /^```/ { on = 0 } on' \
	>"$CASE_BASE/tmp/duckdb"
[ "$(grep -c SELECT "$CASE_BASE/tmp/duckdb")" = 1 ] || echo "DuckDB: no SELECT"
sed -e '/^INSTALL\|^LOAD/d' -e "s/^ATTACH 'catalog.db'/ATTACH '${db//\//\\/}'/" \
	-e 's/ (TYPE sqlite, READ_ONLY)//' "$CASE_BASE/tmp/duckdb" |
	sqlite3 -separator ' ' | head -n 1 | grep -Fx 'usb1 4 3390000' \
	>/dev/null || echo "DuckDB: another answer"
section DuckDB | grep -qF 'usb1 4 3390000' || echo "DuckDB: no answer"
# read_json() makes a column of each key: all lines have the same, of one type.
# shellcheck disable=SC2016 # jq's variables
section DuckDB | sed -n 's/^-- \(catalog export\) >files.ndjson$/\1/p' |
	bash 2>/dev/null | jq -rs '(map(keys_unsorted) | unique | length) as $shapes
	| if $shapes != 1 then "export: \($shapes) shapes" else empty end,
	(["path", "size"] - (.[0] | keys) | .[] | "export: no \(.)"),
	([.[] | to_entries[] | select(.value != null)]
		| group_by(.key)[] | select((map(.value | type) | unique | length) > 1)
		| "export: \(.[0].key) is of several types")'
section Datasette | sed -n 's/^    \(catalog backup .*\)/\1/p' >"$CASE_BASE/tmp/sh"
[ -s "$CASE_BASE/tmp/sh" ] || echo "Datasette: no backup"
bash "$CASE_BASE/tmp/sh" 2>/dev/null
section Datasette | grep -o '/copy/[a-z]*?_[a-z_]*=[a-z]*' |
	sed 's|/copy/\(.*\)?_.*=\(.*\)|SELECT \2 FROM \1 ORDER BY \2 DESC LIMIT 1;|' \
	>"$CASE_BASE/tmp/datasette"
[ "$(sqlite3 -readonly copy.db <"$CASE_BASE/tmp/datasette" | wc -l)" = 2 ] ||
	echo "Datasette: $(cat "$CASE_BASE/tmp/datasette")"

# What a terminal of 80 columns shows; paths are longer here by $PWD.
terminal()
{
	(
		case $1 in
		*'|'*) look=auto ;;
		*) look=table ;;
		esac
		HOME=$PWD/home/ann COLUMNS=$((80 + ${#PWD}))
		export HOME COLUMNS
		eval "$1"
	) 2>/dev/null </dev/null | sed "s,$PWD,,g"
}

consoles=0
while IFS= read -r line; do
	case $line in
	'```console') console=1 ;;
	'```') console='' ;;
	'$ '*)
		if [ -n "${console:-}" ]; then
			consoles=$((consoles + 1))
			printf '%s\n' "$line"
			terminal "${line#??}"
			continue
		fi ;;
	*) [ -z "${console:-}" ] || continue ;;
	esac
	printf '%s\n' "$line"
done <"$page" >"$CASE_BASE/tmp/page.new"
[ "$consoles" -ge 25 ] || echo "only $consoles questions for a terminal"
grep -A 1 '^\$ ' "$CASE_BASE/tmp/page.new" | grep -B 1 '^```' | grep '^\$ ' |
	sed 's/^/answers nothing: /'
if [ -z "${UPDATE_QUERIES:-}" ]; then
	diff "$page" "$CASE_BASE/tmp/page.new"
	exit 0
fi
cat "$CASE_BASE/tmp/page.new" >"$page"
awk -v base="$CASE_BASE/tmp/" '
	/^```text$/ { skip = 1; next }
	skip && /^```$/ { skip = 0; gone = 1; next }
	skip { next }
	gone && /^$/ { gone = 0; next }
	{ gone = 0; print }
	/^```sh$/ { n++; sh = 1; next }
	sh && /^```$/ {
		sh = 0
		print "\n```text"
		while ((getline line <(base n ".got")) > 0)
			print line
		print "```"
	}' "$page" >"$CASE_BASE/tmp/page" && cat "$CASE_BASE/tmp/page" >"$page"
