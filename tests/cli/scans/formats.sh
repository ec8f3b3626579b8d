# the runs, newest first; masked: times
mkfile a 5000
mkfile sub/b 7000
catalog -q scan --name test .
rm a
mkfile c 10
catalog -q scan
catalog scans --format=ndjson | jq -c 'del(.started, .seconds)'
catalog scans --format=ndjson | jq -c 'keys_unsorted, (.seconds >= 0)' | head -n 2
catalog scans --format=csv | head -n 1
catalog scans --format=plain --limit 1 | cut -f3-14
COLUMNS=300 catalog scans --format=table |
	sed -E 's/[-0-9]{10} [0-9:]{5}/yyyy-mm-dd hh:mm/'
catalog scans --limit 0
catalog scans --format=paths
