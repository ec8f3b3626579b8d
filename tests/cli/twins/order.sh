# groups by their path, size and time; the names of a group stay together
need_cmd jq
mkfile t/b/README 10 seed=1 mtime=2020-01-01
mkfile t/b/readme 900 seed=2 mtime=2020-01-02
mkfile 't/a b/x' 50 seed=3 mtime=2023-01-01
mkfile 't/a b/X' 50 seed=4 mtime=2023-01-02
mkfile t/a/y 2000 seed=5 mtime=2021-01-01
mkfile t/a/Y 3 seed=6 mtime=2021-01-02
mkdir t/a/dir t/a/DIR
touch -d 2019-01-01 t/a/dir t/a/DIR
mkfile $'t/b/\xff-line\nbreak' 700 seed=7 mtime=2018-01-01
mkfile $'t/b/\xff-LINE\nbreak' 800 seed=8 mtime=2018-01-02
catalog -q scan --name disk t
cut=$PWD/t/

# Each group with its number, as many names as it has, and the first of them.
groups()
{
	catalog -q twins --format=ndjson "$@" | jq -r --arg cut "$cut" -s '
		group_by(.group) | map("\(.[0].group):\(
		.[0].path | ltrimstr($cut) | tojson) \(length)")[]' |
		paste -sd,
}
for how in '' -r '-s directory -r' '-s path' '-s path -r' '-s size' \
	'-s bytes -r' '-s mtime' '-s age -n 1' '-n 2' '-r -n 1' '-s size -n 2' \
	'-s size -n 0' '-S +1000' '-S -60' '-S 50 -s path' '-S +1000 -n 0' \
	'-u t/b -s path' '-V disk -s size -n 1' '-S +1M'; do
	# shellcheck disable=SC2086 # words
	echo "$how: $(groups $how)"
done
# Directories have sizes of their own, which do not count.
catalog twins -S +3000
for format in table plain csv paths; do
	echo "- $format"
	COLUMNS=200 catalog -q twins -s size -n 2 --format=$format
done | sed -E "s,$cut,,; s/[-0-9]{10} [0-9:]{5}/TIME/"
catalog twins -s name 2>&1 | head -n 1
