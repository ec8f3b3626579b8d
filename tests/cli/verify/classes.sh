# fine, changed, rotten, unreadable; and what becomes of the rotten
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
need_cmd jq
mkfile t/good1 3000 seed=1
mkfile t/good2 20000 seed=2
mkfile t/edited 3000 seed=3
mkfile t/gone 3000 seed=4
mkfile t/rots 20000 seed=5
mkfile t/copy 20000 seed=5
mkfile t/bad 4000 seed=6
mkfile t/unsteady 4000 seed=7
mkfile t/short 20000 seed=8
ln t/good1 t/link
catalog -q scan --name vol t
catalog -q hash --all
poke t/edited 5 x # and its mtime is put back
rm t/gone
truncate -s 100 t/short
verify() { catalog verify --format=ndjson "$@" >../rows
	echo "status $?"
	jq -c \
	'[.state, (.path | split("/")[-1]), (.copy // "" | split("/")[-1]),
	.copy_read, .digest != null, .found != null, .digest != .found]' \
	../rows | sort; }
echo "- one by one"
READ_BELOW=$PWD/t READ_NAME=/rots READ_FLIP=99 LD_PRELOAD=$shim \
	verify t/rots
READ_BELOW=$PWD/t READ_NAME=/bad READ_ERROR=5 LD_PRELOAD=$shim \
	catalog verify t/bad
echo "status $?"
READ_BELOW=$PWD/t READ_NAME=/unsteady READ_FLIP=1 LD_PRELOAD=$shim \
	catalog verify t/unsteady
echo "status $?"
catalog problems -q | cut -f2-5
echo "- all: what was bad is fine now, and no problem any more"
verify --all
catalog problems -q
