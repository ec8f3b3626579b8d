# a catalogue of schema version 1 is read as it is, and copied before a run
# writes to it; sizes whose heads it has are read on like these, so that what is
# known of a drive that is away stays of use
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq sqlite3 xxh128sum
mount_tmpfs away
for size in 300000 3000000; do
	mkfile here/twin_a_$size $size seed=1
	mkfile here/twin_b_$size $size seed=1
	mkfile away/alone_$size $size seed=2
done
mkfile here/small_a 5000 seed=3
mkfile here/small_b 5000 seed=3
catalog -q scan here
catalog -q scan --name=drawer away
catalog -q dupes --summary

# old_ends FILE: what version 1 read first of a file
old_ends()
{
	head -c 4096 "$1"
	[ "$(stat -c %s "$1")" -le 1048576 ] || tail -c 4096 "$1"
}

hash_of() { xxh128sum | cut -d' ' -f1; }
unhex() { printf %b "$(sed 's/../\\x&/g')"; }

# old_step FILE: the digest of its first mebibyte stands for its ends, too
old_step()
{
	printf '%s%s' "$(old_ends "$1" | hash_of)" \
		"$(head -c 1048576 "$1" | hash_of)" | unhex | hash_of
}

# put_back FILE COVERED: what was read of it in part, as it was
put_back()
{
	sqlite3 "$CATALOG_DB" "
		CREATE TEMP TABLE up AS WITH RECURSIVE up (id) AS (
			SELECT content_id FROM entry
			WHERE name = CAST('${1##*/}' AS BLOB)
			UNION ALL
			SELECT c.parent_id
			FROM up JOIN content AS c ON c.id = up.id
			WHERE c.parent_id IS NOT NULL)
		SELECT id FROM up;
		UPDATE content SET digest = x'$(old_step "$1")'
		WHERE id IN (SELECT id FROM up)
		AND covered = 1048576 AND covered < size;
		UPDATE content
		SET covered = $2, digest = x'$(old_ends "$1" | hash_of)'
		WHERE id IN (SELECT id FROM up) AND parent_id IS NULL"
}
for name in here/twin_a away/alone; do
	put_back ${name}_300000 4096
	put_back ${name}_3000000 8192
done
sqlite3 "$CATALOG_DB" "
	UPDATE content SET parent_id = NULL WHERE size = 5000;
	DELETE FROM content WHERE size = 5000 AND covered < size;
	PRAGMA user_version = 1"
cp away/alone_* ../
umount away || skip "cannot unmount"
groups() { catalog dupes -q "$@" --format=ndjson |
	jq -c '[.size, .state, .copies]'; }
copies_beside() { find "${CATALOG_DB%/*}" -name '*.backup-*' -printf '%f\n' |
	sed 's/-v1-[0-9TZ]*$/-v1-WHEN/'; }
echo "- as it is"
groups --no-hash
catalog check -q --full
catalog where --format=plain ../alone_300000 2>/dev/null | cut -f2
sqlite3 "$CATALOG_DB" 'PRAGMA user_version'
copies_beside
echo "- with new files"
for size in 300000 3000000; do
	cp ../alone_$size here/as_away_$size
	cp here/twin_a_$size here/twin_c_$size
	mkfile here/other_$size $size seed=4
done
cp here/small_a here/small_c
mkfile here/small_other 5000 seed=5
mkfile here/new_size_a 300001 seed=6
mkfile here/new_size_b 300001 seed=7
echo half >"$CATALOG_DB.backup-v1-$(date -u +%Y%m%d).part" # a run was killed
catalog -q scan here
catalog hash -q --format=ndjson | jq -c '[.status, .files, .bytes]'
groups --no-hash
groups --candidates
copies_beside
catalog check -q --full
echo "- what it was and what it is"
for db in "$CATALOG_DB".backup-v1-* "$CATALOG_DB"; do
	sqlite3 "$db" 'PRAGMA user_version'
	sqlite3 -separator ' ' "$db" 'SELECT DISTINCT size, covered
		FROM content WHERE covered < size ORDER BY size, covered'
done
