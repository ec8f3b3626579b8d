# ls and tree go into archives that are named, and with --members into all
need_cmd bsdtar zip jq
. "$CATALOG_TESTS/lib/members.sh"

show()
{
	echo "-- $*"
	catalog "$@"
}

export COLUMNS=200
plant_archives t
catalog -q scan --archives --archive-depth 2 --name disk t
show ls --format=paths t
show ls --format=table t/a.zip
show ls --format=table t/a.zip//
show ls --format=table --all --depth 9 t/a.zip
show ls --format=table t/a.zip//doc/one
show ls --format=table --depth 0 t/a.zip
show ls --format=table --depth 0 t/a.zip//doc
show ls --format=table --sort size --reverse t/a.zip//doc
show ls --long --format=table t/a.zip//doc
show ls --format=table --all t/odd.tar
show ls --format=table --all --depth 9 t/odd.tar//.. t/abs.tar
show ls --format=table t/sub/outer.tar//inner.zip
show ls --members --depth 9 --format=paths t
show ls --members --depth 2 --limit 3 --format=table t
show tree --format=table t
show tree --format=table --members t/sub
show tree --format=table --dirs --members t
show tree --format=table t/sub/outer.tar//inner.zip//pics
show tree --format=table t/abs.tar
show ls t/a.zip//pics/void
show ls t/a.zip//gone
show ls t/plain.txt//x
show ls --under t/a.zip//doc --format=paths
show ls --format=ndjson t/a.zip//doc
show ls --format=plain t/abs.tar//
show ls --format=csv t/a.zip//pics/three.jpg
catalog tree --format=ndjson t/abs.tar// |
	jq -c '[.path, .type, .apparent, .allocated == null, .files,
	.directories, .mtime, .mode, .inode == null, .nlink, .online, .crc32,
	.encrypted, .depth]'
show tree -0 t/a.zip//pics | tr '\0' '|'

echo "-- one that is not whole says so"
head -c 4000 t/a.zip >t/cut.zip
catalog -q scan t
catalog ls --format=paths t/cut.zip//doc
