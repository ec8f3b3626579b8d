# the drawing, its depth and order, in every format
need_cmd jq
need_cmd script
mkfile t/b/x.jpg 300000 seed=1
mkfile t/b/deep/y 5000 seed=2
mkfile t/c/.h/z 70000 seed=3
mkfile t/a 20 seed=5
ln t/b/x.jpg t/c/again.jpg
catalog -q scan --name disk t
cut=$PWD/
export COLUMNS=120
catalog tree --format=table t | sed "s,$cut,,"
echo 'hidden names, largest first, one level'
catalog tree -a --sort=size --depth=1 --format=table t | sed "s,$cut,,"
echo 'directories'
catalog tree -aD --format=table t | sed "s,$cut,,"
echo 'ASCII'
LC_ALL=C catalog tree -r --limit 4 --format=table t b 2>&1 | sed "s,$cut,,"
LC_ALL=C catalog tree -r --limit 4 --format=table t | sed "s,$cut,,"
echo 'colour begins behind the drawing'
LS_COLORS='di=01;34:*.jpg=35' COLUMNS=70 TERM=xterm \
	script -qec 'catalog tree -D t; catalog tree t/b' /dev/null |
	sed "s,$cut,,; s/\x1b/ESC/g; s/\r//" | grep ' [├└]'
echo 'what is too long is cut behind the drawing, with dots in ASCII'
mkfile "t/b/deep/a name that is far too long for it.txt" 1
catalog -q scan t
COLUMNS=60 catalog tree --format=table t/b | grep 'it.txt'
COLUMNS=60 LC_ALL=C catalog tree --format=table t/b | grep 'it.txt'
echo 'other formats'
catalog tree --format=ndjson -d1 t | jq -c '[.depth, .apparent, .type,
	(.path | sub(".*/w/"; ""))], keys_unsorted' | sort | uniq -c |
	sed -E 's/^ +//'
catalog tree --format=paths t t/b | sed "s,$cut,,"
catalog tree -d0 t | cut -f 3,4,6,7,16
