# what the README says that commands print is what they print
#
# UPDATE_DOCS=1 writes it into the page: read the diff.
# shellcheck source=tests/lib/demo.sh
. "$CATALOG_TESTS/lib/demo.sh"
demo_own
demo_files /media/blue-box

# A command is run once it is known whether the page has its output.  What it
# looks like is for catalog() of demo.sh.
# shellcheck disable=SC2034
run()
{
	local look=table
	case $1 in
	'catalog find dune') umount /media/blue-box || fail "cannot unmount" ;;
	esac
	case $1 in
	*'|'* | *--format=* | 'catalog sql'*) look=auto ;;
	esac
	eval "$1" 2>&1 </dev/null
}

block='' ; shown=0
while IFS= read -r line; do
	case $line in
	'```console') block=1 ;;
	'```') block='' ;;
	'$ catalog '*)
		if [ -n "$block" ]; then
			printf '%s\n' "$line"
			run "${line#??}" >"$CASE_BASE/tmp/output" || echo "$line"
			case $line in
			# Only to show that it can be done.
			*'scan; catalog scans'*) ;;
			*) cat "$CASE_BASE/tmp/output"; shown=$((shown + 1)) ;;
			esac
			continue
		fi ;;
	*) [ -z "$block" ] || continue ;;
	esac
	printf '%s\n' "$line"
done <"$CASE_BASE/source/README.md" >"$CASE_BASE/tmp/README.md"
[ "$shown" -ge 7 ] || echo "only $shown commands"
compare_page README.md "$CASE_BASE/tmp/README.md"
