# nothing changes the catalogue
mkfile a 5
catalog -q scan --name test .
before=$(cksum <"$CATALOG_DB")
for query in 'DELETE FROM entry' 'CREATE TABLE x (y)' 'PRAGMA user_version = 7' \
	"ATTACH 'other.db' AS other" "SELECT load_extension('x')" 'VACUUM' \
	'BEGIN' 'CREATE TEMP TABLE x (y)' 'PRAGMA query_only = 0' \
	"SELECT writefile('x', 'y')" "SELEC 1" 'SELECT nonsense' \
	"SELECT 'open"; do
	echo "$query" >&2
	catalog sql "$query"
	echo "status $?" >&2
done
[ ! -e other.db ] && [ "$before" = "$(cksum <"$CATALOG_DB")" ]
