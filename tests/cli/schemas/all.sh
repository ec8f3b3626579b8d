# what each report prints as ndjson is what docs/schemas/ says
need_cmd jq sqlite3 zip bsdtar
. "$CATALOG_TESTS/lib/export.sh"
. "$CATALOG_TESTS/lib/members.sh"
schemas=$CATALOG_SOURCE/docs/schemas

# validate SCHEMA FILE: its lines are right, and it is told when they are not.
validate()
{
	[ -s "$2" ] || { echo "$1: nothing to validate"; return; }
	jq -rs -L "$CATALOG_TESTS/lib" --arg name "$1" --slurpfile schema \
		"$schemas/$1.schema.json" 'include "schema";
		(complaints | "\($name): \(.)"),
		(.[0] | spoiled | select([[.] | complaints] == [])
			| "\($name) has nothing against \(tojson)")' "$2" |
		sort -u
	: >"$CASE_BASE/tmp/seen.$1"
}

# report SCHEMA COMMAND...
report()
{
	local schema=$1
	shift
	catalog -q "$@" --format=ndjson >"$CASE_BASE/tmp/lines" \
		2>"$CASE_BASE/tmp/errors"
	case $? in
	0 | 1 | 3) ;;
	*) echo "$*: $(cat "$CASE_BASE/tmp/errors")" ;;
	esac
	validate "$schema" "$CASE_BASE/tmp/lines"
}

plant_names t
mkfile t/gone 10
mkfile t/moves 11
mkfile u/alone 300000 seed=8
mkfile u/1/twin 400 seed=9
mkfile u/2/twin 400 seed=9
report scan scan --name disk t
catalog -q scan u
mv t/moves "t/"$'moved\xff'
rm t/gone
mkfile t/added 12
mkfile t/old 13
report scan scan
report hash hash t
report dupes dupes --verify --min-size 1
report dupes-summary dupes --summary
mkdir v
tar -cf v/u.tar u
catalog -q scan --archives v
report dupes dupes --members
report where where u/alone
report dupes-dirs dupes --dirs --min-size 1
report copies copies --min 9
report copies-summary copies --summary --min 9
report where where t/big "t/"$'bytes\xff\xfe' 0123456789abcdef0123456789abcdef
mkfile elsewhere/x 77 seed=5
report where-missing where --missing elsewhere/x \
	0123456789abcdef0123456789abcdef
report find find
report find-count find --count
report changes changes
report du du --depth 3
report du du --since 1h --depth 1
report du du --all --depth 9
report du du --total t u
report du du --total --since 1h t u
report ls ls --all t
report ls ls disk:
report tree tree --all t
report top top
report top top --dirs
report types types
report types types --by kind
report ages ages
report ages ages --by year
report owners owners
report owners owners --by group
mkfile v/ab 1
mkfile v/AB 1
catalog -q scan v
report twins twins
report volumes volumes
report volumes volumes --long
report roots roots
report scans scans
report scans scans --long
report compare compare t t/d
report compare-names compare --names --all t t/d
poke u/alone 100 rotten
sqlite3 "$CATALOG_DB" "INSERT INTO problem SELECT id, x'61ff', 'scan', 13,
	'cannot be opened', 1, 2 FROM directory LIMIT 1;
	INSERT INTO problem SELECT id, x'', 'hash', 0, 'no errno', 1, 2
	FROM directory LIMIT 1"
printf '#mtree\n./x size=1\n' >v/list$'\xff'
printf 'PK\003\004 torn' >v/torn
catalog -q scan --archives v
report archives archives
report problems problems
plant_archives m
catalog -q scan --archives --archive-depth 2 m
report find-members find --members --under m
report ls-members ls --members --all --depth 9 m
report ls-members ls m/a.zip
report tree-members tree --members m
report top-members top --members m
report top-members top --members --dirs m
report types-members types --members
report du-members du --members --all --depth 9 m
report du-members du m/a.zip//doc
report types-members types --by kind m/a.zip//
report verify verify --all
catalog -q export >"$CASE_BASE/tmp/lines"
validate find "$CASE_BASE/tmp/lines"
cp "$CATALOG_DB" damaged.db
sqlite3 damaged.db 'UPDATE directory SET files = files + 1'
catalog -q --db damaged.db check --format=ndjson >"$CASE_BASE/tmp/lines" \
	2>/dev/null
validate check "$CASE_BASE/tmp/lines"

# Every command that prints rows of its own has a schema.
for command in $(catalog help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	case $command in
	export | import | backup | help | metrics | sql) continue ;;
	esac
	[ -e "$schemas/$command.schema.json" ] ||
		echo "docs/schemas has none for $command"
done
for schema in "$schemas"/*.schema.json; do
	name=${schema##*/}
	[ -e "$CASE_BASE/tmp/seen.${name%.schema.json}" ] ||
		echo "nothing was validated by $name"
done
