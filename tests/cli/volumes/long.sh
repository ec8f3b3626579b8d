# what volumes are recognised by; masked: what differs
mount_tmpfs one size=1m
mkfile one/a 5000
catalog -q scan --name first one
catalog volumes --long --format=ndjson | jq -c 'keys_unsorted,
	(.identity |= sub(":.*:"; ":HOST:") |
	[.identity, .label, .granularity_ns, .inodes_stable, .network,
	(.first_seen | length)])'
COLUMNS=600 catalog volumes --long --format=table |
	sed -E 's/[-0-9]{10} [0-9:]{5}/yyyy-mm-dd hh:mm/g; s/place:[^:]*:/place:HOST:/
		s/MiB [0-9.]+ KiB/MiB FREE KiB/; s/[0-9.]+%/N%/' |
	tr -s ' '
echo 'a line for each value where the terminal is narrow'
COLUMNS=80 catalog volumes --long --format=table | cut -d' ' -f1
