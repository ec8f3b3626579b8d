# PostgreSQL loads what is exported and finds all of it again
need_cmd psql jq
. "$CATALOG_TESTS/lib/export.sh"
for dir in "$(pg_config --bindir 2>/dev/null)" /usr/lib/postgresql/*/bin; do
	[ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] && bin=$dir
done
[ -n "${bin:-}" ] || skip "needs a PostgreSQL server"
plant_names t
catalog -q scan --name disk t
catalog -q dupes --summary >/dev/null
catalog export --to=postgres --create-table='the "files"' >script.sql
catalog export --to=postgres t >rows
catalog export | jq -r '[.path_base64 // (.path | @base64), .size, .inode,
	.digest // "", .type] | @tsv' | sort >want

# A server of our own, which nobody else can reach; it refuses to be root's.
data=$CASE_BASE/tmp/pg
as_user true
server()
{
	as_user "$bin/$1" "${@:2}" >>"$CASE_BASE/tmp/server" 2>&1
}
server initdb -D "$data" -A trust -U test -E UTF8 --no-sync \
	--locale=C.UTF-8 || skip "initdb fails here"
server pg_ctl -D "$data" -w -t 20 start -o "-k $CASE_BASE/tmp -F \
	-c listen_addresses='' -c shared_buffers=1MB" ||
	skip "the server does not start here"
trap 'server pg_ctl -D "$data" -m immediate stop' EXIT
ask()
{
	as_user psql -XqAt -F $'\t' -v ON_ERROR_STOP=1 -h "$CASE_BASE/tmp" \
		-U test postgres "$@"
}

ask -f script.sql || fail "the script"
ask -c "SELECT translate(encode(coalesce(path_bytes, convert_to(path,
	'UTF8')), 'base64'), E'\n', ''), size, inode, encode(digest, 'hex'),
	type FROM \"the \"\"files\"\"\"" | sort >got
diff want got && wc -l <got
ask -c "SELECT type, count(*), sum(size), bool_and(online) FROM
	\"the \"\"files\"\"\" WHERE type <> 'd' GROUP BY type ORDER BY type"
ask -c "SELECT mtime AT TIME ZONE 'UTC', mtime_ns, to_char(mode, '999')
	FROM \"the \"\"files\"\"\" WHERE path LIKE '%/old'"
# In the binary format each type must be met to the bit.
catalog export --to=postgres-binary >rows.bin
ask -c 'CREATE TABLE bits (LIKE "the ""files""")' \
	-c '\copy bits FROM rows.bin (FORMAT binary)' \
	-c 'SELECT count(*) FROM bits' \
	-c 'SELECT * FROM bits EXCEPT ALL SELECT * FROM "the ""files"""' \
	-c 'SELECT * FROM "the ""files""" EXCEPT ALL SELECT * FROM bits'
catalog export --to=postgres-binary --create-table=x
echo "status $?"
ask -c 'CREATE TABLE bare (LIKE "the ""files""")' -c '\copy bare FROM rows' \
	-c 'SELECT count(*) FROM bare'
# What docs/QUERIES.md asks it.
sed '1,/^## PostgreSQL/d' "$CATALOG_SOURCE/docs/QUERIES.md" |
	awk '/^```sql/ { on = 1; next } /^```/ { on = 0 } on' >question.sql
[ -s question.sql ] || echo "no question"
ask -c 'CREATE TABLE files AS SELECT * FROM "the ""files"""' \
	-f question.sql >answer || cat question.sql
[ -s answer ] || echo "no answer"
