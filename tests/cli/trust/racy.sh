# written twice within one granule, with a scan between: the second is read
. "$CATALOG_TESTS/lib/trust.sh"
mount_tmpfs t
cd t || exit
plant_many .
mkfile a 3000 seed=1
mkfile b 3000 seed=1
coarse=STAT_GRAIN_NS=2000000000
bent $coarse -- catalog -q scan .
bent $coarse -- catalog dupes --min-size 3000 --format=paths | sed "s|$PWD|.|"
# As early in a granule as may be.
while [ $(($(date +%s) % 2)) = 1 ]; do sleep 0.02; done
yes other | head -c 3000 >a
bent $coarse -- catalog -q scan .
{
	bent $coarse -- catalog dupes --min-size 3000 --format=paths
} >got &
sleep 0.1
yes catalog test data, seed 1 | head -c 3000 >a
wait
echo after both
bent $coarse -- catalog -q scan .
bent $coarse -- catalog dupes --min-size 3000 --format=paths | sed "s|$PWD|.|"
cmp a b && echo alike
