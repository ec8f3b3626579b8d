# archives as a whole: what holds the same files, which directory is in which
# archive, and the other way round
need_cmd bsdtar zip
mkfile pics/a/1 5000 seed=1
mkfile pics/a/2 6000 seed=2
mkfile pics/b/3 7000 seed=3
mkfile pics/b/empty 0
mkfile renamed/x/one 5000 seed=1
mkfile renamed/two 6000 seed=2
mkfile lone/own 12345 seed=9
mkfile lone/too 2345 seed=10
mkfile half/own 12345 seed=9
mkfile half/not 100 seed=11
mkdir arc
bsdtar --zstd -cf arc/pics.tar.zst pics
(cd pics && zip -qrX0 ../arc/in.zip a b)
bsdtar -C pics -cf arc/in.tar a b
bsdtar -cf arc/more.tar lone
rm -r lone/too
mkfile lone/sub/ditto 2345 seed=10
touch -d 2021-01-01 arc/*
catalog -q scan --archives --name test .
export COLUMNS=300
catalog dupes --members --dirs --sort=path --format=plain
echo "== table"
catalog dupes --members --dirs --format=table
echo "== ndjson"
catalog dupes --members --dirs --format=ndjson --sort=size --limit 1
echo "== of archives alone"
catalog dupes --members --dirs --format=paths arc
echo "== a directory that is half there"
catalog dupes --members --dirs half arc/more.tar
echo "== without members"
catalog dupes --dirs --format=paths
echo "== one that is cut off is equal to nothing"
truncate -s 20000 arc/in.tar
catalog -q scan --archives
catalog -q dupes --members --dirs --format=paths pics arc
