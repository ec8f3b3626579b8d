# Small files on a volume that answers slowly: those that go back before the
# rest of their team do not keep other readers from going on.
need_cmd strace split jq awk
need_plain
mkdir t
mkfile all $((2000 * 500))
split -b 500 -a 3 all t/x
rm all
catalog -q scan t
[ "$(catalog volumes --long --format=ndjson | jq .rotational)" = false ] ||
	skip "on a disk that spins"
strace -f -qq -o ../trace -e trace=pread64 \
	-e inject=pread64:delay_enter=6000 \
	catalog hash -q || skip "cannot strace"
n=$(grep pread64 ../trace | awk '{ n[$1]++ } END {
	for (i in n) if (n[i] > most) most = n[i]
	print most }')
[ "$n" -lt 700 ] || fail "one reader read $n of 2000 files"
