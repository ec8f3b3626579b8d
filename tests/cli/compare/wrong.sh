# what cannot be compared, and statuses
. "$CATALOG_TESTS/lib/dupes.sh"
mkfile a/x 5000 seed=1
mkfile b/y 5000 seed=1
mkfile c/y 5000 seed=1 mtime='2020-01-02 00:00:00'
catalog -q scan --name disk .
try()
{
	catalog compare "$@" 2>&1 | sed -E 's/\t[0-9]+\t1\ttrue$/\tN\t1\ttrue/'
	echo "status ${PIPESTATUS[0]}"
}
echo "- not read yet"
try a b
try --names b b
try --names c b --format=plain | cut -f 1-2,9
catalog -q dupes --summary
echo "- read"
try a b
try --names c b --all
try --names a b --limit 1
echo "- usage"
try a
try a b c
try a nowhere
try a/x b
try --all a b
