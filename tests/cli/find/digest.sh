# the digest of a file that was read in full, else none
mkfile a 40000 seed=1
mkfile b 40000 seed=1
mkfile c 50000 seed=1
catalog -q scan --name test .
catalog find --glob '[abc]' --format=ndjson | jq -c '[.path, .digest]'
catalog -q dupes --summary
catalog find --glob '[abc]' --format=ndjson | jq -c '[.path, .digest]'
