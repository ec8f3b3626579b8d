# the order of paths, and others; a limit keeps the first of any order
mkfile a/x 30
mkfile a-b/x 10
mkfile 'a b' 20
mkfile B 40
mkfile a/c/y 5
touch -d '2020-03-01' a/x
touch -d '2020-02-01' B
touch -d '2020-01-01' 'a b' a-b/x a/c/y
catalog -q scan --name test .
show()
{
	printf '%s:\n' "$*"
	catalog -q find --format=paths "$@" 2>&1 | sed "s|^$PWD/||"
}
show
show --sort path --reverse
show --type f --sort name
show --type f --sort size
show --type f --sort size --reverse
show --type f --sort mtime
show --type f --sort size -n 2
show --type f --sort size --reverse -n 2
show --type f --sort mtime -n 3
show --type f -n 2
show --sort colour
