# kill -9 at every kind of write to the catalogue and at random instants:
# it is sound at once, and the next scan makes it what it would have been.
# CATALOG_KILLS: how many random instants (default 8).
. "$CATALOG_TESTS/lib/scan.sh"
need_cmd strace
need_plain

for d in $(seq 30); do
	mkdir -p "tree/d$d/sub"
	for f in $(seq 40); do
		echo "$f" >"tree/d$d/f$f"
	done
	ln -s x "tree/d$d/sub/s"
done
plant tree/more
mkdir base
CATALOG_DB=$PWD/base/db catalog scan -q tree || fail "the first scan: $?"
sqlite3 base/db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
rm -r tree/d7 tree/d9/f1?
mkdir tree/d9/f10
for f in $(seq 300); do
	echo "$f" >"tree/more/new$f"
done
catalog scan -q tree || fail "the second scan: $?"
dump >want

# killed WHAT: what must hold after it.
killed()
{
	if [ -e "$CATALOG_DB" ] && [ -s "$CATALOG_DB" ]; then
		[ "$(sqlite3 "$CATALOG_DB" 'PRAGMA integrity_check')" = ok ] ||
			fail "$1: not sound"
		[ "$(sqlite3 "$CATALOG_DB" "SELECT count(*) FROM sqlite_schema
			WHERE name = 'entry'")" = 0 ] || sound
	fi
	catalog scan -q tree 2>err || fail "$1: the next scan: $? $(cat err)"
	sound
	same_dump want "$1"
	[ "$(sqlite3 -readonly "$CATALOG_DB" "SELECT count(*) FROM scan
		WHERE status = 'running'")" = 0 ] || fail "$1: still running?"
}

# A fresh catalogue, or one from before the changes.
begin()
{
	drop_catalogue
	[ $(($1 % 2)) = 0 ] || cp base/db "$CATALOG_DB"
}

n_killed=0
for call in pwrite64:1,2,3,5,8,13,21,34,55,89,144,233,377 fdatasync:1,2,3,4 \
	ftruncate:1,2 unlink:1,2; do
	for n in $(tr , ' ' <<<"${call#*:}"); do
		begin "$n"
		# In braces: the shell has a word to say about it.
		{
			strace -f -qq -o trace -e "trace=${call%:*}" \
				-e "inject=${call%:*}:signal=KILL:when=$n" \
				catalog scan -q tree
		} >out 2>&1
		[ $? != 137 ] || n_killed=$((n_killed + 1))
		killed "$call $n"
	done
done
[ $n_killed -gt 8 ] || fail "killed only $n_killed times"

# Slowed down, so that it commits on the way.
for n in $(seq "${CATALOG_KILLS:-8}"); do
	begin "$n"
	strace -f -qq -o /dev/null -e trace=newfstatat \
		-e inject=newfstatat:delay_exit=1500 \
		sh -c 'echo $$ >pid; exec catalog scan -q tree' >out 2>&1 &
	sleep "$((RANDOM % 2)).$((RANDOM % 9 + 1))"
	kill -9 "$(cat pid)" 2>/dev/null
	{ wait $!; } 2>/dev/null
	killed "random instant $n"
done
