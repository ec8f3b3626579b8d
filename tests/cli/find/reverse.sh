# backwards in the order of paths: the same, from the last to the first
need_cmd bsdtar
mkfile a/x 30
mkfile a/y/deep 7
mkfile a-b/x 10
mkfile 'a b' 20
mkfile B 40
mkfile one/only 1
mkdir a/empty
mkfile z/one 3
mkfile z.one 4
mkfile .hidden/h 6
mkfile in/m/one 1
mkfile in/m.one 2
bsdtar --format=ustar -cf a/in.tar in
rm -r in
long=chain
for i in $(seq 60); do
	long=$long/$i
done
mkfile "$long/end" 5
catalog -q scan --archives --name test .
turned()
{
	catalog -q find --format=paths "$@" >forwards
	catalog -q find --format=paths --reverse "$@" >backwards
	tac forwards | cmp - backwards
	printf '%s of: %s\n' "$(wc -l <backwards)" "$*"
	for n in 1 3; do
		catalog -q find --format=paths --reverse --limit "$n" "$@" |
			cmp - <(head -n "$n" backwards)
	done
}
show()
{
	printf '%s:\n' "$*"
	catalog -q find --format=paths "$@" | sed "s|^$PWD/||"
}
turned
turned --type f
turned --type d
turned --depth 1
turned --depth 49
turned --min-depth 50
turned --size +5
turned --glob "$PWD/z*" --path
turned --under a
turned --under a --under a/y --under 'a b' --under chain/1
turned --under B
turned --under a/in.tar
turned --not --type d --hidden
turned --members
turned --under a/in.tar//
show --reverse --under a --under a-b
show --reverse --under a --limit 2
show --reverse --limit 3
