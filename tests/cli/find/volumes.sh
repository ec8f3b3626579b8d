# --volume is where to look if all must meet it, else a condition: the same
# names either way
need_cmd zip
mount_tmpfs one
mount_tmpfs two
mkfile one/x/a 1
mkfile one/b 1
mkfile one/.c/a 1
mkfile two/a 1
mkfile two/y/c 1
mkfile two/y/b 3
(cd one && zip -q -X x/z.zip b)
(cd two && zip -q -X z.zip a)
catalog -q scan --archives --name first one
catalog -q scan --archives --name second two
show()
{
	printf '%s:\n' "$*"
	catalog find --format=paths "$@"
}
show --volume first
show --volume second a
show --volume second --volume first --name a
show --volume second --depth 0
show --volume first --min-depth 2 --hidden
show '(' --volume second ')' '(' --type f ')'
show --type f '(' --name a '(' --volume second --name a ')' ')'
echo "-- none is on both"
show '(' --volume first ')' --and '(' --volume second ')'
echo "-- those that are not one"
show --not --volume first --type f
show --name a --not '(' --volume second --or --volume second ')'
show --not '(' --not --volume first ')' --name b --limit 1
show --not --volume first --not --volume second
show --not '(' --volume first --or --volume second ')' --name a
show --under one --not --volume second --name a
echo "-- a condition like others"
show --name c --or --volume first --type f
show '(' --volume first --or --name c ')' --type f
show '(' --volume first --or --volume second ')' --name a
show --not '(' --volume first --and --type f ')'
echo "-- and below places"
show --under one/x --volume first
show --under one/x --under second:y --volume second
show --under one/x --volume second
show --under one/x/z.zip// --volume first
echo "-- members"
show --members --volume second
show --members --volume first --name b
echo "-- some of them"
show --volume second --type f --sort name --limit 2
show --volume second --type f --sort name --reverse --limit 1
show --volume first --volume second --type f --sort name --limit 3
show --volume second --type f --sort size --limit 0
for how in '' --under=one '--type=f --or'; do
	# shellcheck disable=SC2086
	catalog find --count $how --volume second
done
echo "-- none is called so"
catalog find --volume thirst
catalog find --not --volume thirst
catalog find --under one --volume thirst --sort name --limit 1
