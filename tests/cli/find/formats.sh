# what programs get; masked: what differs from machine to machine
mkfile a 40000 mode=640
ln -s nowhere link
mkfifo -m 600 pipe
touch -hd '2020-01-01 00:00:00' link pipe
touch -d '2020-01-01 00:00:00' .
catalog -q scan --name test .
catalog find --format=plain | cut -f1-3,8,14 | sort
catalog find | cut -f1-3,8,14 | sort | cmp - <(catalog find --format=plain |
	cut -f1-3,8,14 | sort)
catalog find a --format=csv | head -n 1
catalog find --glob a --format=csv | tail -n 1 |
	cut -d, -f1-4,6,8,12-
catalog find --glob a --format=ndjson | jq -c 'del(.allocated, .ctime, .uid,
	.gid, .inode)'
catalog find --glob a --format=ndjson | jq -c 'keys_unsorted'
catalog find --glob link --format=paths
