# a tree and its own archive: every file is found, in one reading of each, with
# little memory, and a second report reads nothing
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd bsdtar
need_plain
need_tools spend
for i in $(seq 200); do
	mkdir -p t/$((i % 7))
	# what begins at random may look like an archive
	{
		echo "file $i"
		head -c $((20000 + i * 100)) /dev/urandom
	} >t/$((i % 7))/f"$i"
done
bsdtar --zstd -cf t.tar.zst t
catalog -q scan --archives .

# the bytes that the shell's children read so far
read_so_far()
{
	awk '/^rchar/ { print $2 }' /proc/$$/io
}

size=$(stat -c %s t.tar.zst)
n=$(read_so_far)
"$tools/spend" spent catalog dupes --members --summary
n=$(($(read_so_far) - n))
# the archive, the files, digests in a pipe, the catalogue
[ $n -gt $((size * 2)) ] || echo "$n bytes were read of twice $size"
[ $n -lt $((size * 5 / 2)) ] || echo "$n bytes were read for $size"
catalog dupes --members --format=paths | sed -n 's,.*/t.tar.zst//,,p' |
	sort >inside
(cd . && find t -type f | sort) | cmp - inside
n=$(read_so_far)
catalog dupes --members --summary
n=$(($(read_so_far) - n))
[ $n -lt $((size / 2)) ] || echo "the second report read $n bytes"
read -r _ memory <spent
[ "$memory" -lt 65536 ] || echo "$memory KiB"
