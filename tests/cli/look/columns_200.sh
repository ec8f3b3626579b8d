# every report on a terminal of 200 columns
# (see columns_80.sh)
# shellcheck source=tests/lib/look.sh
. "$CATALOG_TESTS/lib/look.sh"
look_volumes
look_reports | while IFS= read -r -d '' report; do
	read -ra words <<<"$report"
	echo "\$ catalog $report"
	NO_COLOR=1 terminal 200 catalog "${words[@]}" | settle
done >"$CASE_BASE/tmp/seen"
cat "$CASE_BASE/tmp/seen"
check_lines 200 "$CASE_BASE/tmp/seen"
