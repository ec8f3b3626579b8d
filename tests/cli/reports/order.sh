# --sort, --reverse, --limit, --size, --under and --volume of the reports about
# few things, and of those about contents and changes
mkfile a/1 1000 seed=1
mkfile a/2 1000 seed=1
mkfile a/3 3000 seed=2
mkfile a/sub/4 3000 seed=2
mkfile a/5 70 seed=3
mount_tmpfs b
mkfile b/x 1000 seed=1
mkfile b/y 9 seed=4
mkfile b/z 9 seed=4
catalog -q scan --name one a
catalog -q scan --name two b
catalog -q dupes --summary
mkfile a/6 200 seed=5
rm a/5
catalog -q scan a/sub a
echo '[volumes]'
for how in '-s size' '-s size -r' '-s files -n 1' -r '-u b' '-V two' '-n 0'; do
	# shellcheck disable=SC2086 # words
	catalog volumes $how --format=ndjson | jq -r .name | paste -sd' '
done
echo '[roots]'
for how in '' -r '-s path' '-s path -r -n 2' '-s entries' 'b' '-u one:' \
	'a/sub'; do
	[ "$how" != b ] || how='-V two'
	[ "$how" != a/sub ] || how='-u a/sub'
	# shellcheck disable=SC2086 # words
	catalog roots $how --format=paths | sed "s|$PWD/||" | paste -sd' '
done
echo '[scans]'
for how in '' -r '-s entries' '-s path -n 2' b 'a/sub -n 1'; do
	# shellcheck disable=SC2086 # words
	catalog scans $how --format=ndjson | jq -r .scan | paste -sd' '
done
echo '[changes]'
for how in '' -r '-s size' '-s size -r' '-s path' '-s path -r' '-S +100' \
	'-S -100' '-V two' '-u a/5'; do
	# shellcheck disable=SC2086 # words
	catalog -q changes $how --format=plain | cut -f3,4 |
		sed "s|$PWD/||" | paste -sd' '
done
echo '[dupes]'
for how in '' -r '-s size' '-s size -r' '-s copies' '-s copies -r' \
	'-s path' '-s path -r' '-S -1000' '-S +1000' '-S 1000' '-V two' \
	'-V one -V two -n 1' 'a b -V two' '-u a/sub' '--dirs -S +100'; do
	# shellcheck disable=SC2086 # words
	echo "$how: $(catalog -q dupes $how --format=ndjson |
		jq -r '"\(.size)x\(.copies)"' | paste -sd' ')"
done
echo '[copies]'
for how in '' '-s size' '-s size -r' '-S +100' '-S 9' '-V two' \
	'--min 3 -s size -n 1'; do
	# shellcheck disable=SC2086 # words
	echo "$how: $(catalog -q copies --candidates $how --format=ndjson |
		jq -r .size | paste -sd' ')"
done
echo '[compare]'
for how in '' '-s size' '-s size -r' '-S +100' '-s size -n 1'; do
	# shellcheck disable=SC2086 # words
	echo "$how: $(catalog -q compare $how one: two: --format=ndjson |
		jq -r .size | paste -sd' ')"
done
echo '[du]'
mkfile 'a/sub low/7' 10 seed=6 mtime=2024-01-01
mkfile a/sub/deep/8 90 seed=7 mtime=2023-01-01
catalog -q scan a
for how in '' '-s path' '-s path -r' '-s count -n 2' '-s path --since 1h'; do
	# shellcheck disable=SC2086 # words
	echo "$how: $(catalog -q du -d9 $how --format=paths a b |
		sed "s|$PWD/||" | paste -sd,)"
done
echo '[top]'
for how in '-s mtime' '-s time -r' '-s directory -n 3' '-s date -S -100'; do
	# shellcheck disable=SC2086 # words
	echo "$how: $(catalog -q top $how --format=paths a |
		sed "s|$PWD/||" | paste -sd,)"
done
echo '[words of other programs]'
for how in 'ls -s time' 'ls -s modified' 'find -t f -s age -n 3' \
	'types -s count' 'owners -s disk' 'volumes -s last_scan' \
	'scans -s started -n 1' 'roots -s root' 'dupes -s count -n 1'; do
	# shellcheck disable=SC2086 # words
	catalog -q $how >../out || echo "$how"
	[ -s ../out ] || echo "$how: nothing"
done
echo '[where]'
for how in '' '-V two' '-u a/sub' '-u a/2'; do
	# shellcheck disable=SC2086 # words
	catalog -q where $how a/1 --format=paths | sed "s|$PWD/||" |
		paste -sd' '
	# shellcheck disable=SC2086 # words
	catalog -q where $how b/y --format=ndjson | jq -r .state
done
