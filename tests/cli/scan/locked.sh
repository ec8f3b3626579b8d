# Another run holds the catalogue: status 75 and who; --wait waits for it.
. "$CATALOG_TESTS/lib/scan.sh"
need_cmd strace
need_plain
mkdir d
: >d/x
catalog scan -q d

# A scan that takes its time.
slow()
{
	strace -f -qq -o /dev/null -P "$PWD/d" -e trace=newfstatat,openat2 \
		-e inject=newfstatat,openat2:delay_enter=1500000 \
		catalog scan -q d &
}

# Wait until it holds the lock.
running()
{
	for _ in $(seq 100); do
		[ "$(sqlite3 -readonly "$CATALOG_DB" "SELECT count(*) FROM scan
			WHERE status = 'running'")" = 0 ] || return 0
		sleep 0.05
	done
	fail "the slow scan never began"
}

slow
running
catalog scan -q d 2>err
echo $?
sed 's/process [0-9]*/process N/; s/pid [0-9]*/pid N/; s/on [^ ]* since [^ ]*/on HOST since WHEN/' err
catalog --wait=0 scan -q d 2>/dev/null
echo $?
# Readers do not mind.
catalog find --format=paths x
catalog --wait=60 scan -q d
echo $?
wait
slow
running
catalog --wait=60 scan -q d
echo $?
wait
sqlite3 "$CATALOG_DB" 'SELECT DISTINCT status FROM scan'
