# what the manual pages say that commands print is what they print
#
# An output stands below its command in EXAMPLES; LC_ALL=C, so that the pages
# are ASCII.  UPDATE_DOCS=1 writes it into the pages: read the diff.
# shellcheck source=tests/lib/demo.sh
. "$CATALOG_TESTS/lib/demo.sh"
demo_own
demo_files /media/usb1
(
	catalog -q scan --jobs 1 Pictures
	catalog -q scan --jobs 1 --name photos /media/usb1/photos
	catalog volumes note photos 'blue box, shelf 2'
	mkdir Pictures/2026
	mkfile Pictures/2026/first.nef "$(mib 3.1)" seed=10 mtime='2024-08-01'
	mv Pictures/2023/snow.jpg Pictures/2026
	rm Pictures/notes.txt
	demo_directories Pictures
	catalog -q scan --jobs 1 Pictures
	catalog -q scan --jobs 1 /media/usb1/photos
	catalog -q dupes --summary
) >"$CASE_BASE/tmp/ignored" 2>&1 || cat "$CASE_BASE/tmp/ignored"
umount /media/usb1 || fail "cannot unmount"
export LC_ALL=C

plain()
{
	sed -e 's/\\&//g' -e 's/\\-/-/g' -e "s/\\\\(aq/'/g" -e 's/\\(dq/"/g' \
		-e 's/\\(ti/~/g' -e 's/\\(ha/^/g' -e 's/\\(ga/`/g' \
		-e 's/\\e/\\/g'
}

roff()
{
	sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e 's/`/\\(ga/g' -e 's/^\./\\\&./'
}

# Of an age, which the page has as it was on the day it was written.
is_fixed()
{
	[ "$1" != 'catalog ages' ]
}

answer()
{
	local command

	command=$(plain <<<"$1")
	is_fixed "$command" || return 1
	eval "$command" 2>/dev/null </dev/null | roff
}

shown=0
for page in "$CASE_BASE"/source/man/*.1; do
	on='' ; skip=''
	while IFS= read -r line; do
		case $line in
		'.Sh EXAMPLES') on=1 ;;
		'# '*) skip='' command='' ;;
		.*) skip='' command='' ;;
		'$ '*)
			skip=''
			command=${line#??}
			;;
		*)
			if [ -n "$skip" ]; then
				continue
			elif [ -n "$on" ] && [ -n "${command:-}" ] &&
				[ "${previous%\\e}" = "$previous" ] &&
				answer "$command"; then
				skip=1 command=''
				shown=$((shown + 1))
				continue
			fi ;;
		esac
		previous=$line
		printf '%s\n' "$line"
	done <"$page" >"$CASE_BASE/tmp/page"
	compare_page "man/${page##*/}" "$CASE_BASE/tmp/page"
done
[ "$shown" -ge 14 ] || echo "only $shown outputs"
