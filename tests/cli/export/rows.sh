# ndjson and csv: what find tells, in the order of the tree; scopes
need_cmd jq
. "$CATALOG_TESTS/lib/export.sh"
plant_names t
catalog -q scan --name disk t
catalog -q dupes --summary >/dev/null

# Without what differs from run to run.
same()
{
	jq -cS 'del(.ctime, .inode)' | sed "s,$PWD/,,"
}

catalog export t | same | jq -r 'if .type == "d" then .size =
	"" | .nlink = "" else . end | [.type, .size, .nlink, .digest, .path] | @tsv'
echo 'as find has it'
catalog export | sort >"$CASE_BASE/export"
catalog find --format=ndjson | sort >"$CASE_BASE/find"
cmp "$CASE_BASE/export" "$CASE_BASE/find" && wc -l <"$CASE_BASE/find"
echo 'csv'
catalog export --to=csv t/d | cut -d, -f1-4 |
	sed "s,$PWD/,,; s/,d,[0-9]*$/,d,/"
echo 'scopes'
for scope in t/d t/d/a "disk:${PWD#/}/t/d/e" 't/d/e t/d t/d/a t/d' \
	't/d/a t/d/hard t/d/a'; do
	# shellcheck disable=SC2086
	printf '%s: %s\n' "${scope//${PWD#/}\//}" "$(catalog export $scope |
		jq -r .path | sed "s,$PWD/t/,," | paste -sd ' ')"
done
echo 'mistakes'
catalog export t/nothing
echo "status $?"
catalog export --to=xml
echo "status $?"
catalog export --format=csv t
echo "status $?"
catalog export -0 t
echo "status $?"
catalog export --to=csv --create-table=x t
echo "status $?"
catalog export --to=postgres --create-table= t
echo "status $?"
