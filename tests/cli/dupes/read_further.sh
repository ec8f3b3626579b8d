# candidates of which one was read a step further than the other, whose volume
# is away by now
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
mount_tmpfs here
mount_tmpfs away
mkfile here/x 2097152 seed=1
mkfile away/x 2097152 seed=1
catalog -q scan --name=here here
catalog -q scan --name=away away
catalog hash -q --max-bytes=1
catalog hash -q --max-bytes=1
umount away || skip "cannot unmount"
catalog hash -q --format=ndjson | jq -c '[.files, .bytes, .pending_files]'
show() { sed -E 's/as of [-0-9]+ [0-9:]+/as of THEN/'; }
catalog dupes --candidates --format=ndjson 2>&1 | show |
	sed -E 's/^\{.*("volume":"away".*"volume":"here").*/\1/; s/"path".*"volume"/.../'
catalog copies --candidates --format=plain 2>&1 | cut -f2,4,7,8 | show
catalog copies --format=plain 2>&1 | cut -f2,4,7,8 | show
