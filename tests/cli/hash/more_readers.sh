# More files than there are processors are read at a time where their readers
# have to wait for what they read.
need_cmd strace split jq
need_plain
mkdir t
mkfile all $((450 * 9000))
split -b 9000 -a 3 all t/x
rm all
catalog -q scan t
[ "$(catalog volumes --long --format=ndjson | jq .rotational)" = false ] ||
	skip "on a disk that spins"
strace -f -qq -o ../trace -e trace=clone,clone3,pread64 \
	-e inject=pread64:delay_enter=1000 \
	catalog hash -q --max-bytes=1G || skip "cannot strace"
n=$(grep -c 'clone.*= [0-9]' ../trace)
[ "$n" = 16 ] || [ "$(nproc)" -gt 16 ] || fail "$n readers"
