# A very large file is read once, however often the run is cut off in it; what
# was known is worth nothing when the file changed.  Kills: tests/fault/hash.
. "$CATALOG_TESTS/lib/dupes.sh"
need_plain
need_cmd jq xxh128sum sqlite3
size=$((80 << 20))
ends=4096
mkfile t/big $size seed=1
cp t/big t/other
catalog -q scan t
stored() { sqlite3 -readonly "$CATALOG_DB" 'SELECT count(*) FROM checkpoint'; }
digest() { catalog find -q big --format=ndjson | jq -r .digest; }
hash() { catalog hash -q --format=ndjson "$@" | jq .bytes; }
is_right()
{
	[ "$(digest)" = "$(xxh128sum -q t/big 2>/dev/null | cut -d' ' -f1)" ] ||
		fail "$1: the digest is wrong"
}

# until_done BYTES OPTIONS: again and again, which reads so many bytes in all
until_done()
{
	local sum=0 want=$1 kept=0 n i
	shift

	for ((i = 0; i < 20; i++)); do
		n=$(hash "$@")
		sum=$((sum + n))
		[ "$n" != 0 ] || break
		kept=$((kept + $(stored)))
	done
	[ $kept != 0 ] || fail "$*: no checkpoints in $i runs"
	[ $sum = "$want" ] || fail "$*: $sum bytes were read"
	[ "$(stored)" = 0 ] || fail "$*: a checkpoint is left"
	is_right "$*"
}

changed()
{
	touch -d "$1" t/big
	catalog -q scan t
}

echo "- two that are alike"
until_done $((2 * (size + ends))) --max-bytes=1
[ "$(catalog dupes -q --no-hash --format=ndjson | jq .copies)" = 2 ] ||
	fail "no group"
rm t/other

echo "- one, and time"
changed 2021-01-01
until_done $((size + ends)) --all --max-time=1s --bandwidth=45M

echo "- Ctrl-C"
changed 2022-01-01
env --default-signal=INT true 2>/dev/null || skip "needs env --default-signal"
env --default-signal=INT catalog hash -q --all --bandwidth=60M &
for ((i = 0; i < 500; i++)); do
	n=$(awk '/^rchar/ { print $2 }' /proc/$!/io 2>/dev/null) || break
	[ "$n" -lt $((40 << 20)) ] || break
	sleep 0.01
done
kill -INT $!
wait $!
echo "status $?"
[ "$(stored)" = 1 ] || fail "no checkpoint after Ctrl-C"
n=$(hash --all)
[ $((n > 0 && n < size - (20 << 20))) = 1 ] || fail "then $n bytes"
is_right "after Ctrl-C"

# begin: a new mtime, and what two runs leave
begin()
{
	changed "$1"
	hash --all --max-bytes=1 >../reads
	hash --all --max-bytes=1 >../reads
	[ "$(stored)" = 1 ] || fail "$1: no checkpoint"
}

echo "- it changes meanwhile"
for edit in "poke t/big 5 X" "cp -p t/big t/new; mv t/new t/big"; do
	begin 2023-01-01
	sleep 0.02
	eval "$edit"
	catalog -q scan t
	[ "$(hash --all)" = $((size + ends)) ] || fail "'$edit': not read anew"
	is_right "$edit"
	[ "$(stored)" = 0 ] || fail "'$edit': a checkpoint is left"
done

echo "- it changes, and the scan does not know yet"
begin 2024-01-01
poke t/big 7 Y
hash --all >../reads
catalog problems -q --format=ndjson | jq -c '[.stage, .error]'
[ "$(digest)" = null ] || fail "a digest of what is gone"
[ "$(stored)" = 0 ] || fail "its checkpoint is left"
catalog -q scan t
hash --all >../reads
is_right "scanned again"

echo "- a damaged one is no use"
begin 2025-01-01
sqlite3 "$CATALOG_DB" "UPDATE checkpoint SET state =
	CAST(substr(state, 1, 200) || 'X' || substr(state, 202) AS BLOB)"
[ "$(hash --all)" = $size ] || fail "it was used"
is_right "damaged"
