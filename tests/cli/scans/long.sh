# all that is known of a run; masked: times, host and pid
mkfile a 5000
catalog -q scan --name test .
catalog scans --long --format=ndjson | jq -c 'keys_unsorted, .skipped,
	(.pid > 0), (.host | length > 0), (.finished >= .started)'
COLUMNS=300 catalog scans -l --format=table | head -n 1 | tr -s ' '
