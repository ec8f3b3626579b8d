# what leaves a root for another is one move, told where it went
mkfile a/one 5000 seed=1
mkfile a/two 5000 seed=2
mkfile b/three 5000 seed=3
catalog -q scan a b
told()
{
	catalog scan a b --format=ndjson |
		jq -c '[(.root / "/")[-1], .added, .removed, .modified, .moved]'
}
mv b/three a/
told
mv a/one a/two b/
rm a/three
mkfile a/four 10
told
catalog scans --format=ndjson | jq -e 'select(.added < 0 or .removed < 0)'
catalog changes --limit 4 --format=ndjson | jq -c '[.change, (.path / "/")[-1]]'
catalog check
