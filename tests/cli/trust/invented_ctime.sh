# ctimes that are invented at each mount, with the inodes
. "$CATALOG_TESTS/lib/trust.sh"
mount_tmpfs t
cd t || exit
plant_many .
bent STAT_CTIME=1000 -- catalog -q scan .
bent STAT_CTIME=1000 -- catalog -q dupes >"$CASE_BASE/groups"
rows >"$CASE_BASE/before"
bent STAT_CTIME=2000 STAT_INODES=1 -- catalog scan --format=ndjson . | counts
learned
rows | cmp - "$CASE_BASE/before" && echo same rows
echo content can still be read
mkfile new 400 seed=99
mkfile new2 400 seed=99
bent STAT_CTIME=3000 STAT_INODES=2 -- catalog scan --format=ndjson . | counts
bent STAT_CTIME=4000 STAT_INODES=3 -- catalog dupes --format=paths |
	grep -c /new
catalog problems
