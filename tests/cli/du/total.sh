# a last row for all together: what lies in another, was named twice or has a
# link in each counts once
. "$CATALOG_TESTS/lib/formats.sh"
need_cmd jq
mkfile t/a/1 4096 seed=1
mkfile t/a/sub/2 8192 seed=2
mkfile t/b/3 12288 seed=3
mkfile $'t/b/total\xff' 16384 seed=4
ln t/a/1 t/b/link
ln t/a/1 t/a/sub/again
mount_tmpfs u
mkfile u/1 20480
catalog -q scan --name disk t
catalog -q scan --name other u
every_format du --total t/a t/b
same()
{
	local got want

	got=$(catalog du --format=ndjson --total "$@" | tail -n 1)
	want=$(shift $((${#} / 2)) && find "$@" -type f -printf '%D:%i %s\n' |
		sort -u | awk '{ n++; b += $2 } END { print n, b }')
	[ "$(jq -r '"\(.files) \(.apparent)"' <<<"$got")" = "$want" ] ||
		echo "du $*: $got, not $want"
}
both()
{
	same "$@" "$@"
}
both t/a t/b
both t/a t/a/sub
both t/a/sub t/a
both t t/a t/b t/a/sub
both t/a/1 t/a/1 t/b/3
both t/b/3 t/b
both t/a t/b u
both u u/1
echo "limits, orders, growth"
catalog -q du -c -n 1 t/a t/b | cut -f 1,3-5
catalog -q du -c --sort files --reverse t/a t/b | cut -f 1,3-5
catalog -q du --total --all t/b | tail -n 1 | cut -f 1,3-5
mkfile t/a/new 1000 seed=5
catalog -q scan
catalog -q du --total --since 2100-01-01 t/a t/b | cut -f 1-6
catalog -q du --total --since 1h --format=ndjson t/a/1 t/a t/b | tail -n 1 |
	jq -c '[.growth, .apparent, .files]'
