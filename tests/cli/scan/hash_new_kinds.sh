# scan --hash of a new catalogue makes the catalogue that scan and then hash
# make: of files of each kind.
. "$CATALOG_TESTS/lib/hash_new.sh"
need_tools brute_groups

echo "# too many of a size for a team, among small ones"
for i in $(seq 150); do
	mkfile "crowd/$((i % 7))/$i" 5000 seed=$((i % 50))
	mkfile "crowd/$((i % 5))/small$i" 50 seed=$((i % 50))
done
for i in $(seq 64); do
	mkfile "crowd/team/$i" 6000 seed=$((i % 9))
	mkfile "crowd/more/$i" 7000 seed=$((i % 9))
done
mkfile crowd/more/65 7000 seed=9
same_as_later crowd crowd
check_groups crowd 0 crowd
reads_none crowd

echo "# long files: equal, different in the middle, and at the end"
mkfile long/a 1100000
cp -p long/a long/equal
cp -p long/a long/middle
cp -p long/a long/end
poke long/middle 500000 x
poke long/end 1099999 x
mkfile long/only 1100001
mkfile long/sub/border 1048576
cp -p long/sub/border long/sub/border2
mkfile long/hole 3000000 sparse=1
mkfile long/hole2 3000000 sparse=1
mkfile long/sub/hole3 3000000 sparse=1
poke long/sub/hole3 1500000 x
mkfile long/sub/hole4 4096 sparse=1
mkfile long/sub/hole5 4096 sparse=1
same_as_later long long
check_groups long 0 long
reads_none long

echo "# hard links, within directories and across"
for i in $(seq 40); do
	mkfile "links/a/$i" $((i % 4 * 1500 + 10)) seed=$((i % 8))
	ln "links/a/$i" "links/a/again$i"
	mkdir -p links/b/$((i % 3))
	ln "links/a/$i" "links/b/$((i % 3))/$i"
done
mkfile links/alone 2222
ln links/alone links/b/alone
mkfile links/two/a 3333
ln links/two/a links/two/b
mkfile links/two/c 3333
same_as_later links links
check_groups links 0 links
reads_none links

echo "# names, empty files, links, pipes, and a deep directory"
mkdir -p odd/$'new\nline' odd/$'\xff\xfe' "odd/ blanks " odd/-dash
for name in $'new\nline/\x01' $'\xff\xfe/\xfd' " blanks / " -dash/-rf a \
	"$(printf 'n%.0s' $(seq 255))" '"' "'" '*' "\\"; do
	mkfile "odd/$name" 77 seed=1
	{ : >"odd/$name-empty"; } 2>/dev/null || :
	ln -s nowhere "odd/${name:0:200}-link"
	mkfifo "odd/${name:0:200}-pipe"
done
deep=odd
for i in $(seq 60); do
	deep=$deep/deep$i
	mkfile "$deep/f" 88 seed=$((i % 4))
done
same_as_later odd odd
check_groups odd 0 odd

echo "# nothing, one file, and empty files only"
mkdir nothing
same_as_later nothing nothing
mkfile one/file 10
same_as_later one one
mkdir empty
touch empty/{a,b,c}
same_as_later empty empty
