# small files are left out
mkfile a 5000 seed=1
mkfile b 5000 seed=1
mkfile c 400 seed=2
mkfile d 400 seed=2
catalog -q scan --name test .
catalog dupes --min-size 401 --format=paths
catalog dupes --min-size 400 --format=paths | wc -l
catalog dupes --min-size 1k --summary
catalog dupes --min-size much
