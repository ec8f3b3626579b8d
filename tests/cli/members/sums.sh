# top and types: members apart from files, every archive and member once
need_cmd bsdtar zip jq
. "$CATALOG_TESTS/lib/members.sh"

show()
{
	echo "-- $*"
	catalog "$@" --format=ndjson |
		jq -c 'del(.volume, .allocated, .online, .share,
		.path_base64)'
}

plant_archives t
ln t/a.zip t/sub/link.zip
catalog -q scan --archives --archive-depth 2 --name disk t
echo "-- without the option"
catalog top --format=paths -n 1
catalog types --format=csv | head -n 1
show top --members -n 6
show top --members --dirs -n 3
show top --members --size -10
show top --members --size +1k --sort directory --reverse -n 2
show top t/a.zip//doc
show top t/a.zip//doc/one t/a.zip//doc t/a.zip//doc
show top t/abs.tar// t/abs.tar
show top --members t/abs.tar// t/abs.tar
show top t/sub/outer.tar//inner.zip//pics
show top t/a.zip//pics/void
show types --members
show types --members --by kind t/sub
show types t/a.zip//
show types t/a.zip//doc t/a.zip//pics
show types --members t/sub/link.zip
catalog top --members -n 3 --format=paths
catalog top --format=csv t/a.zip//doc/one
catalog types --format=csv t/a.zip//pics
COLUMNS=200 catalog top --members --format=table t/a.zip
COLUMNS=200 catalog types --members --format=table t/a.zip
