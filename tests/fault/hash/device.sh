# A disk that ends in the middle of its files: they are problems, no digest of
# any file is wrong, and verify calls none of them rotten.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq xxh128sum
mount_loop ext4 48M disk
mkdir ../logs
for i in 1 2 3 4 5 6; do
	mkfile "disk/f$i" 5M seed="$((i % 3))"
done
(cd disk && xxh128sum -q f* 2>/dev/null) | sed 's/  / /' | sort >../logs/want
catalog -q scan --name=disk disk

# A page cache without the files, and an image without its second half.
break_disk()
{
	umount disk
	cp --sparse=always "$CASE_BASE/disk.img" ../logs/whole.img
	remount_loop disk
	truncate -s 24M "$CASE_BASE/disk.img"
}
mend_disk()
{
	umount disk
	cp --sparse=always ../logs/whole.img "$CASE_BASE/disk.img"
	remount_loop disk
}
digests()
{
	catalog find -q --type=f --format=ndjson | jq -r 'select(.digest) |
		"\(.digest) \(.path | split("/")[-1])"' | sort
}

break_disk
run 3 catalog hash -q --all --format=ndjson >../logs/row
digests >../logs/got
problems=$(catalog problems -q --format=ndjson | jq -r .error | sort | uniq -c |
	tr -s ' ')
case $problems in
" "[1-5]" EIO") ;;
*) fail "problems:$problems" ;;
esac
[ -s ../logs/got ] || fail "nothing could be read"
[ -z "$(comm -13 ../logs/want ../logs/got)" ] || fail "$(cat ../logs/got)"
[ "$(jq .problems ../logs/row)" = "${problems//[!0-9]/}" ] ||
	fail "$problems, but it says $(cat ../logs/row)"

mend_disk
run 0 catalog hash -q --all --format=ndjson >../logs/row
digests | cmp -s - ../logs/want || fail "mended: $(digests)"
[ -z "$(catalog problems -q)" ] || fail "problems stay"

break_disk
run 3 catalog verify --all --format=ndjson >../logs/rows
jq -r .state ../logs/rows | sort -u
digests | cmp -s - ../logs/want || fail "verify: $(digests)"
mend_disk
run 0 catalog verify -q
