# One reader, as for a disk that spins, opens each file before it comes to it,
# once, and lets the kernel read ahead.
. "$CATALOG_TESTS/lib/dupes.sh"
need_plain
need_cmd bindfs fusermount strace xxh128sum jq
mkdir under t
for i in $(seq 10 49); do
	mkfile under/"$i" 20000 seed="$i"
done
cp under/10 under/again
bindfs under t 2>bindfs.err || skip "cannot mount bindfs"
trap 'fusermount -u t' EXIT
catalog -q scan t
strace -f -o ../trace -e trace=openat2,fadvise64 \
	catalog hash -q --jobs=1 ||
	fail "hash failed"
# All 41 before their heads are read, whole since they are small; and the two
# that are alike again before they are read in full.
n=$(grep -c 'fadvise64(.*0, 20000, POSIX_FADV_WILLNEED' ../trace)
[ "$n" = 43 ] || fail "$n files were read ahead"
# Of those that are read once, one may have been asked where it is on the disk.
n=$(grep 'openat2(' ../trace | grep -c '"[1-4][0-9]"')
[ $((n - $(grep 'openat2(' ../trace | grep -c '"10"') <= 40)) = 1 ] ||
	fail "of 39 files $n were opened"
[ "$(catalog find -q again --format=ndjson | jq -r .digest)" = \
	"$(xxh128sum -q under/10 2>/dev/null | cut -d' ' -f1)" ] ||
	fail "a wrong digest"
