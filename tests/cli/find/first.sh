# the first few by name, from among more directories than are walked before
# all names are looked at
mkdir t
(cd t && seq -f 'd%05g' 5000 | xargs mkdir)
for i in 00001 00002 04999 05000; do
	mkfile "t/d$i/same" 1
done
mkfile t/d04998/a 1
mkfile t/d04997/zz 1
mkfile t/d04997/z 1
: >"t/d04996/$(printf '\377')"
: >"t/d04996/$(printf '\001')"
catalog -q scan --name test t
show()
{
	printf '%s:\n' "$*"
	catalog -q find --format=paths "$@" 2>&1 | sed "s|^$PWD/||"
}
show --type f --sort name -n 3
show --type f --sort name -n 5
show --type f --sort name --reverse -n 2
show --type f --sort name --reverse -n 5
show --sort name --reverse -n 4
show --type f --sort name -n 3 --volume test
show same --sort name -n 3
show same --sort name --reverse -n 3
echo "-- by ctime: as all of them sorted"
for reverse in '' --reverse; do
	# shellcheck disable=SC2086
	catalog -q find --sort ctime $reverse --format=paths >all
	# shellcheck disable=SC2086
	catalog -q find --sort ctime $reverse --format=paths -n 30 >some
	head -n 30 all | cmp - some
done
