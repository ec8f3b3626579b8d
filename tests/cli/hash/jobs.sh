# a volume remembers how many of its files are read at a time
need_cmd jq strace
need_plain
for i in 1 2 3 4 5 6; do
	mkfile t/$i 3000 seed=1
done
catalog -q scan --name vol t
threads() {
	touch t/*
	catalog -q scan t
	strace -f -qq -e trace=clone,clone3 -o ../trace \
		catalog hash -q "$@" || skip "cannot strace"
	grep -c 'clone.*= [0-9]' ../trace
}
catalog volumes --long --format=ndjson | jq .jobs
catalog volumes set vol --jobs=3
catalog volumes --long --format=ndjson | jq .jobs
threads
threads --jobs=1
catalog volumes set vol --jobs=0
catalog volumes --long --format=ndjson | jq .jobs
catalog volumes set vol
echo "status $?"
catalog volumes set vo --jobs=1
echo "status $?"
catalog volumes set vol --jobs=65
