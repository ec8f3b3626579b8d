# a directory of mode 0 is no mount point: it is known as it is, and what was
# known below it goes with it to its new name
. "$CATALOG_TESTS/lib/scan.sh"
mkdir -p top/in
mkfile top/in/file 100
as_user catalog scan -q .
chmod 0 top/in
as_user catalog scan -q . 2>/dev/null
echo $?
sqlite3 "$CATALOG_DB" "SELECT printf('%o', a.mode) FROM entry AS e
	JOIN attribute AS a ON a.id = e.attribute_id
	WHERE CAST(e.name AS TEXT) = 'in'"
mv top/in top/there
as_user catalog scan -q . 2>/dev/null
echo $?
catalog -q find --format=paths | sed "s|$PWD|.|" | sort
