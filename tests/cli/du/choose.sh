# volumes, paths, depths, limits, formats; what is not known
mkfile t/a/x 1000 seed=1
mkfile t/b/y 2000 seed=2
mkfile t/b/c/z 4000 seed=3
catalog du
echo "status $?"
catalog -q scan --name disk t
cut=$PWD/
echo 'no operand'
catalog du | cut -f1,3,5
echo 'paths'
catalog du t/a t/b | cut -f1,3- | sed "s,$cut,,"
catalog du --depth 1 t -n 2 --format=paths | sed "s,$cut,,"
catalog du -n 0 t
(cd t && catalog du --depth=1 b --format=csv) | cut -d, -f1,3- | sed "s,$cut,,"
COLUMNS=300 catalog du -d1 t --format=table | sed "s,$cut,," | tr -s ' ' |
	sed -E 's/(iB|B) [0-9.]+ [KM]?i?B/\1 ALLOCATED/'
catalog du "disk:${PWD#/}/t/b" | cut -f1
catalog du -0 t/a | tr '\0' '\n' | sed "s,$cut,,"
echo 'unknown'
catalog du t/q 2>&1 | sed "s,$cut,,"
catalog du t/a/x | cut -f1,3,4
echo "status $?"
catalog du --since tomorrow
echo "status $?"
catalog du --depth -1
echo "status $?"
