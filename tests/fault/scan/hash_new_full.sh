# scan --hash of a new catalogue whose disk is full or fails: a word about it,
# and a whole catalogue or none.
. "$CATALOG_TESTS/lib/hash_new.sh"
need_tools brute_groups
need_cmd strace
need_plain

# there: is anything there of a catalogue, but for the lock?
there()
{
	find "${CATALOG_DB%/*}" -maxdepth 1 -name 'catalog.db*' \
		! -name '*.lock' -printf '%f\n' |
		sed 's/draft-[[:alnum:]]*/draft-X/' | sort | tr '\n' ' '
}

plant_hashable tree

echo "# a disk that does not take it"
for n in 1 5 10 15 20 25 30 40 50 60; do
	drop_catalogue
	strace -f -qq -o trace -e trace=pwrite64 \
		-e inject=pwrite64:error=ENOSPC:when=$n+ \
		catalog scan -q --hash tree >out 2>err
	status=$?
	case $status:$(there) in
	0:"catalog.db ") ;;
	4:) ;;
	*) fail "write $n: status $status, there: $(there): $(cat err)" ;;
	esac
	[ $status = 0 ] || [ -s err ] || fail "write $n: not a word"
	run 0 catalog scan -q --hash tree
	check_groups "write $n" 0 tree
	sound_contents
done
mount_tmpfs small size=64k
export CATALOG_DB=$PWD/small/catalog.db
for k in 64 128 192 256 320; do
	drop_catalogue
	mount -o remount,size=${k}k small
	catalog scan -q --hash tree 2>err
	status=$?
	case $status:$(there) in
	0:"catalog.db "*) ;;
	4:*) [ -s err ] || fail "$k: not a word" ;;
	*) fail "$k KiB: status $status, there: $(there): $(cat err)" ;;
	esac
	if [ -e "$CATALOG_DB" ]; then
		sound_contents
	fi
	mount -o remount,size=64m small
	run 0 catalog scan -q --hash tree
	check_groups "$k KiB" 0 tree
	sound_contents
done
