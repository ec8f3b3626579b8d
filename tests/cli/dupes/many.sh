# Many empty files, many equal ones, many of one size that all differ: time
# grows with their number, memory hardly.  MANY=N for more than these.
. "$CATALOG_TESTS/lib/dupes.sh"
need_plain # memory and time of a sanitizer are its own
need_cmd jq split
need_tools spend
many=${MANY:-20000}
[ "$(id -u)" != 0 ] || mount_tmpfs files # made and removed in no time
mkdir -p files
cd files || fail files

# trees N: that many of each kind
trees()
{
	rm -rf empty equal differ alike
	mkdir empty equal differ alike
	(cd empty && seq -f e%.0f "$1" | xargs touch)
	head -c "$1" /dev/zero | split -a 5 -b 1 - equal/
	seq -f %015.0f "$1" | split -a 5 -l 1 - differ/
	# The same head and tail: each one is read in full.
	awk -v n="$1" 'BEGIN { for (i = 0; i < n / 10; i++)
		printf "%8191s\n%08d%8191s\n", "", i, "" }' |
		split -a 5 -b 16392 - alike/
}

# measure N: milliseconds for scan and dupes; their memory is checked
measure()
{
	local ms ms_dupes kib

	trees "$1"
	forget
	run 0 "$tools/spend" "$CASE_BASE"/tmp/scan.spent catalog scan -q . >"$CASE_BASE"/tmp/out
	run 0 "$tools/spend" "$CASE_BASE"/tmp/spent catalog dupes -q --format=ndjson >"$CASE_BASE"/tmp/json
	[ "$(jq -c '[.size, .copies, .wasted]' "$CASE_BASE"/tmp/json)" = \
		"[1,$1,$(($1 - 1))]" ] || fail "not one group of $1"
	read -r ms_dupes kib <"$CASE_BASE"/tmp/spent
	[ "$kib" -lt 262144 ] || fail "dupes took $kib KiB"
	read -r ms kib <"$CASE_BASE"/tmp/scan.spent
	[ "$kib" -lt 262144 ] || fail "scan took $kib KiB"
	printf '%s\n' $((ms + ms_dupes))
	run 0 "$tools/spend" "$CASE_BASE"/tmp/spent catalog dupes -q --format=ndjson |
		cmp - "$CASE_BASE"/tmp/json >&2 || fail "the second report differs"
	read -r ms kib <"$CASE_BASE"/tmp/spent
	# What is left is to print one line with all paths.
	[ "$ms" -lt $((ms_dupes / 2 + 20)) ] || fail "again: $ms of $ms_dupes"
}

few_ms=$(measure $((many / 4)))
all_ms=$(measure "$many")
# Four times as many; quadratic would be 16 times as long.
[ "$all_ms" -lt $((few_ms * 8 + 100)) ] ||
	fail "$((many / 4)): $few_ms ms, $many: $all_ms ms"
