# what is in directories and files, in every format and order
need_cmd jq
mkfile t/b/x.jpg 300000 seed=1 mtime='2021-02-03 04:05:06'
mkfile t/b/deep/y 5000 seed=2
mkfile t/c/z 70000 seed=3 mtime='2022-02-03 04:05:06'
mkfile t/.hidden/h 10 seed=4
mkfile t/a 20 seed=5 mtime='1999-12-31 23:59:59'
mkdir t/empty
ln t/b/x.jpg t/c/again.jpg
ln -s a t/link
catalog -q scan --name disk t
cut=$PWD/

names()
{
	catalog ls --format=paths "$@" | sed "s,$cut,," | tr '\n' ' '
	echo
}

table()
{
	COLUMNS=100 catalog "$@" --format=table |
		sed -E "s,$cut,,; s/[0-9]{4}-[-0-9]{5} [0-9:]{5}/TIME/"
}

echo 'table'
table ls t
table ls t/b t/c | sed -E 's/  +/ /g' # full paths

table ls t/a
(cd t && table ls)
echo 'orders'
names t
names -a t
names --all --reverse t
names --sort size t
names --sort files t
names --sort mtime t/b t/c
names --sort allocated --limit 2 t
names --depth 2 t
names --depth 0 t
names -n 0 t
echo 'long'
chmod 2750 t/b
catalog -q scan
table ls -l t | sed -E 's/ +[^ ]+ +[^ ]+ +[0-9.]+ [A-Za-z]+ +[0-9.]+ [A-Za-z]+ +TIME/ .../'
echo 'other formats'
catalog ls --format=ndjson t | jq -c 'keys_unsorted' | uniq
catalog ls --format=ndjson t | jq -c 'select(.type != "l")
	| [.type, .apparent, .files, .directories, (.path | sub(".*/w/"; "")),
	.volume, .online]'
catalog ls --format=csv t | head -n 1
catalog ls t/c | cut -f 3,4,6
catalog ls -0 t | tr '\0' '\n' | sed "s,$cut,,"
echo 'the way to what was scanned'
catalog ls --format=ndjson disk: | jq -c '[.path, .type, .apparent, .files,
	.mtime, .mode]' | sed 's,\["/[^"]*,["/...,'
