# The catalogue's disk is full while files are read: said so, nothing is lost,
# and with more room the work goes on.
. "$CATALOG_TESTS/lib/dupes.sh"
need_root
need_cmd jq sqlite3
need_tools brute_groups
mount_tmpfs db size=4m
export CATALOG_DB=$PWD/db/catalog.db
mkdir -p all/tree
# Two of each: every file needs a digest of its own pair.
seq -f %09.0f 6000 | split -a 4 -l 1 - all/tree/a
cp -r all/tree all/tree2
run 0 catalog scan -q all
used=$(df --output=used -k db | tail -n 1)
mount -o "remount,size=$((used + 600))k" db || skip "cannot resize a tmpfs"
catalog dupes -q --format=ndjson >../json 2>../said
echo "status $?"
grep -o "^catalog: cannot write the catalogue" ../said
grep -o "no space left on its file system" ../said
[ -s ../json ] && fail "a report in spite of it"
[ "$(sqlite3 "$CATALOG_DB" 'PRAGMA integrity_check')" = ok ] || fail "damaged"
mount -o remount,size=64m db
run 0 catalog scan -q all
check_groups "with room" 0 all
