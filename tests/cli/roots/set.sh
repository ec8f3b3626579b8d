# the options of a root, listed and changed; masked: times
mkfile a/1.o 500
mkfile a/2.c 500
show()
{
	catalog roots --format=ndjson | jq -c '[.path, .volume, .online,
		.status, .entries, .exclude, .all_volumes]'
}
catalog roots
catalog -q scan --name disk --exclude '*.o' --exclude $'\xff"' a
show
catalog roots --format=ndjson | jq -c keys_unsorted
COLUMNS=300 catalog roots --format=table |
	sed -E 's/[-0-9]{10} [0-9:]{5}/yyyy-mm-dd hh:mm/' | tr -s ' '
catalog roots set a
echo "status $?"
catalog roots set a --no-exclude -x '*.c'
echo "status $?"
catalog roots set a -A --one-volume
echo "status $?"
catalog roots set a --all-volumes
show
catalog roots set a -x '*.c'
show
catalog -q scan
catalog find --type f --format=paths
catalog roots set --one-volume --no-exclude disk:"${PWD#/}"/a || true
catalog roots set --one-volume --no-exclude a
show
catalog roots nonsense
echo "status $?"
catalog roots --format=csv --no-header drop
echo "status $?"
