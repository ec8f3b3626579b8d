# A catalogue on a disk that cannot be written: scanning says so, asking works.
. "$CATALOG_TESTS/lib/scan.sh"
mount_tmpfs disk
mkdir d
: >d/x
catalog --db=disk/c.db scan -q d
mount -o remount,ro disk
catalog --db=disk/c.db scan d
echo $?
catalog --db=disk/c.db find --format=paths x
echo $?
catalog --db=disk/new.db scan d
echo $?
