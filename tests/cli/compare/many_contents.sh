# contents that are summed up by two threads
need_cmd sqlite3
mkfile a/f 1 seed=1
mkfile b/f 2 seed=2
catalog -q scan a b
sqlite3 "$CATALOG_DB" "
	CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL
		SELECT i + 1 FROM n WHERE i < 8000) SELECT i FROM n;
	INSERT INTO content (id, size, covered, digest, copies, volumes)
	SELECT i, 1000 + i % 5000, 1000 + i % 5000,
		CAST(printf('%016d', i) AS BLOB), 1 + (i % 2 = 0), 1
	FROM n;
	INSERT INTO entry (dir_id, name, size, mtime, lag, inode, attribute_id,
		nlink, blocks, content_id)
	SELECT d.id, CAST(printf('%05d', i) AS BLOB), 1000 + i % 5000, 0, 0,
		(1 << 48) + d.id * 10000 + i, a.id, 1, 8, i
	FROM n, directory AS d, attribute AS a
	WHERE (d.name = x'61' AND i % 4 <> 3 OR d.name = x'62' AND i % 4 <> 1)
		AND a.mode & 61440 = 32768;"
for sides in 'a b' 'b a'; do
	# shellcheck disable=SC2086
	catalog compare $sides >out
	echo "$sides: $?, $(wc -l <out) rows"
	sed -n '1p; 2000p; $p' out | cut -f 1,2,6
	# shellcheck disable=SC2086
	catalog compare --limit 1 --format=table $sides | grep -v /
done
