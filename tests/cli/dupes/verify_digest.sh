# a digest that is wrong in the catalogue is found out
need_cmd sqlite3
# The first inode of a group is what the others are compared with.
mount_tmpfs files
cd files || exit
mkfile a 5000 seed=1
mkfile b 5000 seed=1
mkfile c 5000 seed=2
mkfile d 5000 seed=2
catalog -q scan --name test .
catalog -q dupes --summary
sqlite3 "$CATALOG_DB" "
	UPDATE entry SET content_id =
		(SELECT content_id FROM entry WHERE name = CAST('a' AS BLOB))
	WHERE name = CAST('c' AS BLOB);
	UPDATE content SET copies = 3 WHERE id =
		(SELECT content_id FROM entry WHERE name = CAST('a' AS BLOB));
	UPDATE content SET copies = 1 WHERE id =
		(SELECT content_id FROM entry WHERE name = CAST('d' AS BLOB));"
catalog dupes --format=paths
catalog dupes --verify --format=paths
echo "status $?"
catalog dupes --format=paths
