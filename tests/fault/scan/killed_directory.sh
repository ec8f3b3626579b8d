# a scan was killed when it had told of a new directory and what is in it, but
# not yet of its name; then the directory went: nothing of it may stay
need_cmd sqlite3
mkfile tree/keep 10
catalog scan -q tree
seal=$(sqlite3 "$CATALOG_DB" "SELECT seal FROM directory WHERE name = CAST('tree' AS BLOB)")
mkfile tree/c/x 10
catalog scan -q tree
# The catalogue as the kill leaves it.
sqlite3 "$CATALOG_DB" "
	DELETE FROM entry WHERE name = CAST('c' AS BLOB);
	UPDATE directory SET seal = $seal WHERE name = CAST('tree' AS BLOB);
	WITH RECURSIVE above (id) AS (
		SELECT parent_id FROM directory WHERE name = CAST('c' AS BLOB)
		UNION ALL
		SELECT parent_id FROM directory JOIN above USING (id))
	UPDATE directory SET directories = directories - 1
		WHERE id IN above;
	UPDATE scan SET status = 'running', finished_ns = NULL
		WHERE id = (SELECT max(id) FROM scan);"
catalog find -q --format=paths | sed "s|$PWD/||"
echo '[found again]'
cp "$CATALOG_DB" killed.db
catalog scan -q tree
catalog find -q --format=paths | sed "s|$PWD/||"
catalog check -q
echo '[gone]'
rm -r tree/c "$CATALOG_DB"*
cp killed.db "$CATALOG_DB"
catalog scan -q tree
catalog find -q --format=paths | sed "s|$PWD/||"
catalog check -q
sqlite3 "$CATALOG_DB" "SELECT count(*) FROM directory WHERE name = CAST('c' AS BLOB)"
