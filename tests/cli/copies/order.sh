# by size: those of one size by path, however their directories were met; the
# smallest first; within sizes; and a limit is told of those, not of others
mkdir t t/z
echo 12345 >t/z/five
catalog -q scan --name disk t
mkdir t/a t/m
echo 54321 >t/m/five
echo 23451 >t/a/five
echo 345 >t/a/three
echo 7654321 >t/m/seven
catalog -q scan t
catalog -q dupes --summary >totals
show()
{
	catalog copies -q --sort size --format=paths "$@" | sed "s,$PWD/,,"
	echo
}
show
show --limit 2
show --reverse
show --reverse --limit 1
show --size -6 --limit 1
catalog copies -q --size -6 --summary --format=csv
