# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# System calls that fail while a tree is scanned.  A case sources it and says
# which:  inject CALL ERROR WHEN...
#
# For each WHEN (strace's: N, N+STEP, N+) the call on anything in the tree
# fails, in a first scan and in a scan of a tree that is known, where one file
# was removed and another added.  Whatever fails costs only itself: nothing is
# forgotten that is there, the catalogue is sound, and the next scan finds what
# an undisturbed one would have.

. "$CATALOG_TESTS/lib/scan.sh"
need_cmd strace
need_plain

n_hit=0

# Once: the tree, and what is known of it before and after a change.
prepare()
{
	plant tree
	catalog scan -q tree || fail "the first scan: $?"
	sqlite3 "$CATALOG_DB" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	cp "$CATALOG_DB" known.db
	rm tree/a/b/3
	mkfile tree/d/new 5
	catalog scan -q tree || fail "the second scan: $?"
	dump >want
	paths >want.paths
	drop_catalogue
	catalog scan -q tree
	dump >want.fresh
	cmp -s want want.fresh || fail "a fresh scan differs from a re-scan"
	mapfile -d '' only < <(find "$PWD/tree" -type d -printf '-P\0%p\0')
}

disturbed()
{
	strace -f -qq -o trace "${only[@]}" -e trace="$1" \
		-e inject="$1:error=$2:when=$3" \
		catalog scan -q "${4:---jobs=1}" tree >out 2>err
}

# after STATUS WHAT: what must hold when a disturbed scan has ended.
after()
{
	local hit

	hit=$(grep -c INJECTED trace)
	case $1 in
	0 | 3) ;;
	*) fail "$2: status $1: $(cat err)" ;;
	esac
	sound
	paths >got.paths
	[ "$hit" = 0 ] || n_hit=$((n_hit + 1))
	# A status of 0 says that nothing is missing.
	[ "$1" != 0 ] || cmp -s want.paths got.paths ||
		fail "$2: said it was complete: $(diff want.paths got.paths)"
	# And one of 3 says why: the root itself on stderr, the rest in rows.
	[ "$1" != 3 ] || grep -q "^catalog: .*tree'" err ||
		[ "$(sqlite3 -readonly "$CATALOG_DB" \
			'SELECT count(*) FROM problem')" -gt 0 ] ||
		fail "$2: incomplete, but nothing says why"
}

recovers()
{
	catalog scan -q tree >out 2>&1 || fail "$1: the next scan: $? $(cat out)"
	sound
	same_dump want "$1: the next scan"
}

inject()
{
	local call=$1 error=$2 when jobs what
	shift 2

	[ -e want ] || prepare
	for when; do
		jobs=--jobs=$((RANDOM % 2 * 3 + 1))
		what="$call $error $when $jobs"
		drop_catalogue
		disturbed "$call" "$error" "$when" "$jobs"
		after $? "$what, first scan"
		recovers "$what, first scan"
		drop_catalogue
		cp known.db "$CATALOG_DB"
		disturbed "$call" "$error" "$when" "$jobs"
		after $? "$what, re-scan"
		comm -23 want.paths got.paths >lost
		grep -v '/d/new$' lost && fail "$what: forgot something"
		recovers "$what, re-scan"
	done
}

# At the end: the faults did happen.
injected()
{
	[ $n_hit -gt 0 ] || fail "nothing was ever injected"
}
