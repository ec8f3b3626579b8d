# a tree restored from a backup has other inodes too, but nobody knows that its
# content is the same: the volume stays trusted, the digests go
. "$CATALOG_TESTS/lib/trust.sh"
mount_tmpfs t
cd t || exit
plant_many .
catalog -q scan .
catalog -q dupes >"$CASE_BASE/groups"
sleep 0.1
for i in {0..3}; do
	cp -a "$i" "$i.new"
	rm -r "./$i"
	mv "$i.new" "$i"
done
catalog scan --format=ndjson . 2>/dev/null | jq -c '[.status, .removed]'
learned
sqlite3 -readonly "$CATALOG_DB" \
	'SELECT count(*) FROM entry WHERE content_id IS NOT NULL'
