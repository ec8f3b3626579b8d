# patterns with a slash, and --path, are about the whole path
mkfile june/holiday/a.jpg 1
mkfile june/work/b.jpg 1
mkfile july/holiday/c.jpg 1
mkfile july/holiday.txt 1
catalog -q scan --name test .
show()
{
	printf '%s:\n' "$*"
	catalog -q find --type f --format=paths "$@" 2>&1 | sed "s|^$PWD/||"
}
show june/h
show holiday
show --path holiday
show -p june
show 'june/*.jpg'
show 'june/*/a*'
show "$PWD/june/*"
show -g 'holiday/?.jpg'
show -E 'ju(ne|ly)/holiday/'
show -p -E 'holiday$'
show -p '*.jpg' --not june/
show --path HOLIDAY
show --path HOLIDAY --ignore-case
show Holiday
show -i Holiday
show -E 'h(o'
show -g '[x'
show -g -E x
