# the drawing, its depth and order, in every format
need_cmd jq
mkfile t/b/x.jpg 300000 seed=1
mkfile t/b/deep/y 5000 seed=2
mkfile t/c/.h/z 70000 seed=3
mkfile t/a 20 seed=5
ln t/b/x.jpg t/c/again.jpg
catalog -q scan --name disk t
cut=$PWD/
catalog tree --format=table t | sed "s,$cut,,"
echo 'hidden names, largest first, one level'
catalog tree -a --sort=size --depth=1 --format=table t | sed "s,$cut,,"
echo 'directories'
catalog tree -aD --format=table t | sed "s,$cut,,"
echo 'ASCII'
LC_ALL=C catalog tree -r --limit 4 --format=table t b 2>&1 | sed "s,$cut,,"
LC_ALL=C catalog tree -r --limit 4 --format=table t | sed "s,$cut,,"
echo 'other formats'
catalog tree --format=ndjson -d1 t | jq -c '[.depth, .apparent, .type,
	(.path | sub(".*/w/"; ""))], keys_unsorted' | sort | uniq -c |
	sed -E 's/^ +//'
catalog tree --format=paths t t/b | sed "s,$cut,,"
catalog tree -d0 t | cut -f 3,4,6,7,16
