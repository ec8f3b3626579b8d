# that many at most
mkfile a 1
mkfile b 1
mkfile c 1
catalog -q scan --name test .
catalog find --type f --limit 2 --format=paths
catalog find --limit 0
catalog find --limit two
