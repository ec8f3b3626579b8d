# Where A and a are one name, a file or directory renamed so is known by its
# new name only, though the old one still leads to it.
. "$CATALOG_TESTS/lib/scan.sh"
mount_loop vfat 16M stick
mkfile stick/Photo.JPG 10
mkfile stick/Holiday/one 5
mkfile stick/same 7
catalog scan -q stick
mv stick/Photo.JPG stick/photo.jpg.new
mv stick/photo.jpg.new stick/photo.jpg
mv stick/Holiday stick/holiday.new
mv stick/holiday.new stick/holiday
[ -e stick/Photo.JPG ] || skip "this vfat tells A from a"
catalog scan -q stick
echo "status $?"
catalog scan --format=plain stick | cut -f3
catalog find --format=paths --type=f
sound
