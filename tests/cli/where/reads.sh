# how much is read: nothing of an unknown size, both ends if those are unlike
need_plain
need_cmd strace
mkfile in/a 100000 seed=1
mkfile in/b 100000 seed=1
catalog -q scan --name disk in
catalog -q dupes --summary
reads()
{
	strace -f -y -o ../trace -e trace=read,pread64,preadv,preadv2 \
		catalog where -q --format=plain "$@" | cut -f 1-2 | sort -u
	grep "/w/${1#*/}>" ../trace | awk -v n=0 '{ n += $NF } END { print n }'
	grep "/w/in/" ../trace && echo "it reads the catalogue's files"
	return 0
}
mkfile own_size 99999 seed=1
mkfile unlike 100000 seed=2
mkfile alike 100000 seed=1
poke alike 50000 x
mkfile same 100000 seed=1
reads own_size
reads unlike
reads alike
reads same
