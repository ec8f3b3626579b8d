# sums are those of du and find: every inode once, sparse files, all depths
need_cmd jq
mkfile t/a/b/x 10000 seed=1
mkfile t/a/b/deep/er/y 3000 seed=2
mkfile t/c/z 5000 seed=3
mkfile t/c/sparse 5000000 sparse=1
mkfile t/empty/.keep 0
mkdir t/none
ln t/c/z t/a/link
ln t/c/z t/c/link
ln -s c/z t/symlink
mkfifo t/a/fifo
catalog -q scan --name disk t

# Files only, which du has no option for.
apparent()
{
	find "$1" -type f -printf '%i %s\n' | sort -u |
		awk '{ n += $2 } END { print n + 0 }'
}

allocated()
{
	find "$1" -type f -printf '%i %b\n' | sort -u |
		awk '{ n += $2 } END { print n * 512 }'
}

catalog du --depth 9 --format=ndjson t >"$CASE_BASE/tmp/have"
find t -type d | while IFS= read -r dir; do
	jq -c --arg path "$PWD/$dir" 'select(.path == $path) |
		[.apparent, .allocated, .directories]' "$CASE_BASE/tmp/have"
	echo "[$(apparent "$dir"),$(allocated "$dir"),$(($(
		find "$dir" -type d | wc -l) - 1))]"
done | uniq -c | awk '$1 % 2 { print "differs:", $0 }'
jq -s length "$CASE_BASE/tmp/have"

# What du counts and we do not is the directories' own sizes.
directories=$(find t -type d -printf '%s\n' | awk '{ n += $1 } END { print n }')
links=$(find t -type l -printf '%s\n' | awk '{ n += $1 } END { print n }')
[ $(($(du -sb t | cut -f1) - directories - links)) = \
	"$(jq -s '.[0].apparent' "$CASE_BASE/tmp/have")" ] || echo "not as du -sb"

jq -c '[.apparent, .files, .directories, .volume, (.path | sub(".*/w/"; ""))]' \
	"$CASE_BASE/tmp/have"
