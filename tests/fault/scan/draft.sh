# A catalogue that is new is a draft while it is filled: beside its place, seen
# by nobody, gone if the run dies, and from one instant to the next all there.
. "$CATALOG_TESTS/lib/scan.sh"
need_cmd strace
need_plain

plant tree
catalog scan -q tree
dump >want
draft=$CATALOG_DB.new

# Each call that finds out about a file takes so many microseconds.
slow()
{
	local delay=$1

	shift
	rm -f pid
	strace -f -qq -o /dev/null -e trace=newfstatat \
		-e "inject=newfstatat:delay_enter=$delay" \
		sh -c 'echo $$ >pid; exec catalog "$@"' sh "$@" >out 2>err &
}

walking()
{
	for _ in $(seq 500); do
		[ -s pid ] && readlink "/proc/$(cat pid)"/fd/* 2>/dev/null |
			grep -qx "$PWD/tree/.*" && return 0
		sleep 0.02
	done
	fail "the scan never began: $(cat err)"
}

echo "# meanwhile"
drop_catalogue
slow 100000 scan -q tree
walking
[ -s "$draft" ] || fail "no draft"
[ ! -e "$CATALOG_DB" ] || fail "not only a draft"
catalog find >find.out 2>find.err
echo "find: $?, $(wc -c <find.out) bytes, $(
	sed "s|'.*'|CATALOGUE|; s|;.*||" find.err)"
catalog scan -q tree 2>/dev/null
echo "another scan: $?"

echo "# killed"
kill -9 "$(cat pid)"
{ wait $!; } 2>/dev/null
[ ! -e "$CATALOG_DB" ] || fail "the killed one left a catalogue"
for suffix in -journal -wal -shm; do
	echo nonsense >"$draft$suffix"
done
catalog scan -q tree || fail "the next scan: $?"
find "${CATALOG_DB%/*}" -maxdepth 1 -name 'catalog.db*' -printf '%f\n' | sort
same_dump want killed

echo "# a long scan"
drop_catalogue
slow 250000 scan -q --jobs=1 tree
for _ in $(seq 600); do
	[ ! -e "$CATALOG_DB" ] || break
	sleep 0.05
done
kill -0 "$(cat pid)" || fail "it has a name only at its end"
catalog scans --format=csv >seen
grep -q running seen || fail "nothing is seen of it"
wait $! || fail "the long scan: $? $(cat err)"
[ ! -e "$draft" ] || fail "the draft is still there"
same_dump want "a long scan"
sound

echo "# a disk that does not take it"
for call in fsync renameat2; do
	drop_catalogue
	strace -f -qq -o /dev/null -e "trace=$call" \
		-e "inject=$call:error=EIO" catalog scan -q tree 2>err
	echo "$call: $?, $(sed "s|'.*'|FILE|" err), $(
		find "${CATALOG_DB%/*}" -maxdepth 1 -name 'catalog.db*' \
			! -name '*.lock' | wc -l) files"
done

echo "# a file system that cannot rename without replacing"
drop_catalogue
strace -f -qq -o trace -e trace=renameat2 \
	-e inject=renameat2:error=EINVAL catalog scan -q tree ||
	fail "without RENAME_NOREPLACE: $?"
grep -q INJECTED trace || fail "nothing was refused"
same_dump want "without RENAME_NOREPLACE"

echo "# another catalogue comes first"
drop_catalogue
slow 100000 scan -q tree
walking
echo precious >"$CATALOG_DB"
wait $!
echo "status $?: $(sed "s|'.*'|CATALOGUE|" err)"
cat "$CATALOG_DB"
[ ! -e "$draft" ] || fail "the draft is left"

echo "# through a link that leads nowhere, or to an empty file"
for make in true 'touch elsewhere/real.db'; do
	drop_catalogue
	rm -rf elsewhere
	mkdir elsewhere
	$make
	ln -s "$PWD/elsewhere/real.db" "$CATALOG_DB"
	catalog scan -q tree || fail "through a link: $?"
	[ -L "$CATALOG_DB" ] || fail "the link is gone"
	[ -s elsewhere/real.db ] || fail "not where it leads"
	same_dump want link
	rm "$CATALOG_DB"
done

echo "# in what it scans"
mkdir own
mkfile own/file 10
CATALOG_DB=$PWD/own/catalog.db catalog scan -q own
CATALOG_DB=$PWD/own/catalog.db catalog find --type f --format=paths |
	sed 's|.*/||'

echo "# nothing to scan"
drop_catalogue
catalog scan -q 2>err
echo "$?: $(cut -d: -f2 err)"
