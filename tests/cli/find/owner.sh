# owners, groups and permissions, by number
mkfile a 1 mode=644
mkfile b 1 mode=4755
mkfile c 1 mode=600
mkdir d
chmod 1777 d
catalog -q scan --name test .
show()
{
	printf '%s:' "$*"
	catalog -q find --depth 1 --min-depth 1 --format=paths "$@" 2>&1 |
		sed "s|^$PWD/| |" | tr -d '\n'
	echo
}
show --mode 644
show --mode 0644
show --mode -644
show --mode /111
show --mode -111
show --mode /7000
show --mode /0
show --mode -0 --type f
me=$(id -u) mine=$(id -g)
for option in --owner="$me" --owner="$(id -un)" --owner="$me:$mine" \
	--owner=":$mine" --group="$mine" --group="$(id -gn)"; do
	catalog -q find --type f --count "$option"
done
catalog -q find --type f --count --owner=4294967294
catalog -q find --type f --count --not --owner=4294967294
for option in --owner=no-such-user --owner=: --owner= --group=no-such-group \
	--mode=888 --mode=u+q --mode=10000 --mode=-; do
	catalog find "$option"
done
