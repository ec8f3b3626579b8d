# inode numbers that are new at each mount: learned, no change, no digest lost
. "$CATALOG_TESTS/lib/trust.sh"
mount_tmpfs t
cd t || exit
plant_many .
mkdir empty
catalog -q scan .
sleep 0.1
catalog dupes --summary --format=ndjson | jq -c .groups
rows >"$CASE_BASE/before"
learned
echo renumbered
bent STAT_INODES=1 -- catalog scan --format=ndjson . | counts
learned
rows | cmp - "$CASE_BASE/before" && echo same rows
echo again, with others
bent STAT_INODES=2 -- catalog scan --format=ndjson . | counts
rows | cmp - "$CASE_BASE/before" && echo same rows
catalog volumes --long --format=ndjson | jq -c .inodes_stable
echo what did change is found
touch -d '2019-03-03' 1/1
echo x >1/new
rm 2/2
bent STAT_INODES=3 -- catalog scan --format=ndjson . | counts
bent STAT_INODES=3 -- catalog dupes --format=ndjson |
	jq -c .state | sort | uniq -c
