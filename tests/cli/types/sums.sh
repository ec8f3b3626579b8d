# by extension and by kind; every inode once; scope, sizes, orders, formats
need_cmd jq

# What files take on the disk differs from file system to file system.
table()
{
	catalog "$@" --format=table |
		sed -E 's/([0-9.]+ [kKM]?i?B) +[0-9.]+ [kKM]?i?B/\1  ALLOCATED/; s/  ON DISK/    ON DISK/' |
		sed -E 's/ {3,}ON DISK/  ON DISK  /'
}

mkfile t/a.JPG 3000 seed=1
mkfile t/b.jpg 1000 seed=2
mkfile t/c.tar.gz 8000 seed=3
mkfile t/.profile 100 seed=4
mkfile t/noext 200 seed=5
mkfile t/ends. 10 seed=6
mkfile t/part.0001 20 seed=7
mkfile t/page.1 30 seed=8
mkfile 't/x.with space' 40 seed=9
mkfile t/sub/deep.abcdefghijklmnop 50 seed=10
mkfile t/sub/m.Mkv 500 seed=11
ln t/b.jpg t/sub/b.png
ln -s b.jpg t/link.jpg
mkfifo t/fifo
catalog -q scan --name disk t
table types
echo 'kinds'
table types --by kind --no-header
echo 'scope'
catalog types t/sub | cut -f1,3,4
catalog types --under disk:"${PWD#/}/t/sub" --reverse | cut -f1,3,4
catalog types --volume disk t/sub/m.Mkv | cut -f1-3 | head -n 1
catalog types t/a.JPG | cut -f1-4
echo 'sizes and orders'
catalog types --size +999 --sort files | cut -f1,3,4
catalog types --size 7T
catalog types --sort name --limit 3 | cut -f1,2
echo 'formats'
catalog types --format=ndjson -n 2 | jq -c 'keys_unsorted, del(.allocated)'
catalog types --format=csv -n 1 -b kind | cut -d, -f1-3
LC_ALL=C table types --si -n 1
catalog types --format=paths
echo "status $?"
catalog types --volume dsk
echo "status $?"
