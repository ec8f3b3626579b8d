# Empty files, equal ones of one byte and different ones of one size: twice as
# many are twice the system calls, and hardly more memory.  Processor time:
# many.sh.
. "$CATALOG_TESTS/lib/dupes.sh"
need_plain
need_cmd strace split
need_tools spend
mkdir -p logs

# count DIR: the system calls of dupes, and KiB
count()
{
	local kib

	forget
	run 0 catalog scan -q "$1"
	cp "$CATALOG_DB" logs/scanned.db
	run 0 "$tools/spend" logs/spent catalog dupes -q --summary >logs/said
	read -r _ kib <logs/spent
	forget
	cp logs/scanned.db "$CATALOG_DB"
	run 0 strace -f -c -o logs/calls catalog dupes -q --summary >logs/again
	cmp logs/said logs/again >&2 || fail "$1: another answer"
	awk -v kib="$kib" '$NF == "total" { print $4 == "total" ? $3 : $4, kib }
		' logs/calls
}

# trees N: that many of each kind
trees()
{
	mkdir -p "$1"/empty "$1"/equal "$1"/differ
	(cd "$1"/empty && seq -f e%.0f "$1" | xargs touch)
	head -c "$1" /dev/zero | split -a 5 -b 1 - "$1"/equal/
	seq -f %015.0f "$1" | split -a 5 -l 1 - "$1"/differ/
}

trees 1000
trees 2000
for kind in empty equal differ; do
	read -r few_calls few_kib < <(count 1000/$kind)
	read -r calls kib < <(count 2000/$kind)
	[ "$kind" = empty ] || [ "$few_calls" -gt 1000 ] || fail "$kind: $few_calls calls"
	[ "$calls" -le $((few_calls * 23 / 10)) ] ||
		fail "$kind: 1000: $few_calls calls, 2000: $calls"
	[ "$kib" -le $((few_kib + few_kib / 4 + 2048)) ] ||
		fail "$kind: 1000: $few_kib KiB, 2000: $kib KiB"
done
