# On a disk that spins files are read in the order in which they are there, or
# by inode number where the file system does not tell.
. "$CATALOG_TESTS/lib/dupes.sh"
need_plain
need_cmd strace sqlite3 filefrag
mkdir ../logs

# plant DIR: the last inode has the first blocks
plant()
{
	local i

	for i in $(seq 10 29); do
		: >"$1/f$i"
	done
	for i in $(seq 29 -1 10); do
		mkfile new 4000 seed="$i"
		dd if=new of="$1/f$i" conv=notrunc,fsync status=none
	done
	catalog -q scan --name="$1" "$1"
	sqlite3 "$CATALOG_DB" "UPDATE volume SET rotational = 1"
}

# reads DIR: the names in the order of reading.  The first read takes so long
# that all the others wait to be sorted.
reads()
{
	strace -f -qq -y -o ../logs/trace -e trace=pread64,preadv2 \
		-e inject=pread64,preadv2:delay_enter=400000:when=1 \
		catalog hash -q --all "$1" || fail "$1: status $?"
	sed -n 's|.*pread.*/\(f[0-9][0-9]\)>.*|\1|p' ../logs/trace | uniq
}

# on_disk DIR NAME...: the names in the order of their blocks
on_disk()
{
	local name dir=$1
	shift

	for name; do
		printf '%s %s\n' "$(filefrag -v "$dir/$name" | awk '
			$1 == "0:" { sub(/\..*/, "", $4); print $4 }')" "$name"
	done | sort -n | cut -d' ' -f2
}

# is_sorted: what came before the reader was busy is sorted by itself, one or
# some of the first by inode, and then all that waited meanwhile.  Names are in
# ../logs/inodes by inode and in ../logs/want in the order of reading.
is_sorted()
{
	local n

	for n in $(seq 20); do
		head -n "$n" ../logs/inodes >../logs/first
		{
			grep -F -f ../logs/first ../logs/want
			grep -v -F -f ../logs/first ../logs/want
		} | cmp -s - ../logs/got && return 0
	done
	return 1
}

try()
{
	plant "$1"
	reads "$1" >../logs/got
	[ "$(wc -l <../logs/got)" = 20 ] || fail "$1: $(cat ../logs/got)"
	sort ../logs/got >../logs/inodes
	mapfile -t names <../logs/inodes
	"$2" "$1" "${names[@]}" >../logs/want
	is_sorted || fail "$1: $(paste ../logs/want ../logs/got)"
}

# Sorted by name is by inode here.
by_inode() { shift; printf '%s\n' "$@"; }

for type in ext4 xfs; do
	command -v mkfs.$type >/dev/null || continue
	mount_loop $type 320M $type
	try $type on_disk
	sort ../logs/got | cmp -s - ../logs/got &&
		fail "$type: nothing to be sorted"
	umount $type
done
mount_tmpfs memory
try memory by_inode
