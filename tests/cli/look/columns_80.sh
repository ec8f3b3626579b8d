# every report on a terminal of 80 columns: nothing wraps, numbers to the right,
# long paths shortened in the middle, no name drives the terminal
# shellcheck source=tests/lib/look.sh
. "$CATALOG_TESTS/lib/look.sh"
look_volumes
look_reports | while IFS= read -r -d '' report; do
	read -ra words <<<"$report"
	echo "\$ catalog $report"
	NO_COLOR=1 terminal 80 catalog "${words[@]}" | settle
done >"$CASE_BASE/tmp/seen"
# Too wide for a table here.
for report in volumes scans; do
	NO_COLOR=1 terminal 80 catalog $report --long -n 1 | settle
done >>"$CASE_BASE/tmp/seen"
cat "$CASE_BASE/tmp/seen"
check_lines 80 "$CASE_BASE/tmp/seen"
