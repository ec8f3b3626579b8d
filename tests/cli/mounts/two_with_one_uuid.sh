# Two mounted file systems with one UUID: neither is scanned, with a word on
# how to tell them apart; a marker on one of them does.
. "$CATALOG_TESTS/lib/scan.sh"
mount_loop ext4 8M disk
mkfile disk/x 10
catalog scan -q --name=disk disk
dump >want
umount disk || skip "cannot unmount"
dd if="$CASE_BASE/disk.img" of="$CASE_BASE/copy.img" status=none
remount_loop disk
remount_loop copy
mkfile copy/only-here 5
try()
{
	echo "[$*]"
	catalog "$@" 2>&1 | sed -E 's/uuid:[-0-9a-f]+/uuid:X/g'
	echo "status ${PIPESTATUS[0]}"
}
try scan -q disk
try scan -q copy
try scan -q
same_dump want "two of them"
echo 'the copy' >copy/.catalog-volume
try scan -q copy
catalog find --format=ndjson --type=f | jq -c '[.volume, .path]' | sort
try scan -q
umount copy
try scan -q disk
try scan -q
catalog find --format=ndjson --type=f 2>/dev/null |
	jq -c '[.volume, .path, .online]' | sort
