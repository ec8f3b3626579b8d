# two threads find what one does, also of files whose links are in both halves;
# what is inserted has inode numbers that no file of t can have
need_cmd jq sqlite3 taskset
[ "$(nproc)" -gt 1 ] || skip "needs two processors"
for i in {1..40}; do mkfile "t/$i/f" $((i * 100)) seed="$i"; done
mkfile t/1/linked.one 77777
ln t/1/linked.one t/40/linked.two
ln t/40/f t/2/other.link
catalog -q scan --name disk t
sqlite3 "$CATALOG_DB" "
	INSERT INTO entry (dir_id, name, size, mtime, lag, inode, attribute_id,
		nlink, blocks)
	WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n
		WHERE i < 2999)
	SELECT d.id, CAST(printf('%05d.%s', i, char(97 + i % 7)) AS BLOB),
		(i * 7919 + CAST(CAST(d.name AS TEXT) AS INTEGER) * 31)
		% 100000, i * 2345678901234567, 0,
		(1 << 48) + d.id * 10000 + i, a.id, 1, i % 9 * 8
	FROM n, directory AS d, attribute AS a
	WHERE d.parent_id <> 0 AND d.state = 2 AND d.name <> x'74'
		AND a.mode & 61440 = 32768;
	UPDATE directory SET files = files + 120000 WHERE parent_id = 0;"
for report in types 'types --by kind' ages 'ages --by year' owners top \
	'top --dirs' 'top --sort files --limit 3' twins; do
	# shellcheck disable=SC2086
	catalog -q $report --format=ndjson | jq -c 'del(.from)' >both
	# shellcheck disable=SC2086
	taskset -c 0 catalog -q $report --format=ndjson |
		jq -c 'del(.from)' >one
	cmp both one && echo "$report: $(wc -l <one) rows"
done
catalog types --format=ndjson | jq -s -c 'map(.files) | add'
catalog owners | cut -f3,4
sqlite3 -separator $'\t' "$CATALOG_DB" "SELECT count(*), sum(size) FROM
	(SELECT max(size) AS size FROM entry AS e
	JOIN attribute AS a ON a.id = e.attribute_id
	WHERE a.mode & 61440 = 32768 GROUP BY inode)"
