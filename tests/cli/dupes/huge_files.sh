# Sizes and offsets that do not fit 31 or 32 bits.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
# On a tmpfs holes are read at 10 GB/s and without filling the page cache.
huge=
if [ "$(id -u)" = 0 ]; then
	mount_tmpfs files size=64M
	huge=yes
fi
mkdir -p files

# hole NAME SIZE [OFFSET TEXT]
hole()
{
	truncate -s "$2" "files/$1"
	[ $# = 2 ] || printf %s "$4" |
		dd of="files/$1" bs=1 seek="$3" conv=notrunc status=none
}

# For each size: what differs at the head, at the tail, is told by that alone.
for size in 2147483647 2147483648 4294967296 4294967297; do
	hole "head$size" "$size" 100 x
	hole "tail$size" "$size" $((size - 100)) x
done
# And these have to be read: two are equal, the third is not, 5 bytes behind
# where a 31-bit offset ends.
hole a 2147483747
hole b 2147483747
hole c 2147483747 2147483653 x
# One size modulo 2^32, two contents.
hole small 5000
hole large $((4294967296 + 5000))
if [ -n "$huge" ]; then
	hole d 4294967399
	hole e 4294967399
	hole f 4294967399 4294967301 x
fi
run 0 catalog scan -q files
run 0 catalog dupes -q --format=ndjson |
	jq -c '[.size, .wasted, [.files[].path | split("/")[-1]]]' >../groups
printf '%s\n' ${huge:+'[4294967399,4294967399,["d","e"]]'} \
	'[2147483747,2147483747,["a","b"]]' | diff - ../groups
catalog find -q --type f --size +2147483646 --format=ndjson |
	jq -r 'select(.path | test("head|tail")) | .size' | sort -n | uniq -c
catalog find -q --size 4294967297 --format=paths | wc -l
