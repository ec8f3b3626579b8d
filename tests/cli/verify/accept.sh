# rot stays a problem, and the old digest what counts, until it is accepted
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
need_cmd jq
mkfile t/a 20000 seed=1
mkfile t/b 20000 seed=1
mkfile t/c 9000 seed=2
catalog -q scan t
catalog -q hash --all
export READ_BELOW=$PWD/t READ_NAME=/a READ_FLIP=99999
digest() { catalog find "$1" --format=ndjson | jq -r .digest; }
before=$(digest a)
LD_PRELOAD=$shim catalog verify -q --format=ndjson |
	jq -c '[.state, .copy_read]'
[ "$(digest a)" = "$before" ] || fail "the digest went"
catalog problems -q | cut -f2-4
catalog dupes --format=ndjson | jq -c .copies
echo "- again: it is told again, and since when does not change"
since=$(catalog problems -q --format=ndjson | jq -r .since)
LD_PRELOAD=$shim catalog verify -q t/a >../rows
echo "status $?"
cut -f1,3,10 ../rows
[ "$since" = "$(catalog problems -q --format=ndjson | jq -r .since)" ] ||
	fail "since"
echo "- nothing to accept elsewhere"
LD_PRELOAD=$shim catalog verify --accept t/c
echo "- accepted"
LD_PRELOAD=$shim catalog verify --accept
echo "status $?"
[ "$(digest a)" != "$before" ] || fail "the digest stayed"
catalog problems -q
LD_PRELOAD=$shim catalog verify
echo "status $?"
LD_PRELOAD=$shim catalog dupes
echo "- back again: then that is rot, until a scan knows it changed"
catalog verify -q | cut -f1,3
mv t/a t/a2
touch t/a2
mv t/a2 t/a
catalog scan -q t
catalog problems -q
catalog dupes -q --format=ndjson | jq -c .copies
