# a full digest refines the head that is known here, although the other
# catalogue has a head of another length: what differed in it still does
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq sqlite3 xxh128sum
mount_tmpfs away
for seed in 1 2 3; do
	mkfile here/r$seed 20000 seed=$seed
done
mkfile away/r4 20000 seed=4
catalog -q scan --name=away --db=../other.db away
catalog -q hash --all --db=../other.db
catalog -q scan --name=away away
catalog -q scan here
catalog hash -q --format=ndjson | jq -c '[.status, .files, .bytes]'
# As schema version 1 read them.
for file in here/r? away/r4; do
	sqlite3 "$CATALOG_DB" "UPDATE content SET covered = 4096,
		digest = x'$(head -c 4096 "$file" | xxh128sum | cut -d' ' -f1)'
		WHERE id = (SELECT content_id FROM entry
			WHERE name = CAST('${file##*/}' AS BLOB))"
done
umount away || skip "cannot unmount"
catalog -q import ../other.db
sqlite3 -separator ' ' "$CATALOG_DB" 'SELECT covered, parent_id IS NULL
	FROM content ORDER BY covered, 2'
catalog dupes -q --candidates --format=ndjson
catalog hash -q --format=ndjson | jq -c '[.status, .files, .bytes]'
