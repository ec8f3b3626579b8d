# replaced, grown, truncated while it is read: changed, never rotten; errors
# in the middle: unreadable
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
need_cmd jq
export READ_BELOW=$PWD/t READ_NAME=/x
try() {
	rm -rf t
	forget
	mkfile t/x 300000 seed=1
	mkfile t/y 300000 seed=1
	catalog -q scan t
	catalog -q hash --all
	env "$@" LD_PRELOAD="$shim" catalog verify --format=ndjson --all |
		jq -c '[.state, (.path | split("/")[-1])]' | sort
	echo "status ${PIPESTATUS[0]}"
	catalog problems -q --format=ndjson |
		jq -c '[.stage, .error, (.path | split("/")[-1])]'
}
echo "- written to"
try READ_FROM=100000 READ_HOOK="printf zz | dd of=$PWD/t/x bs=1 seek=200000 \
	conv=notrunc status=none"
echo "- and the mtime put back"
try READ_FROM=100000 READ_HOOK="touch -r $PWD/t/x $PWD/s; printf zz |
	dd of=$PWD/t/x bs=1 seek=200000 conv=notrunc status=none
	touch -r $PWD/s $PWD/t/x"
echo "- truncated"
try READ_FROM=100000 READ_HOOK="truncate -s 150000 $PWD/t/x"
echo "- replaced"
try READ_FROM=100000 READ_HOOK="cp $PWD/t/y $PWD/t/z; mv $PWD/t/z $PWD/t/x"
echo "- short reads"
try READ_SHORT=7000
echo "- an error in the middle"
try READ_FROM=100000 READ_ERROR=5
