# A catalogue that is new is a draft while it is filled: beside its place, seen
# by nobody, gone if the run dies, and from one instant to the next all there.
. "$CATALOG_TESTS/lib/scan.sh"
need_cmd strace
need_plain

plant tree
catalog scan -q tree
dump >want

# Everything that is there of a catalogue, but for the lock.
there()
{
	find "${CATALOG_DB%/*}" -maxdepth 1 -name 'catalog.db*' \
		! -name '*.lock' -printf '%f\n' |
		sed 's/draft-[[:alnum:]]*/draft-X/' | sort | tr '\n' ' '
}

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

echo "# meanwhile"
drop_catalogue
slow 100000 scan -q tree
walking tree
echo "there: $(there)"
catalog find >find.out 2>find.err
echo "find: $?, $(wc -c <find.out) bytes, $(
	sed "s|at '.*' yet|at CATALOGUE yet|" find.err)"
catalog scan -q tree 2>/dev/null
echo "another scan: $?"

echo "# killed"
kill -9 "$(cat pid)"
{ wait $!; } 2>/dev/null
echo "there: $(there)"
catalog find 2>&1 | sed "s|at '[^']*'|at CATALOGUE|"
left=$(echo "$CATALOG_DB".draft-*)
for suffix in -journal -wal -shm; do
	echo nonsense >"$left$suffix"
done
echo precious >"$CATALOG_DB.draft-of-mine"
catalog scan -q tree || fail "the next scan: $?"
echo "there: $(there)"
same_dump want killed

echo "# a log and a journal of a catalogue that was removed"
cp "$CATALOG_DB" old.db
sqlite3 old.db "PRAGMA journal_mode = WAL; UPDATE entry SET size = 1" \
	".shell cp old.db-wal stale-wal; cp old.db-shm stale-shm" >/dev/null
[ -s stale-wal ] || fail "no log"
drop_catalogue
cp stale-wal "$CATALOG_DB-wal"
cp stale-shm "$CATALOG_DB-shm"
catalog scan -q tree || fail "with a log: $?"
sound
same_dump want "with a log"
sqlite3 old.db "PRAGMA journal_mode = DELETE; BEGIN; UPDATE entry SET size = 2" \
	"PRAGMA cache_size = 1; UPDATE entry SET blocks = 3" \
	".shell cp old.db-journal stale-journal" >/dev/null
[ -s stale-journal ] || fail "no journal"
drop_catalogue
cp stale-journal "$CATALOG_DB-journal"
catalog scan -q tree || fail "with a journal: $?"
sound
same_dump want "with a journal"

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
echo "there: $(there)"
same_dump want "a long scan"
sound

echo "# something is known of what is walked: the way to another root"
catalog scan -q --exclude=b tree tree/a/b || fail "two roots, as before: $?"
paths >want.paths
drop_catalogue
catalog scan -q --exclude=b tree tree/a/b || fail "two roots: $?"
paths | diff want.paths - || fail "two roots: other paths"
grep -q 'tree/a/b/c/1$' want.paths || fail "one root is missing"
sound

echo "# one volume is done, another does not answer"
mount_tmpfs other size=1m
mkdir other/stuck
drop_catalogue
strace -f -qq -o /dev/null -P "$PWD/other/stuck" -e trace=getdents64 \
	-e inject=getdents64:delay_enter=20000000:when=1 \
	catalog scan -q tree other >out 2>err &
for _ in $(seq 300); do
	[ ! -e "$CATALOG_DB" ] || break
	sleep 0.05
done
[ "$(catalog find --count --under tree 2>/dev/null)" -gt 20 ] ||
	fail "what was read has no name after 15 seconds"
pkill -9 -f "^catalog scan -q tree other\$" || pkill -9 -P $!
{ wait $!; } 2>/dev/null

echo "# a disk that does not take it"
mkdir wide
(cd wide && seq -f 'name-%.0f' 600 | xargs touch)
for call in fsync renameat2; do
	drop_catalogue
	strace -f -qq -o /dev/null -e "trace=$call" \
		-e "inject=$call:error=EIO" catalog scan -q tree 2>err
	echo "$call: $?, $(sed "s|'.*'|FILE|" err), there: $(there)"
	# With the walk still going on.
	drop_catalogue
	strace -f -qq -o /dev/null -e "trace=newfstatat,$call" \
		-e inject=newfstatat:delay_enter=12000 \
		-e "inject=$call:error=EIO" \
		catalog scan -q --jobs=1 wide wide/../tree 2>err
	echo "$call, early: $?, $(sed "s|'.*'|FILE|" err), there: $(there)"
done
for n in 20 50 80 120; do
	drop_catalogue
	strace -f -qq -o /dev/null -e trace=pwrite64 \
		-e "inject=pwrite64:error=EIO:when=$n+" \
		catalog scan -q tree wide 2>err
	[ $? = 4 ] || grep -q . err || continue
	[ -s err ] || fail "write $n: not a word"
	[ ! -e "$CATALOG_DB" ] || [ "$(ask "$CATALOG_DB" \
		'PRAGMA integrity_check')" = ok ] || fail "write $n: not sound"
	catalog scan -q tree wide || fail "write $n: the next scan: $?"
	sound
done

echo "# a file system that cannot rename without replacing"
drop_catalogue
strace -f -qq -o trace -e trace=renameat2,openat \
	-e inject=renameat2:error=EINVAL catalog scan -q tree ||
	fail "without RENAME_NOREPLACE: $?"
! grep -q 'draft-......-journal' trace || fail "it has a journal on the disk"
grep -q INJECTED trace || fail "nothing was refused"
same_dump want "without RENAME_NOREPLACE"

echo "# another catalogue comes first"
drop_catalogue
slow 100000 scan -q tree
walking tree
echo precious >"$CATALOG_DB"
wait $!
echo "status $?: $(sed "s|'.*'|CATALOGUE|" err)"
cat "$CATALOG_DB"
echo "there: $(there)"

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
mkfile own/catalog.db.drafts 10
mkfile own/catalog.db.draft-of-mine 10
mkfile own/catalog.db.draft-aBc123 10
CATALOG_DB=$PWD/own/catalog.db catalog scan -q own
CATALOG_DB=$PWD/own/catalog.db catalog find --type f --format=paths |
	sed 's|.*/||' | sort

echo "# nothing to scan"
drop_catalogue
catalog scan -q 2>err
echo "$?: $(cut -d: -f2 err)"
echo "there: $(there)"
