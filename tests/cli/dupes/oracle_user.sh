# Files that may not be read are problems and in no group, and the others are
# not touched by that; once they may be read they are compared.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
need_tools random_tree brute_groups

# as_other COMMAND...: as_user, but changes nothing on the disk
as_other()
{
	[ "$(id -u)" = 0 ] || { "$@"; return; }
	setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all "$@"
}

for seed in $(seq 2001 $((2000 + ${ORACLE_SEEDS:-4}))); do
	"$tools/random_tree" make tree "$seed" || fail "seed $seed"
	mkfile tree/twin 9000 seed=1
	mkfile tree/other 9000 seed=1
	mkfile tree/locked 9000 seed=1 mode=000
	find tree -type f -name '*7' -execdir chmod 000 {} +
	as_user true # takes the ownership, and with it the ctime, once
	run 0 as_other catalog scan -q tree
	check_groups "seed $seed" 3 tree as_other
	as_other catalog problems --format=ndjson |
		jq -r 'select(.path | endswith("/tree/locked")) |
			"\(.stage) \(.error)"' | uniq >"$CASE_BASE/tmp/problem"
	[ "$(cat "$CASE_BASE/tmp/problem")" = "hash EACCES" ] ||
		fail "problem: $(cat "$CASE_BASE/tmp/problem")"
	find tree -type f -perm 000 -execdir chmod 600 {} +
	run 0 as_other catalog scan -q tree
	check_groups "seed $seed, readable" 0 tree as_other
	grep -q "^9000 3 " "$CASE_BASE/tmp/groups" || fail "not three"
	[ -z "$(as_other catalog problems -q)" ] || fail "problems remain"
	rm -rf tree
	forget
done
