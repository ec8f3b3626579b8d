# The directory of a root is gone while its volume is there: it may have been
# moved, so its entries are kept, and each scan of all roots says so with status
# 3 until it is back or dropped.
. "$CATALOG_TESTS/lib/scan.sh"
mount_loop ext4 8M disk
mkfile disk/keep/x 10
mkfile disk/top/photos/a 10
mkfile disk/top/photos/b 10
catalog scan -q --name=drive disk/keep
catalog scan -q disk/top/photos
list()
{
	catalog find --format=paths --type=f 2>/dev/null
}
rm -r disk/top/photos
echo '[gone]'
catalog scan --format=ndjson | jq -c '[.root, .status, .removed]'
catalog scan -q
echo "status $?"
list
catalog scan -q disk/top/photos
echo "status $?"
echo '[a file has its name]'
: >disk/top/photos
catalog scan -q
echo "status $?"
list
rm disk/top/photos
echo '[back]'
mkfile disk/top/photos/a 10
catalog scan -q
echo "status $?"
list
echo '[dropped]'
rm -r disk/top
catalog -q roots drop --yes disk/top/photos
echo "status $?"
catalog scan -q
echo "status $?"
list
sound
