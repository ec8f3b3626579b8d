# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# For cases that compare groups of equal files.  A canonical list of groups
# has a line a group: size, number of copies and, sorted, each copy's path in
# base64 with its inode behind a colon.

# need_tools NAME...: programs of tests/tools, found as $tools/NAME
# shellcheck disable=SC2034
need_tools()
{
	local name

	tools=${CATALOG_BUILD:-$CATALOG_SOURCE/build/release}/tests/tools
	for name; do
		[ -x "$tools/$name" ] || skip "needs $name: 'make tests'"
	done
}

# need_shim NAME: tests/lib/preload_NAME.so, found as $shim
# shellcheck disable=SC2034
need_shim()
{
	need_plain
	shim=${CATALOG_BUILD:-$CATALOG_SOURCE/build/release}/tests/lib
	shim=$shim/preload_$1.so
	[ -e "$shim" ] || skip "needs preload_$1: 'make tests'"
}

# canonical: ndjson of `catalog dupes` to a canonical list
canonical()
{
	jq -r '"\(.size) \(.copies) \([.files[] |
		"\(.path_base64 // (.path | @base64)):\(.inode)"] |
		sort | join(" "))"' | LC_ALL=C sort
}

# run STATUS COMMAND...: it must end like this.  What it says goes to
# $CASE_BASE/tmp/said, to be shown only if it does not.
run()
{
	local want=$1 status=0
	shift

	"$@" 2>"$CASE_BASE/tmp/said" || status=$?
	[ "$status" = "$want" ] ||
		fail "status $status, not $want: $*: $(cat "$CASE_BASE/tmp/said")"
}

# same_lists WHAT FILE FILE
same_lists()
{
	cmp -s "$2" "$3" || fail "$1: $(diff -a -u "$2" "$3" | head -n 40)"
}

# check_groups WHAT STATUS DIR [COMMAND...]: `catalog dupes`, run by COMMAND
# (env, as_user ...), ends with STATUS and finds what comparing all files
# below DIR finds.
check_groups()
{
	local what=$1 status=$2 dir=$3
	shift 3

	run "$status" "$@" catalog dupes -q --format=ndjson \
		>"$CASE_BASE/tmp/groups.json"
	canonical <"$CASE_BASE/tmp/groups.json" >"$CASE_BASE/tmp/groups"
	"$@" "$tools/brute_groups" "$dir" 2>/dev/null |
		LC_ALL=C sort >"$CASE_BASE/tmp/brute"
	[ -s "$CASE_BASE/tmp/brute" ] || fail "$what: no groups to compare"
	same_lists "$what" "$CASE_BASE/tmp/brute" "$CASE_BASE/tmp/groups"
}

# forget: begin with a new catalogue
forget()
{
	rm -f "$CATALOG_DB" "$CATALOG_DB"-*
}

# catalogue_sum: changes with every write to the catalogue
catalogue_sum()
{
	cat "$CATALOG_DB" "$CATALOG_DB"-wal 2>/dev/null | cksum
}
