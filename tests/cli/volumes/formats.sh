# what is known of each; masked: what differs from machine to machine
mount_tmpfs one size=1m
mkfile one/a 5000
mkfile one/sub/b 7000
ln one/a one/link
catalog -q scan --name first one
catalog volumes --format=ndjson | jq -c '.free |= (. < 1048576) |
	del(.last_scan, .last_seen)'
catalog volumes --format=ndjson | jq -c keys_unsorted
catalog volumes --format=csv | head -n 1
catalog volumes | cut -f1,3,4,5,6,8,9,12
COLUMNS=300 catalog volumes --format=table |
	sed -E 's/[-0-9]{10} [0-9:]{5}/yyyy-mm-dd hh:mm/; s/[0-9.]+ KiB/KiB/g' |
	tr -s ' '
catalog volumes --format=paths
