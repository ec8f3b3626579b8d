# on a disk that spins or a share a small file is fetched whole with its head,
# since it may be alike; of a larger one only what is read
need_plain
need_cmd strace sqlite3
mkdir ../logs
for i in 1 2; do
	mkfile t/small$i 100000 seed=1
	mkfile t/large$i 300000 seed=2
done
# ahead COLUMN: what the kernel is asked to read before it is read
ahead()
{
	touch t/*
	catalog -q scan t
	sqlite3 "$CATALOG_DB" "UPDATE volume
		SET rotational = 0, network = 0; UPDATE volume SET $1"
	strace -f -qq -y -o ../logs/trace -e trace=fadvise64 \
		catalog dupes -q --summary
	sed -n 's|.*<.*/\([a-z]*[12]\)>, \(.*\), POSIX_FADV_WILLNEED.*|\1 \2|p' \
		../logs/trace | sort
}
for kind in "rotational = 1" "network = 1" "network = 0"; do
	echo "- $kind"
	ahead "$kind"
done
