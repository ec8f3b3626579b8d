# bytes decide: a file that changed since it was scanned proves nothing
mkfile a 5000
mkfile b 5000
mkfile c 5000
catalog -q scan --name test .
catalog dupes --verify --format=paths
poke c 100 X
catalog dupes --format=paths | wc -l
catalog dupes --verify --format=paths
echo "status $?"
catalog -q scan
catalog dupes --verify --format=paths
