# what a newer scan of theirs found different is told as if it was ours
need_cmd jq
mkfile t/stays 100 seed=1
mkfile t/grows 100 seed=2
mkfile t/goes 100 seed=3
mkfile t/moves 100 seed=4
mkfile t/d/below 100 seed=5
catalog -q scan --name disk t
catalog -q --db other.db scan --name disk t
mkfile t/grows 300 seed=2
rm t/goes
mv t/moves t/moved
rm -r t/d
mkfile t/e/new 700 seed=6
catalog -q --db other.db scan t
catalog import other.db
catalog changes --format=ndjson |
	jq -c '[.change, .path, .old_path, .size, .old_size]' |
	sed "s,$PWD/,,g" | sort
catalog -q scans --format=ndjson | jq -c '[.status, .entries, .added, .removed,
	.modified, .moved]'
echo 'ours is newer now'
mkfile t/ours 5 seed=7
catalog -q scan
catalog import other.db
catalog -q find ours | wc -l
echo 'their digests come all the same'
catalog -q --db other.db dupes >/dev/null
rm -f t/ours
catalog -q --db other.db scan t
mkfile t/e/new2 700 seed=6
catalog -q --db other.db scan t
catalog -q --db other.db dupes --summary >/dev/null
catalog -q scan
catalog import other.db
catalog check
