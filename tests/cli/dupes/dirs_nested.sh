# nothing is told twice; a directory that was not read in full is in no group
. "$CATALOG_TESTS/lib/dupes.sh"
for top in a b c; do
	mkfile $top/x/1 1000 seed=1
	mkfile $top/x/y/2 1000 seed=2
	mkfile $top/z/3 1000 seed=3
done
mkfile c/own 1000 seed=4
mkdir -p d
cp -a a/x d/
show()
{
	catalog dupes -q --dirs --format=plain | cut -f 1-2,8,10
}
catalog -q scan --name disk .
show
echo "- what a is no longer equal to"
: >a/x/y/new
catalog -q scan
show
echo "- unreadable"
need_root
rm a/x/y/new
chmod 0 b/x/y
as_user bash -c 'catalog -q scan
	catalog dupes -q --dirs --format=plain | cut -f 1-2,8,10
	catalog dupes --dirs --summary
	echo "status $?"'
