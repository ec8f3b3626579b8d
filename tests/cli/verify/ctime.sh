# an edit with the mtime put back is rot by definition where no ctime tells
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim stat
need_cmd jq
mkfile t/a 3000 seed=1
export STAT_BELOW=$PWD/t STAT_CTIME=1000000000
export LD_PRELOAD=$shim
catalog -q scan t
catalog -q hash --all
LD_PRELOAD='' poke t/a 7 x
catalog verify --format=ndjson | jq -c '[.state, .copy]'
