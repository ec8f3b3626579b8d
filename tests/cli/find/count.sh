# only how many, in every format
mkfile a 1
mkfile b 1
catalog -q scan --name test .
catalog find --type f --count
catalog find --type f -c --format=ndjson
catalog find --type f -c --format=csv
catalog find --type f -c --format=table
catalog find -c nothing
catalog find -c -n 1
catalog find -c --format=paths
