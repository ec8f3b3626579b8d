# DIR and VOLUME: only what is there is read, and compared with everything
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
need_root
mount_tmpfs one
mount_tmpfs two
mkfile one/a 2500 seed=1
mkfile one/sub/b 2500 seed=1
mkfile one/alone 3000
mkfile two/a 2500 seed=1
mkfile two/c 20000 seed=3
mkfile one/c 20000 seed=3
ln one/sub/b one/b_link
catalog -q scan --name first one
catalog -q scan --name second two
hash() { catalog hash --format=ndjson "$@" |
	jq -c '[.files, .bytes, .digests]'; }
known() { catalog find -q --type f --format=ndjson | jq -r \
	'select(.digest) | .path | split("/")[-2:] | join("/")' | sort | xargs; }
echo "- a directory: one file by two names"
hash one/sub
known
echo "- one file, whose twin is elsewhere"
hash two/a
known
echo "- a volume: only half of the pair can be read in full"
hash second
known
echo "- and the other"
hash first
known
echo "- dupes with a path reads only what that needs"
mkfile one/x/p 4000 seed=5
mkfile one/x/q 4000 seed=5
mkfile one/y 4000 seed=5
mkfile two/y 4000 seed=5
catalog -q scan
catalog dupes -q one/x --format=ndjson | jq -c '[.size, .copies]'
known
catalog dupes -q --format=ndjson | jq -c 'select(.size == 4000) | .copies'
echo "- offline"
umount two
{
	catalog hash second
	echo "status $?"
	catalog hash "$PWD/two"
	echo "status $?"
	catalog hash first
	echo "status $?"
} 2>&1 | sed -E 's/as of [-0-9]+ [0-9:]+/as of THEN/; /^complete/s/[0-9.]+$/SECONDS/'
