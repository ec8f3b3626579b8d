# every command that a manual page or the README shows runs as it stands
#
# Each page starts from the same files and the same catalogue.  What they call
# /mnt and /media is below $PWD; a line whose program is not installed here
# (jq, sqlite3) is left out.

# Not those that need another machine, a terminal or a package manager.
is_runnable()
{
	case $1 in
	make* | sudo* | cd* | man* | duckdb* | datasette* | ncdu* | psql*) return 1 ;;
	esac
	command -v "${1%% *}" >/dev/null
}

prepare()
{
	local root

	chmod -R u+rwX "$CASE_BASE/w" "$HOME" 2>/dev/null
	rm -rf "${CATALOG_DB:?}"* "${PWD:?}"/* "${HOME:?}"/*
	mkdir -p mnt/nas/photos mnt/nas/music media/usb1 media/blue-box/photos \
		"$HOME"/{Pictures,Documents,projects}
	for root in "$HOME/Pictures" mnt/nas/photos media/usb1; do
		mkfile "$root/2024/holiday.jpg" 300000 seed=1
		mkfile "$root/2024/beach.nef" 2500000 seed=2
		mkfile "$root/2025/dune.nef" 120000 seed=3
	done
	mkfile "$HOME/Pictures/copy of holiday.jpg" 300000 seed=1
	mkfile "$HOME/Pictures/only.nef" 50000 seed=4
	mkfile "$HOME/Documents/letter.odt" 20000 seed=5
	catalog scan --quiet --name photos "$HOME/Pictures" || return
	catalog scan --quiet mnt/nas/photos media/usb1 || return
	catalog dupes --summary >/dev/null
}

run_page()
{
	local page=$1 command script n=0
	local problem=" (${page##*/})"

	while IFS= read -r command; do
		is_runnable "$command" || continue
		script=${command//\/mnt\//$CASE_BASE/w/mnt/}
		script=${script//\/media\//$CASE_BASE/w/media/}
		n=$((n + 1))
		bash -c "set -o pipefail; $script" >"$CASE_BASE/out.page" \
			2>"$CASE_BASE/err.page" && continue
		printf '%s\n' "$command$problem fails:"
		cat "$CASE_BASE/err.page"
	done < <("$CATALOG_SOURCE/tools/man-examples" "$page")
	[ "$n" != 0 ] || printf 'no example runs%s\n' "$problem"
}

for page in "$CATALOG_SOURCE"/man/*.[15] "$CATALOG_SOURCE/README.md"; do
	prepare || fail "the examples cannot be prepared"
	run_page "$page"
done
