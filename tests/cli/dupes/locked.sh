# another run: say so, unless nothing is left to read
mkfile a 5000
mkfile b 5000
catalog -q scan --name test .
exec 9>>"$CATALOG_DB.lock"
flock 9
catalog dupes 2>../err
echo "status $?"
grep -o 'another run holds the catalogue' ../err
grep -o 'with --no-hash.*' ../err
catalog -q dupes --no-hash
echo "status $?"
flock -u 9
catalog dupes --format=paths
flock 9
catalog dupes --format=paths
