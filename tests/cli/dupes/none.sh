# nothing on stdout, and no failure
mkfile a 5000 seed=1
mkfile b 5000 seed=2
: >empty1
: >empty2
catalog -q scan --name test .
catalog dupes --format=table
catalog dupes --format=ndjson
catalog dupes --quiet
