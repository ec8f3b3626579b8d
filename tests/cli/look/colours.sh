# colours are all that LS_COLORS and a terminal change; without a terminal, with
# NO_COLOR or one that has none there are none
# shellcheck source=tests/lib/look.sh
. "$CATALOG_TESTS/lib/look.sh"
look_volumes
seen=$CASE_BASE/tmp/seen
export LS_COLORS='di=1;34:*.nef=0;35:*.tar=31:pi=33:ln=36'
strip()
{
	sed -E 's/\x1b\[[0-9;]*m//g'
}
for report in 'find' 'ls -la home' 'tree -a home' 'top' 'du -d2 home' \
	'dupes --no-hash' 'compare --names home: nas:' 'changes' 'volumes'; do
	read -ra words <<<"$report"
	terminal 80 catalog "${words[@]}" >"$seen"
	NO_COLOR=1 terminal 80 catalog "${words[@]}" >"$seen.none"
	grep -q $'\x1b\\[' "$seen" || echo "$report: no colour"
	! grep $'\x1b' "$seen.none" || echo "$report: NO_COLOR"
	strip <"$seen" | sed 's/ *$//' | diff - <(sed 's/ *$//' "$seen.none") ||
		echo "$report: differs"
	! catalog --format=table "${words[@]}" 2>&1 | grep $'\x1b' ||
		echo "$report: in a pipe"
done
LOOK_TERM=dumb terminal 80 catalog ls home | grep -c $'\x1b'
terminal 60 catalog find --hidden -t f --or 'nef' --or -t d Pic --or -t p |
	settle | tr '\033' '^'
