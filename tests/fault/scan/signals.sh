# SIGINT, SIGTERM and SIGHUP during a scan: the work is kept, the scan is marked
# interrupted, the status says which, and the next scan does the rest.
. "$CATALOG_TESTS/lib/scan.sh"
need_cmd strace
need_plain

plant tree
catalog scan -q tree
dump >want

# A scan that takes its time.  A job in the background ignores SIGINT.
slow()
{
	rm -f pid
	strace -f -qq -o /dev/null -e trace=newfstatat \
		-P "$PWD/tree" -P "$PWD/tree/a" -P "$PWD/tree/a/b" \
		-e inject=newfstatat:delay_enter=60000 \
		env --default-signal=INT sh -c 'echo $$ >pid
			exec catalog scan --jobs=1 tree' >out 2>err &
}

for signal in INT TERM HUP; do
	drop_catalogue
	slow
	walking tree
	kill "-$signal" "$(cat pid)"
	wait $!
	echo "$signal: $?, $(cut -f3 out)"
	grep -v 'was interrupted; what was read is kept' err
	sound
	sqlite3 "$CATALOG_DB" 'SELECT status FROM scan'
	catalog scan -q tree
	same_dump want "$signal"
done
