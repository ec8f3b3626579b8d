# --bandwidth holds for what is in archives, too, and an archive that takes
# longer than --max-time is gone on with
. "$CATALOG_TESTS/lib/dupes.sh"
need_plain # a sanitizer takes its own time
need_cmd jq bsdtar
hash() { catalog hash --members --format=ndjson "$@" |
	jq -c '[.status, .files, .digests]'; }
for i in 1 2 3 4; do
	mkfile in/$i $((100000 + i)) seed="$i"
done
bsdtar -cf in.tar in
bsdtar -cf other.tar in/3 in/4 in/2 in/1
rm -r in
catalog -q scan --archives .
echo "- cut off"
hash --bandwidth=200K --max-time=1s >../first
jq -c '.[0]' ../first
n=$(jq '.[2]' ../first)
case $n in
[1-3]) ;;
*) fail "$n members in a second" ;;
esac
echo "- the rest"
began=$(date +%s%N)
hash --bandwidth=800K >../rest
took=$((($(date +%s%N) - began) / 1000000))
[ $((n + $(jq '.[2]' ../rest))) = 8 ] ||
	fail "first $n, then $(cat ../rest)"
[ $took -ge 700 ] || fail "800 KB took $took ms"
catalog dupes --members --summary --format=ndjson | jq .groups
