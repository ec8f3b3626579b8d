# several places are one answer: sorted and limited as a whole, each change once
need_cmd jq
mkfile t/a/1 100
mkfile t/b/1 100
mkfile t/c/1 100
catalog -q scan --name disk t
mount_tmpfs u
mkfile u/1 100
catalog -q scan --name other u
for i in 1 2 3; do
	mkfile "t/a/n$i" $((i * 1000)) seed=$i
	mkfile "t/b/n$i" $((i * 1000 + 500)) seed=$i
	mkfile "t/c/n$i" $((i * 1000 + 700)) seed=$i
	mkfile "u/n$i" $((i * 1000 + 600)) seed=$i
	catalog -q scan
done
mv t/a/1 t/b/moved
rm t/b/n1 t/a/n2
catalog -q scan
all()
{
	catalog changes --format=ndjson "$@"
}
is_same()
{
	local options=("$@")

	# What all changes hold of a and b, in that order, is what both give.
	all "${options[@]}" | jq -c 'select([.path, .old_path] | map(. // "")
		| any(test("/t/[ab]/|/u/")))' >want
	all "${options[@]}" t/a t/b u t/b/n2 >got
	[ -s want ] || fail "nothing"
	cmp want got || { echo "${options[*]}"; diff want got; }
	head -n 4 want | diff - <(all "${options[@]}" -n 4 u t/b t/a)
}
for order in time path size; do
	is_same --sort $order
	is_same --sort $order --reverse
done
is_same --size +2500 --sort size
is_same --scan 6..
all --sort size -n 5 t/a t/b u | jq -r '"\(.size) \(.change) \(.path)"'
