# a file under another name keeps its digest: nothing is read again
mkfile a/one 5000 seed=1
mkfile a/two 5000 seed=1
mkfile a/other 5000 seed=2
catalog -q scan .
catalog dupes --summary
sleep 0.1
mv a/one a/renamed
mkdir b
mv a/two b/two
counts='[.added, .removed, .modified, .moved]'
catalog scan --format=ndjson . | jq -c "$counts"
# What has a digest needs no reading: --no-hash would not report it else.
catalog dupes --no-hash --format=paths | sed "s|$PWD|.|"
catalog scan --format=ndjson . | jq -c "$counts"
