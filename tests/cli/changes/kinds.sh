# each kind of change, in each format; a first scan has none
mkfile a/one 1000 seed=1
mkfile a/two 2000 seed=2
mkfile a/three 3000 seed=3
mkfile d/x 10 seed=4
mkfile d/y 20 seed=5
catalog -q scan --name disk .
catalog changes
echo "status $?"
mv a/one a/uno
rm a/two
mkfile a/three 3500 seed=6
mkfile $'new\n\xff' 5
mv d e
catalog -q scan
catalog changes --format=ndjson | jq -c 'del(.time, .path_base64) |
	if .type == "d" then del(.size, .old_size) else . end' | LC_ALL=C sort
catalog changes --format=ndjson | jq -c 'keys_unsorted, (.time | length)' |
	sort -u
catalog changes --format=ndjson | jq -r '.path_base64 // empty' |
	base64 -d | tail -c 5 | od -An -tx1
catalog changes --format=plain --sort path a | cut -f1-8
COLUMNS=300 catalog changes --format=table --sort path a |
	sed -E 's/[-0-9]{10} [0-9:]{5}/yyyy-mm-dd hh:mm/' | tr -s ' '
catalog changes -0 --sort path a/two a/uno | tr '\0' '\n'
catalog check
