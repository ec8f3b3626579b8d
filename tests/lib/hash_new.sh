# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# For cases that compare `scan --hash` of a new catalogue, which reads files
# before that is published, with `scan` and then `hash`.  A case sources it:
# . "$CATALOG_TESTS/lib/hash_new.sh"

. "$CATALOG_TESTS/lib/scan.sh"
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq

# facts: all it knows, but for its own numbers and times of scans.
facts()
{
	dump "$CATALOG_DB"
	ask "$CATALOG_DB" <<-'END_OF_SQL'
	SELECT 'name', p.path, hex(e.name), e.lag, e.nlink, c.size, c.covered,
		hex(c.digest)
	FROM entry AS e JOIN directory_path AS p ON p.directory_id = e.dir_id
	LEFT JOIN content AS c ON c.id = e.content_id
	WHERE e.child_id IS NULL ORDER BY p.path, e.name;
	SELECT 'content', c.size, c.covered, hex(c.digest), c.copies, c.volumes,
		p.covered, hex(p.digest)
	FROM content AS c LEFT JOIN content AS p ON p.id = c.parent_id
	ORDER BY 2, 3, 4;
	SELECT 'directory', p.path, d.state, d.inode, d.seal
	FROM directory AS d JOIN directory_path AS p ON p.directory_id = d.id
	ORDER BY 2;
	SELECT 'volume', name, last_scan_ns IS NULL FROM volume ORDER BY 2;
	SELECT 'root', p.path, json_remove(r.options, '$.hash')
	FROM root AS r JOIN directory_path AS p ON p.directory_id = r.dir_id
	ORDER BY 2;
	SELECT 'scan', root_path, status, entries, files, directories, bytes
	FROM scan ORDER BY 2;
	SELECT 'readings', count(*) FROM checkpoint;
	SELECT 'settled', max(value) = min(value) FROM fact
	WHERE name IN ('settled', 'generation');
	END_OF_SQL
}

# reports DIR: what is said of the tree, in each format that has no numbers of
# the catalogue's own
reports()
{
	local format

	for format in ndjson csv plain paths table; do
		printf '== dupes %s\n' "$format"
		catalog dupes -q --no-hash --format="$format"
		catalog dupes -q --no-hash --dirs --format="$format"
	done
	catalog dupes -q --summary
	for format in ndjson csv xxhsum mtree ncdu; do
		printf '== export %s\n' "$format"
		catalog export -q --to="$format" |
			sed 's/"timestamp":[0-9]*/"timestamp":0/'
	done
	printf '== others\n'
	catalog find -q --format=ndjson
	catalog du -q --all --depth=9 --bytes "$@"
	catalog ls -q --all --long --depth=9 --bytes "$@"
	catalog problems -q --format=csv | cut -d, -f1-5
} 2>&1

# row [DB]: rows and words of a run without times
row()
{
	sed -E 's/("seconds":|[\t ])[0-9]+\.[0-9]{3}(\}|$)/\1TIME\2/' "$@"
}

# sound_contents: no index, count or total is wrong.
sound_contents()
{
	local said

	sound
	said=$(catalog check -q --full 2>&1) || fail "check: $? $said"
	[ -z "$said" ] || fail "check: $said"
}

# keep NAME DIR: facts and reports, in NAME.facts and NAME.reports
keep()
{
	facts >"$CASE_BASE/tmp/$1.facts"
	reports "$2" >"$CASE_BASE/tmp/$1.reports"
}

# said NAME COMMAND...: what it says and its status, in NAME.said
said()
{
	local name=$1
	shift

	"$@" >"$CASE_BASE/tmp/row" 2>&1
	printf 'status %s\n' $? >"$CASE_BASE/tmp/$name.said"
	row "$CASE_BASE/tmp/row" >>"$CASE_BASE/tmp/$name.said"
}

# same_as_kept WHAT NAME NAME
same_as_kept()
{
	local kind

	for kind in said facts reports; do
		same_lists "$1: $kind" "$CASE_BASE/tmp/$2.$kind" \
			"$CASE_BASE/tmp/$3.$kind"
	done
}

# same_as_later WHAT DIR [OPTION|DIR...]: `scan --hash` makes the catalogue that
# `scan` and `hash` make, and says what `scan` says.
same_as_later()
{
	local what=$1
	shift

	drop_catalogue
	said later catalog scan "$@"
	run 0 catalog hash -q
	keep later "$1"
	drop_catalogue
	said new catalog scan --hash "$@"
	keep new "$1"
	same_as_kept "$what" later new
	sound_contents
}

# reads_none DIR: a report finds that all files there were read.  Not where a
# sanitizer would be traced.
reads_none()
{
	case ${CATALOG_MODE:-} in
	asan | tsan | valgrind) return ;;
	esac
	need_cmd strace
	strace -f -qq -y -o "$CASE_BASE/tmp/trace" -e trace=pread64,preadv2 \
		catalog dupes -q >/dev/null 2>&1
	! grep -F "$PWD/$1/" "$CASE_BASE/tmp/trace" >"$CASE_BASE/tmp/again" ||
		fail "$1: read again: $(head -n 3 "$CASE_BASE/tmp/again")"
}

# plant_hashable DIR: a tree that has files of each way to be read
plant_hashable()
{
	local i

	for i in $(seq 30); do
		mkfile "$1/$((i % 4))/small$i" $((i % 3 + 30)) seed=$((i % 5))
		mkfile "$1/$((i % 5))/team$i" $((i % 2 + 5000)) seed=$((i % 9))
	done
	for i in $(seq 70); do
		mkfile "$1/crowd/$i" 6000 seed=$((i % 9))
	done
	mkfile "$1/long/a" 1200000
	mkfile "$1/long/b" 1200000
}

# hooked DIR NAME HOOK COMMAND...: HOOK before the first read of a file below
# DIR whose path ends in NAME
hooked()
{
	local dir=$1 name=$2 hook=$3
	shift 3

	# shellcheck disable=SC2154
	READ_BELOW=$dir READ_NAME=$name READ_HOOK=$hook LD_PRELOAD=$shim "$@"
}

# in_a_draft DIR: skip where files are read only when the catalogue is there,
# as of a disk that spins.  DIR has two files that are alike.
in_a_draft()
{
	drop_catalogue
	rm -f early
	# shellcheck disable=SC2016
	READ_BELOW=$1 READ_HOOK='[ -e "$CATALOG_DB" ] || : >early' \
		LD_PRELOAD=$shim catalog scan -q --hash "$1" || fail "a scan: $?"
	drop_catalogue
	[ -e early ] || skip "files of this disk are read later"
}
