# backwards over volumes: the last one first, also when one is away, and where
# one is mounted inside another
mount_tmpfs outer
mkfile outer/a/x 1
mkfile outer/z 2
mount_tmpfs outer/inner
mkfile outer/inner/b/y 3
mount_tmpfs away
mkfile away/c/w 4
catalog -q scan --name outer outer
catalog -q scan --name inner outer/inner/b
catalog -q scan --name away away
umount away || skip "cannot unmount"
turned()
{
	catalog -q find --format=paths "$@" >forwards
	catalog -q find --format=paths --reverse "$@" >backwards
	tac forwards | cmp - backwards
	printf '%s:\n' "$*"
	sed "s|^$PWD/||" backwards
}
turned
turned --volume inner --volume away
turned --online
turned --under outer --under away/c
turned --limit 100 --depth 1
