# a root that is dropped takes its entries along, but for those of other roots
mkfile a/1 500
mkfile a/b/2 500
mkfile a/b/c/3 500
mkfile a/b/c/deep/4 500
mkfile a/e/5 500
mkfile d/6 500
catalog -q scan --name disk a
catalog -q scan --exclude '*.o' d
catalog -q scan a/b/c
catalog -q dupes --summary
catalog roots --format=paths
list()
{
	catalog find --format=paths "$@" | LC_ALL=C sort
	catalog check
}

catalog roots drop a
echo "status $?"
catalog roots drop a/b --yes
echo "status $?"
catalog roots drop a --yes
catalog roots --format=paths
list
catalog -q scan
list
catalog roots drop --keep d
list d
catalog -q scan
catalog roots drop --yes a/b/c
list
catalog sql "SELECT path FROM directories WHERE path GLOB '$PWD/*'"
catalog roots drop 'no such'
echo "status $?"
catalog roots
