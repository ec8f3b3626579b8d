# Much output: a disk that is full is an error, whatever the format; a reader
# that has seen enough is none.
. "$CATALOG_TESTS/lib/dupes.sh"
for n in $(seq 300); do
	mkfile "directory with a rather long name/file number $n, the first" \
		$((100 + n)) seed=1
done
cp -r directory* another
run 0 catalog scan -q --name test .
run 0 catalog dupes -q --summary >/dev/null
for format in table plain ndjson csv paths; do
	for command in dupes find; do
		run 4 catalog $command --format=$format >/dev/full
		grep -q "No space left on device" "$CASE_BASE/tmp/said" ||
			fail "$command $format: $(cat "$CASE_BASE/tmp/said")"
		catalog $command -q --format=$format | head -n 1 >/dev/null
		[ "${PIPESTATUS[0]}" = 0 ] || fail "$command $format | head"
	done
done
# Half of it fits.
[ "$(id -u)" = 0 ] || exit 0
mount_tmpfs small size=16k
run 4 catalog find --format=ndjson >small/out
run 4 catalog dupes --format=ndjson >small/out
