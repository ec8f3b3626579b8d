# Where the kernel has no RWF_DONTCACHE: what was not in the page cache goes
# again, slice by slice, and what was there stays: nobody asks for it to go.
# (The kernel takes back some pages of any file by itself meanwhile.)
. "$CATALOG_TESTS/lib/dupes.sh"
need_plain
need_cmd fincore xxh128sum jq strace
pages() { fincore -n -o PAGES "$1" | tr -d ' '; }
mount_loop ext4 260M t
mkfile t/away 70M seed=1
mkfile t/same 70M seed=1
mkfile t/kept 70M seed=2
want=$(xxh128sum -q t/away 2>/dev/null | cut -d' ' -f1)
umount t
remount_loop t
catalog -q scan t
cat t/kept >/dev/null
kept=$(pages t/kept)
[ "$kept" -gt 13000 ] || fail "only $kept pages are cached"
strace -f -y -o ../trace -e trace=preadv2,fadvise64 \
	-e inject=preadv2:error=EOPNOTSUPP \
	catalog hash -q --all || fail "hash failed"
grep -q INJECTED ../trace || fail "preadv2 was not asked"
[ "$(catalog find -q away --format=ndjson | jq -r .digest)" = "$want" ] ||
	fail "a wrong digest"
gone() { grep -c "fadvise64(.*/t/$1>.*POSIX_FADV_DONTNEED" ../trace; }
[ "$(gone kept)" = 0 ] || fail "what was there is told to go"
[ "$(gone away)" -gt 0 ] || fail "what was not there is not told to go"
[ "$(pages t/kept)" -gt $((kept * 3 / 4)) ] ||
	fail "of $kept pages $(pages t/kept) stay"
for f in t/away t/same; do
	n=$(pages $f)
	# The steps of a file end within a slice, and readahead goes on there.
	[ "$n" -lt 9000 ] || fail "$n pages of $f are left"
done
