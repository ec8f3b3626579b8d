# scan --hash of a new catalogue, disturbed while it reads before that is
# published: by a signal, by a file that cannot be read.
. "$CATALOG_TESTS/lib/hash_new.sh"
need_tools brute_groups
need_shim read
need_cmd strace

# there: is anything there of a catalogue, but for the lock?
there()
{
	find "${CATALOG_DB%/*}" -maxdepth 1 -name 'catalog.db*' \
		! -name '*.lock' -printf '%f\n' |
		sed 's/draft-[[:alnum:]]*/draft-X/' | sort | tr '\n' ' '
}

plant_hashable tree
in_a_draft "$PWD/tree"
said clean catalog scan --hash tree
keep clean tree
paths >want.paths
check_groups clean 0 tree

echo "# signals"
for signal in INT TERM; do
	drop_catalogue
	# The shell that runs the hook has the program ignore SIGINT meanwhile.
	READ_SLOW_US=20000 hooked "$PWD/tree" '' \
		"(sleep 0.2; kill -$signal \$PPID) &" catalog scan --hash tree >out 2>err
	echo "$signal: $?"
	[ "$(there)" = "catalog.db " ] || fail "$signal: there is $(there)"
	paths | diff want.paths - || fail "$signal: other names"
	sound_contents
	ask "$CATALOG_DB" 'SELECT status FROM scan'
	check_groups "$signal" 0 tree
	sound_contents
	sed 's/.*: //' err
done

echo "# killed"
for name in /0/small4 /team7 /crowd/9 /long/a; do
	drop_catalogue
	{ hooked "$PWD/tree" "$name" "kill -9 \$PPID" \
		catalog scan -q --hash tree; } 2>err
	echo "$name: $?, there: $(there)"
	catalog scan --hash tree >row 2>&1 || fail "$name: the next scan: $?"
	[ "$(there)" = "catalog.db " ] || fail "$name: there is $(there)"
	keep next tree
	cp "$CASE_BASE/tmp/clean.said" "$CASE_BASE/tmp/next.said"
	same_as_kept "$name: the next scan" clean next
done

echo "# a file that cannot be read"
# failing NAME COMMAND...: prints how often that was tried
failing()
{
	local name=$1
	shift

	strace -f -qq -o trace -P "$PWD/tree/$name" -e trace=pread64,preadv2 \
		-e inject=pread64,preadv2:error=EIO "$@" >row 2>err
	printf '%s: status %s, %s reads\n' "$name" $? "$(grep -c INJECTED trace)"
}
for name in 0/small4 2/team7 crowd/9 long/a; do
	drop_catalogue
	run 0 catalog scan -q tree
	failing $name catalog hash -q >"$CASE_BASE/tmp/later.said"
	keep later tree
	drop_catalogue
	failing $name catalog scan -q --hash tree >"$CASE_BASE/tmp/new.said"
	keep new tree
	sound_contents
	catalog problems -q --format=csv --no-header | wc -l
	same_lists "$name: facts" "$CASE_BASE/tmp/later.facts" \
		"$CASE_BASE/tmp/new.facts"
	same_lists "$name: reports" "$CASE_BASE/tmp/later.reports" \
		"$CASE_BASE/tmp/new.reports"
	diff "$CASE_BASE/tmp/later.said" "$CASE_BASE/tmp/new.said"
	run 0 catalog scan -q
	check_groups "$name: read again" 0 tree
	[ -z "$(catalog problems -q)" ] || fail "$name: problems stay"
done

echo "# no reader can be started"
drop_catalogue
strace -f -qq -o trace -e trace=clone3,clone \
	-e inject=clone3,clone:error=EAGAIN:when=3+ \
	"$CATALOG_UNDER_TEST" scan -q --jobs=1 --hash tree 2>err
echo "status $?"
sed 's/^[^:]*: //' err
[ "$(there)" = "catalog.db " ] || fail "no reader: there is $(there)"
paths | diff want.paths - || fail "no reader: other names"
check_groups "no reader" 0 tree
