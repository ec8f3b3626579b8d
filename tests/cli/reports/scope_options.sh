# --under and --volume say where, as operands do, in commands that are no reports
need_cmd jq
mount_tmpfs one
mount_tmpfs two
mkfile one/a 2500 seed=1
mkfile one/sub/b 2500 seed=1
mkfile two/a 3000 seed=2
mkfile two/b 3000 seed=2
catalog -q scan --name first one
catalog -q scan --name second two
exported()
{
	catalog export "$@" | jq -r .path | sed "s,^$PWD/,," | xargs
	echo "status ${PIPESTATUS[0]}"
}
exported -V second
exported --under one/sub
exported one/sub -u two/a
exported one two -V first
exported one -V second
exported -V thrid
catalog export --to=xxhsum --limit 1
echo "status $?"
hashed()
{
	catalog hash --format=ndjson "$@" | jq -c '[.files, .bytes]'
	echo "status ${PIPESTATUS[0]}"
}
hashed -u one/a
hashed -V second
hashed -V first one two
catalog hash --size +1M
echo "status $?"
catalog metrics --volume first
echo "status $?"
