# A lock file that a killed run left behind holds nobody up: nor one whose
# number another program has by now, nor one that makes no sense.
. "$CATALOG_TESTS/lib/scan.sh"
need_cmd strace
need_plain
mkdir d
: >d/x
catalog scan -q d
lock=$CATALOG_DB.lock
[ ! -s "$lock" ] || fail "a run that ended left: $(cat "$lock")"

{
	strace -f -qq -o trace -P "$PWD/d" -e trace=newfstatat \
		-e inject=newfstatat:signal=KILL:when=2 catalog scan -q d
} 2>err
[ -s "$lock" ] || fail "the killed run left nothing"
cp "$lock" left
catalog scan -q d || fail "after a killed run: $?"
[ ! -s "$lock" ] || fail "not cleaned: $(cat "$lock")"

# Its number lives on in another program: this shell.
sed "s/^[0-9]*/$$/" left >"$lock"
catalog scan -q d || fail "its number was given to another: $?"
for text in garbage '' '-1' '99999999999999999999 x y' 7; do
	printf '%s\n' "$text" >"$lock"
	catalog scan -q d || fail "'$text' in the lock: $?"
done
head -c 100000 /dev/zero >"$lock"
catalog scan -q d || fail "zeros in the lock: $?"
rm "$lock"
catalog scan -q d || fail "no lock file: $?"
catalog find --format=paths x
