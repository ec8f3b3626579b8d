# Many groups in many directories: their copies are found in one look at all
# names, by two threads, and are those that are found one by one.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
[ "$(id -u)" != 0 ] || mount_tmpfs files # made and removed in no time
mkdir -p files
cd files || fail files
# 2,300 directories (halves.c: two threads from 2,000 on); each size is that of
# one file in the first half of them and of one in the second, with one name of
# an inode that has two between them.
seq -f 'd%04.0f' 1 2300 | xargs mkdir
for i in $(seq 1 150); do
	j=$((i + 1150))
	printf "%0${i}d" 0 | tee "$(printf d%04d "$i")/first" \
		>"$(printf d%04d "$j")/second"
	ln "$(printf d%04d "$i")/first" "$(printf d%04d "$j")/first"
done
catalog scan -q .
expected()
{
	for i in $(seq 150 -1 1); do
		printf '[%d,2,"d%04d/first","d%04d/second"]\n' "$i" "$i" $((i + 1150))
	done
}
found()
{
	catalog dupes -q --no-hash --format=ndjson "$@" |
		jq -c '[.size, .copies, (.files[].path |
			split("/")[-2:] | join("/"))]'
}
expected >"$CASE_BASE"/tmp/expected
echo "- not read yet"
found --candidates | diff "$CASE_BASE"/tmp/expected -
catalog hash -q
echo "- read: the first groups are looked up, the others gathered"
found | diff "$CASE_BASE"/tmp/expected -
echo "- and a directory"
found d0007 d1157
found --candidates
echo "- sums"
catalog dupes -q --no-hash --summary --format=ndjson
