# Where A and a are one name, a file or directory renamed so is known by its
# new name only, though the old one still leads to it.
. "$CATALOG_TESTS/lib/dupes.sh"
. "$CATALOG_TESTS/lib/scan.sh"
need_shim fold

mkfile tree/Photo.JPG 10
mkfile tree/Holiday/one 5
mkfile tree/same 7
LD_PRELOAD=$shim catalog scan -q tree
mv tree/Photo.JPG tree/photo.jpg
mv tree/Holiday tree/holiday
LD_PRELOAD=$shim catalog scan -q tree
echo "status $?"
LD_PRELOAD=$shim catalog scan --format=plain tree | cut -f3
catalog find --format=paths
catalog problems --format=paths
sound
