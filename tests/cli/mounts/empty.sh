# The mount point is empty, or has files of its own by now: the volume is
# offline, says so by name, status 3, and nothing changes but that.
. "$CATALOG_TESTS/lib/scan.sh"
mount_loop ext4 8M disk
mkfile disk/photos/a 10
mkfile disk/photos/b 20
catalog scan -q --name=drawer disk/photos || fail "first scan: $?"
dump >want
umount disk || skip "cannot unmount"

try()
{
	echo "[$*]"
	catalog "$@" | cut -d, -f1-3
	echo "status ${PIPESTATUS[0]}"
	same_dump want "$*"
} 2>&1

try scan --format=csv disk/photos
try scan --format=csv disk
try scan --format=csv
mkdir disk/photos
try scan --format=csv disk/photos
mkfile disk/photos/a 77
try scan --format=csv disk/photos
rm -r disk
try scan --format=csv
try scan --format=csv disk/photos
catalog find --format=paths --type=f 2>/dev/null
remount_loop disk
catalog scan -q || fail "mounted again: $?"
same_dump want "mounted again"
