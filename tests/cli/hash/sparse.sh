# Holes are not read, and the digest is that of the zeroes that they are.
. "$CATALOG_TESTS/lib/dupes.sh"
need_plain
need_cmd jq strace xxh128sum
mount_tmpfs t size=64M
digest() { catalog find -q "$1" --format=ndjson | jq -r .digest; }
real() { xxh128sum -q "$1" 2>/dev/null | cut -d' ' -f1; }

# 10 GiB, with some bytes at the beginning, in the middle and at the end.
mkfile t/huge 10G sparse=1
for at in 100 5000000000 10737418000; do
	poke t/huge $at "some bytes"
done
catalog -q scan t
strace -f -qq -o ../trace -e trace=pread64,preadv2 -y \
	catalog hash -q --all --format=ndjson >../row || fail "status $?"
n=$(jq .bytes ../row)
[ "$n" -lt 1000000 ] || fail "$n bytes were read"
n=$(grep -c '/huge>' ../trace)
[ $((n > 0 && n < 100)) = 1 ] || fail "$n reads"
digest huge

echo "- where there is no SEEK_DATA all of it is read"
rm t/huge
for i in 1 2; do
	mkfile t/less$i 40M sparse=1
	poke t/less$i 20000000 "some bytes"
done
catalog -q scan t
strace -f -qq -o ../trace -e trace=lseek -e inject=lseek:error=EINVAL \
	catalog hash -q --format=ndjson | jq .bytes
for i in 1 2; do
	[ "$(digest less$i)" = "$(real t/less$i)" ] || fail "wrong without holes"
done
grep -q 'SEEK_DATA.*EINVAL' ../trace || fail "it was not asked"

