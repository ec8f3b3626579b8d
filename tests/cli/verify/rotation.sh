# the longest unread come first: limited runs, killed ones too, get round
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
need_cmd jq
for i in 1 2 3 4; do
	mkfile "t/$i" 3000 seed=$i
done
mkfile t/edited 5000
catalog -q scan t
catalog -q hash --all
echo x >>t/edited
verified() { catalog verify -q --all --format=ndjson "$@" |
	jq -r 'select(.state == "ok") | .path | split("/")[-1]' | sort | xargs; }
first=$(verified --max-bytes=1)
second=$(verified --max-bytes=6000)
third=$(verified --max-bytes=6000)
# The one that changed is in one of them, and takes the place of another.
echo "$first $second $third" | xargs -n 1 | sort -u | xargs
echo "- the limit is told"
catalog verify --max-bytes=1 --jobs=1
echo "status $?"
echo "- killed"
for i in $(seq 5 40); do
	mkfile "t/$i" 3000 seed="$i"
done
catalog -q scan t
catalog -q hash --all
stop()
{
	READ_BELOW=$PWD/t READ_SLOW_US=100000 LD_PRELOAD=$shim \
		catalog verify -q --jobs=1 --all >../first 2>&1 &
	sleep 2.7
	kill -9 $!
	wait $!
}
stop 2>"$CASE_BASE/tmp/jobs" # where the shell says "Killed"
[ $? = 137 ] || fail "not killed"
catalog sql 'SELECT count(*) BETWEEN 10 AND 39 FROM verified' >../known \
	2>"$CASE_BASE/tmp/said" || cat "$CASE_BASE/tmp/said"
cat ../known
READ_BELOW=$PWD/t READ_SLOW_US=30000 LD_PRELOAD=$shim \
	catalog verify --jobs=1 --max-time=1s >../out 2>../said
echo "status $?"
grep -c 'by the limit' ../said
catalog verify
