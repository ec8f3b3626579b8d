# what comes from another catalogue is compared with what is here, although
# nothing was left to read
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
mount_tmpfs away
mkfile here/f 9000 seed=1
mkfile away/g 9000 seed=1
for seed in 2 3 4; do
	mkfile here/r$seed 20000 seed=$seed
done
mkfile away/r5 20000 seed=5
catalog -q scan away --name=away --db=../other.db
catalog -q hash --all --db=../other.db
catalog -q scan --name=away away
catalog -q scan here
catalog -q hash here
umount away || skip "cannot unmount"
groups() { catalog dupes -q "$@" --format=ndjson |
	jq -c '[.size, .state, .copies]'; }
echo "- before"
groups
groups --candidates
echo "- and after"
catalog -q import ../other.db
groups
groups --candidates
catalog hash -q --format=ndjson | jq -c '[.status, .files, .bytes]'
