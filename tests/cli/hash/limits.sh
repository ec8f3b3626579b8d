# limits: what was begun is read to its end, the next run goes on, and where
# most could be reclaimed comes first
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
hash() { catalog hash --format=ndjson "$@" |
	jq -c '[.status, .files, .bytes, .digests]'; }
groups() { catalog dupes -q --no-hash --format=ndjson |
	jq -c '[.size, .copies]'; }
mkfile t/big1 3500 seed=1
mkfile t/big2 3500 seed=1
for i in 1 2 3 4 5; do
	mkfile t/many$i 1500 seed=2
done
mkfile t/alone 9000
catalog -q scan t
echo "- 4 * 1500 is more than 1 * 3500"
hash --max-bytes=6001
groups
echo "- a file larger than the limit has its turn"
hash --max-bytes=1
groups
hash --max-bytes=1
groups
hash --max-bytes=1
echo "- everything, also what has no twin"
hash --all
hash --all
catalog find alone --format=ndjson | jq -r .digest
echo "- a second is enough for all of it, no time for none"
touch -d '2021-01-01' t/big1 t/big2
catalog -q scan t
hash --max-time=1h
echo "- speed"
touch -d '2022-01-01' t/big1 t/big2
catalog -q scan t
began=$(date +%s%N)
hash --bandwidth=14000
took=$((($(date +%s%N) - began) / 1000000))
[ $took -ge 400 ] || fail "7000 bytes took $took ms"
for wrong in --max-time=0 --max-time=soon --max-time=5y --jobs=0 \
	--max-bytes=x nowhere; do
	catalog hash "$wrong"
	echo "status $?"
done
catalog hash --format=paths
