# Only regular files are opened: whatever else there is, nobody waits for it.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
need_tools brute_groups
mkfile tree/a 20 seed=1
mkfile tree/b 20 seed=1
mkfifo tree/fifo
ln -s fifo tree/to_fifo
ln -s a tree/to_a
ln -s to_b tree/to_b
ln -s /dev/zero tree/to_zero
if [ "$(id -u)" = 0 ]; then
	mknod tree/null c 1 3 && mknod tree/zero c 1 5 && mknod tree/disk b 7 0
fi
run 0 timeout 60 catalog scan -q tree
check_groups "special files" 0 tree timeout 60
# A link as long as a file is large is not compared with it either.
ln -s 12345678901234567890 tree/link20
run 0 catalog scan -q tree
check_groups "links" 0 tree timeout 60
