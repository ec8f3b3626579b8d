# A DIR that is missing, a file, a dangling link, empty, unreadable, or holds
# nobody's files.
. "$CATALOG_TESTS/lib/scan.sh"
: >file
ln -s nowhere dangling
mkdir good
: >good/x
for dir in missing file dangling '' file/below /proc good/../missing; do
	echo "[$dir]"
	catalog scan -- "$dir"
	echo $?
done 2>&1
# One that cannot be scanned does not keep the others from it.
catalog scan -q missing good
echo $?
paths
