# find --members: conditions, places, orders and formats
need_cmd bsdtar zip jq
. "$CATALOG_TESTS/lib/members.sh"

# A directory's own size is the file system's affair.
found()
{
	catalog find --format=plain "$@" |
		awk -F'\t' '{ print $2, $3, $3 == "d" ? "" : $4 }'
}

show()
{
	echo "-- $*"
	found "$@"
}

plant_archives t
catalog -q scan --archives --archive-depth 2 --name disk t
echo "-- without it they are not there"
catalog find --format=paths one
show --members
show --members one
show --members '*.jpg' --size +10k
show --members --path 'zip//doc/t'
show --members --regex '^[ot]' --type f
show --members --ext jpg --or --type l
show --members --mode 600
show --members --not --mode -044 --type f
show --members --hidden
show --members --empty
show --members --type f --mtime 2026-03-01
show --members --owner root --name one
show --members --type d --depth 2
show --members --min-depth 3 --size -50
show --members --sort size -n 3
show --members --sort name --reverse -n 2
catalog find --members --count
catalog find --members --count four

echo "-- places in archives need not be asked for"
show --under t/a.zip//doc
show --under t/a.zip//doc/.dot
show --under t/a.zip//
show --under t/a.zip// --under t/a.zip//doc --under t/a.zip//doc/one
show --under t --under t/a.zip//pics --name three.jpg
show --under t/abs.tar///abs
show --under t//sub/outer.tar//inner.zip//./doc/ one
show --under t/sub/outer.tar//inner.zip// --type d --depth 2
echo "-- VOLUME:PATH"
found --under "disk:${PWD#/}/t/sub/outer.tar//in"
catalog find --under t/a.zip//nothing
catalog find --under t/plain.txt//x
catalog find --under t/none.zip//x

echo "-- formats"
catalog find --members --format=ndjson 'zip//doc/two' |
	jq -c 'del(.path)'
catalog find --members --format=ndjson --under t/abs.tar |
	jq -c '[.type, .size, .allocated == null, .mtime, .ctime == null,
	.mode, .uid == null, .gid == null, .inode == null, .nlink, .digest, .online, .crc32, .encrypted]'
catalog find --members --format=csv 'zip//doc/two'
catalog find --members bytes -0 | tr '\0' '|'
echo
COLUMNS=200 catalog find --members --format=table --under t/a.zip//
