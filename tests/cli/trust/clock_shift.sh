# daylight saving on a file system that keeps local time: noted once, nothing
# written, and over again in autumn
. "$CATALOG_TESTS/lib/trust.sh"
mount_tmpfs t
cd t || exit
plant_many .
coarse=STAT_GRAIN_NS=2000000000
bent $coarse -- catalog -q scan .
bent $coarse -- catalog -q dupes >"$CASE_BASE/groups"
learned
rows >"$CASE_BASE/before"
echo summer
bent $coarse STAT_SHIFT=3600 STAT_INODES=1 -- catalog scan --format=ndjson . | counts
rows | cmp - "$CASE_BASE/before" && echo same rows
learned
seals >"$CASE_BASE/seals"
bent $coarse STAT_SHIFT=3600 STAT_INODES=1 -- catalog scan --format=ndjson . | counts
rows | cmp - "$CASE_BASE/before" && echo still the same
seals | cmp - "$CASE_BASE/seals" && cut -d'|' -f1 "$CASE_BASE/seals"
echo a change and a new file in summer, and both can be read
mkfile 1/1 20 seed=5 mtime='2021-07-01 12:00:01'
mkfile 1/new 20 seed=5 mtime='2021-07-01 12:00:01'
bent $coarse STAT_SHIFT=3600 STAT_INODES=1 -- catalog scan --format=ndjson . | counts
bent $coarse STAT_SHIFT=3600 STAT_INODES=1 -- catalog dupes --format=paths |
	grep -c '/1/\(1\|new\)$'
echo winter
bent $coarse STAT_INODES=2 -- catalog scan --format=ndjson . | counts
learned
catalog find new --format=ndjson | jq -r .mtime
catalog scans --long --format=ndjson | jq -c '[.scan, .clock_shift_ns]'
