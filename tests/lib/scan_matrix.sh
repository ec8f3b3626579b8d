# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# A matrix of system calls, errors and instants: each call fails with each
# error, the first time, in the middle, at the end, at every k-th time, in a
# first scan and in a scan of a known tree that has changed.
#
#   matrix SCOPE CALL...
#
# SCOPE is `tree`, calls on what is scanned; `db`, calls on the catalogue's
# files; or `process`, every call of the main thread once the program has been
# loaded.  (strace counts for each thread by itself.)
#
# Whatever happens: no signal, no hang, status 0, 3 or 4; 0 only if nothing is
# missing, otherwise it says why; what is there and was known is still known;
# the catalogue is sound; the next scan makes it what an undisturbed one does.
#
# FAULTS=all runs every combination, which takes minutes (raise CASE_TIMEOUT);
# otherwise a fixed part, in which each call and each error has its turn.

. "$CATALOG_TESTS/lib/scan.sh"
need_cmd strace
need_plain

ERRORS='EIO ESTALE ETIMEDOUT EACCES ENOENT EMFILE ENOMEM ENOSPC'
n_combinations=0
n_runs=0
n_hit=0
n_wrong=0

# A log that could not be removed needs somebody who may write.
ask()
{
	sqlite3 -cmd '.timeout 5000' "$@"
}

wrong()
{
	n_wrong=$((n_wrong + 1))
	printf 'WRONG: %s\n' "$*" >&2
}

# A tree as it was known, as it is, and what is then to be known of it.
prepare()
{
	plant tree
	plant tree/more
	catalog scan -q tree || fail "the first scan: $?"
	sqlite3 "$CATALOG_DB" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	cp "$CATALOG_DB" known.db
	paths >known.paths
	rm tree/a/b/3
	rm -r tree/more/a/b
	mv tree/e tree/moved
	mkfile tree/d/new 5
	mkfile tree/d/2 77
	catalog scan -q tree || fail "the second scan: $?"
	dump >want
	paths >want.paths
	drop_catalogue
	catalog scan -q tree
	dump >want.fresh
	cmp -s want want.fresh || fail "a fresh scan differs from a re-scan"
	comm -12 known.paths want.paths >lasting.paths
	mapfile -d '' tree < <(find "$PWD/tree" -printf '-P\0%p\0')
	db=(-P "$CATALOG_DB" -P "$CATALOG_DB-wal" -P "$CATALOG_DB-shm"
		-P "$CATALOG_DB-journal" -P "$CATALOG_DB.lock"
		-P "${CATALOG_DB%/*}")
}

begin()
{
	drop_catalogue
	[ "$1" = first ] || cp known.db "$CATALOG_DB"
}

# traced SCOPE CALL [STRACE_OPTION...]
traced()
{
	local only=() call=$2

	case $1 in
	tree) only=("${tree[@]}") ;;
	db) only=("${db[@]}") ;;
	esac
	shift 2
	timeout -k 5 60 strace -f -qq -o trace "${only[@]}" \
		-e trace="$call" "$@" catalog scan -q --jobs="$jobs" tree \
		>out 2>err
}

# How often the busiest thread makes the call; of a process, from when on.
count_calls()
{
	n_calls=$(awk '{ n[$1]++; if (n[$1] > most) most = n[$1] }
		END { print most + 0 }' trace)
}

# instants SCOPE CALL: strace's words for when, in the array `whens`
instants()
{
	local skip=0 n

	if [ "$1" = process ]; then
		strace -qq -o trace -e trace="$2" catalog --version >/dev/null
		skip=$(wc -l <trace)
	fi
	begin again
	jobs=2
	traced "$1" "$2" || fail "traced: $? $(cat err)"
	count_calls
	n=$((n_calls - skip))
	whens=()
	[ $n -gt 0 ] || return 0
	whens=("$((skip + 1))" "$((skip + (n + 1) / 2))" "$((skip + n))"
		"$((skip + 1))+" "$((skip + 2))+3" "$((skip + 1))+7"
		"$((skip + 2))" "$((skip + 1 + n / 4))"
		"$((skip + 1 + n * 3 / 4))+2")
}

# explained STATUS: if not all is well, something says so.
explained()
{
	[ "$1" = 0 ] || grep -q '^catalog: ' err ||
		[ "$(ask "$CATALOG_DB" 'SELECT count(*) FROM problem')" -gt 0 ]
}

# all_there CALL ERROR: readdir() takes ENOENT for a directory's end, and a
# name that lstat knows nothing of was removed in between: nobody can tell.
all_there()
{
	cmp -s want.paths got.paths || case "$1 $2" in
	"getdents64 ENOENT" | "newfstatat ENOENT") true ;;
	*) false ;;
	esac
}

# after STATUS PASS CALL ERROR: what must hold when a disturbed scan has ended.
after()
{
	n_runs=$((n_runs + 1))
	! grep -q INJECTED trace || n_hit=$((n_hit + 1))
	case $1 in
	0 | 3 | 4) ;;
	*) wrong "$what: status $1: $(tail -n 3 err)" ;;
	esac
	explained "$1" 2>/dev/null || wrong "$what: $1, but nothing says why"
	: >got.paths
	if [ -s "$CATALOG_DB" ]; then
		(sound) 2>sound.err || wrong "$what: $(cat sound.err)"
		paths >got.paths 2>/dev/null
		catalog find --format=paths >found 2>err ||
			[ $? = 3 ] || [ ! -s got.paths ] ||
			wrong "$what: find: $(cat err)"
	fi
	rm -f "$CASE_BASE/failed"
	[ "$1" != 0 ] || all_there "$3" "$4" ||
		wrong "$what: complete? $(diff want.paths got.paths | head -n 5)"
	# Who hears twice that there is no such name must believe it.
	case "$3 $4 $when" in
	"newfstatat ENOENT "*+*) return ;;
	esac
	[ "$2" = first ] ||
		[ -z "$(comm -23 lasting.paths got.paths | head -n 5)" ] ||
		wrong "$what: forgot" "$(comm -23 lasting.paths got.paths)"
}

recovers()
{
	local status

	catalog scan -q tree >out 2>&1
	status=$?
	[ $status = 0 ] || wrong "$what: next scan: $status: $(tail -n 3 out)"
	(sound && same_dump want "next scan") 2>sound.err ||
		wrong "$what: $(cat sound.err)"
	rm -f "$CASE_BASE/failed"
	[ "$(ask "$CATALOG_DB" "SELECT count(*) FROM scan
		WHERE status = 'running'")" = 0 ] || wrong "$what: runs on"
}

# one SCOPE CALL ERROR WHEN first|again
one()
{
	jobs=$((1 + (n_runs % 2) * 3))
	what="$1 $2 $3 $4 --jobs=$jobs, $5"
	begin "$5"
	traced "$1" "$2" -e inject="$2:error=$3:when=$4"
	after $? "$5" "$2" "$3"
	recovers
}

# Without FAULTS=all: one instant for each call and error, each in turn.
is_chosen()
{
	[ "${FAULTS:-}" = all ] || [ $((n_combinations % 13)) = 0 ]
}

matrix()
{
	local scope=$1 call error when pass
	shift

	[ -e want ] || prepare
	for call; do
		instants "$scope" "$call"
		for error in $ERRORS; do
			for when in "${whens[@]}"; do
				for pass in first again; do
					n_combinations=$((n_combinations + 1))
					! is_chosen || one "$scope" "$call" \
						"$error" "$when" "$pass"
				done
			done
		done
	done
}

# At the end.
matrix_done()
{
	[ $n_hit -gt 0 ] || fail "nothing was ever injected"
	[ $n_wrong = 0 ] ||
		fail "$n_wrong wrong in $n_runs runs, $n_hit with a fault"
}
