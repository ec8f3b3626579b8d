# there is one, whichever is asked for
. "$CATALOG_TESTS/lib/formats.sh"
plant_hard_names
mask()
{
	sed -E 's/(timestamp_seconds\{.*\}) [0-9]{10}$/\1 T/
		s/((capacity|free)_bytes\{.*\}) [0-9]+$/\1 N/'
}
every_format metrics | mask >all
part()
{
	sed -n "/^== $1/,/^\(status\|\$\)/{/^[#c]/p}" all
}
part table | grep -v '^#' || fail "nothing"
for format in plain csv ndjson paths -0; do
	diff <(part table) <(part "$format")
done
