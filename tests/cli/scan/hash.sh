# scan --hash: read what may have a copy, or everything, after each scan; it
# is remembered for the root
need_cmd jq
known() { catalog find -q --type f --format=ndjson | jq -r \
	'select(.digest) | .path | split("/")[-2:] | join("/")' | sort | xargs; }
for d in none some all; do
	mkfile $d/a 3000 seed=1
	mkfile $d/$d 4000 seed=$d
done
catalog -q scan none
catalog -q scan --hash some
known
catalog -q scan --hash=all all
known
catalog roots --format=ndjson | jq -c '[(.path | split("/")[-1]), .hash]'
catalog roots --format=plain | cut -f1,10
echo "- remembered"
mkfile none/b 2500 seed=2
mkfile some/b 2500 seed=2
mkfile some/alone 3700
mkfile all/alone 3500
catalog -q scan
known
echo "- changed, and given up"
catalog roots set --hash=none all
catalog -q scan --hash=all some
catalog roots --format=ndjson | jq -c '[(.path | split("/")[-1]), .hash]'
known
catalog -q scan --hash=none some
touch some/alone
catalog -q scan
known
catalog scan --hash=most some
echo "status $?"
echo "- what cannot be read makes it incomplete"
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
mkfile some/bad 3000 seed=1
READ_BELOW=$PWD/some READ_ERROR=5 LD_PRELOAD=$shim \
	catalog -q scan --hash some
echo "status $?"
catalog problems -q | cut -f2-3
