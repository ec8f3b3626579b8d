# rot in every format
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
mkfile t/rots 2000 seed=1
mkfile t/copy 2000 seed=1
mkfile t/fine 2000 seed=2
catalog -q scan --name vol t
catalog -q hash --all
export READ_BELOW=$PWD/t READ_NAME=/rots READ_FLIP=99999
for format in table plain csv ndjson paths; do
	LD_PRELOAD=$shim COLUMNS=300 catalog verify -q --format=$format |
		sed "s|$PWD|PLACE|g; s/   *//g"
done
echo "- nothing wrong"
catalog verify --format=csv
echo "status $?"
echo "- nothing known"
rm "$CATALOG_DB"*
catalog verify
echo "status $?"
