# below directories, on volumes
mount_tmpfs one
mount_tmpfs two
mkfile one/x/a 1
mkfile one/b 1
mkfile two/a 1
mkfile two/y/c 1
catalog -q scan --name first one
catalog -q scan --name second two
show()
{
	printf '%s:\n' "$*"
	catalog find --type f --format=paths "$@" | sort
}
show --volume first
show --volume first --volume second
show --under one/x
show --under one/x --under two/y
show --under second:y
show --under first:b
show a --volume second
catalog find --volume thirst
catalog find --volume nothing
show --volume first --under one --under second:y
catalog find --under nowhere
catalog find a --type f --format=table --no-header | wc -l
