# numbers of two mounts may meet: that does not make two files one
. "$CATALOG_TESTS/lib/trust.sh"
mount_tmpfs t
cd t || exit
mkfile a 300 seed=1
mkfile b 300 seed=2
mkfile c 300 seed=2
bent STAT_CTIME=1000 -- catalog -q scan .
sqlite3 "$CATALOG_DB" 'UPDATE volume SET inodes_stable = 0' \
	"UPDATE entry SET inode = 77
	WHERE name IN (CAST('a' AS BLOB), CAST('b' AS BLOB))"
bent STAT_CTIME=1000 -- catalog dupes --format=paths | sed "s|$PWD|.|"
