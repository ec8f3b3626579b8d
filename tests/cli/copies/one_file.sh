# Of a file that is named nothing is told but of it: not of what is beside it.
need_cmd jq
mkfile t/one 70000 seed=1
mkfile t/two 70000 seed=1
mkfile t/three 300000 seed=2
mkfile t/four 300000 seed=2
catalog -q scan t
catalog copies -q --candidates --min=3 --summary --format=ndjson t/one |
	jq -c '[.contents, .bytes]'
catalog dupes -q --no-hash --candidates --format=paths t/three
