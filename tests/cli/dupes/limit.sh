# the rest is still counted
export COLUMNS=300
mkfile a 5000 seed=1
mkfile b 5000 seed=1
mkfile c 400 seed=2
mkfile d 400 seed=2
catalog -q scan --name test .
catalog dupes --limit 1 --format=table
catalog dupes --limit 1 --format=paths
catalog dupes --limit 0 --format=table
catalog dupes --limit 0 --format=paths
catalog dupes --limit=-1
