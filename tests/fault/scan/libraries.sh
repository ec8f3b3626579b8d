# Libraries for archives that cannot be loaded: only what needs them fails,
# nothing is recorded of the archives, and what needs none does not load them
sonames=$(sed -n 's/.*"\(.*\)"$/\1/p' "$CATALOG_BUILD/gen/archive/sonames.h")
mkdir broken t
for soname in $sonames; do
	: >"broken/$soname"
done
printf 'hello\n' >t/file
tar -cf t/a.tar -C t file
without()
{
	LD_LIBRARY_PATH=$PWD/broken "$@" 2>&1 |
		sed "s,$PWD,PWD,g; s,\.so\.[0-9.]*: file,.so: file,"
	echo "status ${PIPESTATUS[0]}"
}

echo 'a scan'
without catalog scan --quiet --archives t
without catalog archives
echo 'a list'
without catalog export --to=mtree t
echo 'reports'
without catalog find --format=paths file
without catalog du --format=csv t | sed 's/,.*//'
echo 'libraries that can be loaded again'
catalog scan --quiet
catalog archives --format=ndjson | jq .members
echo 'libraries that a report loads'
for soname in $sonames; do
	LD_DEBUG=files catalog find file 2>&1 | grep -c "file=$soname"
	LD_DEBUG=files catalog export --to=mtree t 2>&1 >/dev/null |
		grep -c "file=$soname .*generating link map"
done
