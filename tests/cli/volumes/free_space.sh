# free space is that of this moment
mount_tmpfs one size=1m
catalog -q scan --name first one
a=$(catalog volumes --format=ndjson | jq .free)
mkfile one/a 500000
b=$(catalog volumes --format=ndjson | jq .free)
[ $((a - b)) -ge 500000 ]
