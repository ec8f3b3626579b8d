# the totals only
mkfile a 5000 seed=1
mkfile b 5000 seed=1
mkfile c 400 seed=2
mkfile d 400 seed=2
mkfile e 400 seed=2
catalog -q scan --name test .
for format in table plain csv ndjson; do
	catalog dupes --summary --format=$format
done
catalog dupes --summary --format=table --bytes
catalog dupes --summary --min-size 1G --format=ndjson
catalog dupes --summary --format=paths
