# a second run opens no file; after some of them were touched it opens those,
# whatever else has their size
need_plain
need_cmd strace
mkdir ../logs
for i in $(seq 100 299); do
	mkfile "t/f$i" $((5000 + i / 2 % 7 * 9000)) seed=$((i / 2))
done
catalog -q scan t
catalog dupes --summary
# opened: the files that a report opens, each once
opened()
{
	strace -f -qq -e trace=open,openat,openat2 -o ../logs/trace \
		catalog dupes --summary
	grep -o 'f[12][0-9][0-9]"' ../logs/trace | sort -u
}
echo "- again"
opened
echo "- two touched"
touch -d 2021-01-01 t/f150 t/f151
catalog -q scan t
opened
echo "- one changed"
poke t/f200 4000 X
catalog -q scan t
opened
echo "- again"
opened
