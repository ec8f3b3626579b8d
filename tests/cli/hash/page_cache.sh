# A large file that was not in the page cache is not there afterwards, one that
# was stays (but for some pages that the kernel takes back by itself
# meanwhile), and small ones may do as they like.
. "$CATALOG_TESTS/lib/dupes.sh"
need_plain
need_cmd fincore xxh128sum jq
pages() { fincore -n -o PAGES "$1" | tr -d ' '; }
mount_loop ext4 200M t
mkfile t/away 70M seed=1
mkfile t/kept 70M seed=2
want=$(xxh128sum -q t/away 2>/dev/null | cut -d' ' -f1)
umount t
remount_loop t
catalog -q scan t
[ "$(pages t/away)" = 0 ] || fail "it is cached"
cat t/kept >/dev/null
kept=$(pages t/kept)
catalog hash -q --all
[ "$(catalog find -q away --format=ndjson | jq -r .digest)" = "$want" ] ||
	fail "a wrong digest"
[ "$(pages t/kept)" -gt $((kept * 3 / 4)) ] ||
	fail "of $kept pages $(pages t/kept) stay"
n=$(pages t/away)
[ "$n" -lt 4000 ] || fail "$n pages of it are left"
