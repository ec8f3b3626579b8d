# du --members: what is in archives, apart, every archive once
need_cmd bsdtar zip jq
. "$CATALOG_TESTS/lib/members.sh"

show()
{
	echo "-- $*"
	catalog du --format=ndjson "$@" | jq -c '[.path, .apparent,
		.allocated == null, .files, .directories, .members, .unpacked]'
}

plant_archives t
ln t/a.zip t/sub/link.zip
catalog -q scan --archives --archive-depth 2 --name disk t
echo "-- without the option"
catalog du --format=csv t | cut -d, -f1,3,4
show --members t t/sub
show --members --depth 1 t
show --members --depth 3 --sort files t/sub
show --members --all --depth 9 t/sub/outer.tar
show --members t/a.zip t/plain.txt
show t/a.zip//
show --depth 1 t/a.zip//
show --all t/a.zip//doc
show t/a.zip//doc/one t/a.zip
show --depth 9 t/sub/outer.tar//inner.zip
show t/abs.tar///
show --members --depth 2 --reverse -n 2 t
catalog du --members --since 1d t
catalog du --total t/a.zip//doc
catalog du t/a.zip//none
catalog du --format=paths --depth 1 t/a.zip//
COLUMNS=200 catalog du --format=table --depth 1 t/a.zip//
