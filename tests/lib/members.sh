# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# For cases about members of archives.  A case sources it:
# . "$CATALOG_TESTS/lib/members.sh"

# plant_archives DIR: a directory with archives and a file that is none.
#   a.zip	doc/one doc/two doc/.dot pics/three.jpg, and pics/void, empty
#   abs.tar	/abs/one, of which no directory is in it
#   odd.tar	names of any bytes, one name twice, a way up, a link
#   sub/outer.tar	inner.zip, which is a.zip, and in/four
plant_archives()
{
	local in=$CASE_BASE/tmp/in day=2026-03-01

	mkfile "$in/doc/one" 100 seed=1 mode=600
	mkfile "$in/doc/two" 2000 seed=2
	mkfile "$in/doc/.dot" 30 seed=3
	mkfile "$in/pics/three.jpg" 30000 seed=4
	mkdir -p "$in/pics/void" "$1/sub"
	mkfile "$in/in/four" 400 seed=5
	mkfile "$in/-dash" 7 seed=6
	mkfile "$in/"$'new\nline' 7 seed=7
	mkfile "$in/"$'bytes\xff\xfe' 7 seed=8
	ln -s nowhere "$in/link"
	find "$in" -exec touch -h -d "$day" {} +
	(
		cd "$in" || exit
		zip -q -X -0 -r "$CASE_BASE/tmp/a.zip" doc pics
		bsdtar --format=ustar -cnPf "$CASE_BASE/tmp/abs.tar" \
			-s ',^doc,/abs,' doc/one
		bsdtar --format=ustar -cPf "$CASE_BASE/tmp/odd.tar" \
			-s ',^doc,../up,' -- ./-dash $'new\nline' \
			$'bytes\xff\xfe' link in/four in/four doc/one
		cp "$CASE_BASE/tmp/a.zip" inner.zip
		touch -d "$day" inner.zip
		bsdtar --format=ustar -cf "$CASE_BASE/tmp/outer.tar" \
			inner.zip in
	)
	mv "$CASE_BASE/tmp/a.zip" "$CASE_BASE/tmp/abs.tar" \
		"$CASE_BASE/tmp/odd.tar" "$1"
	mv "$CASE_BASE/tmp/outer.tar" "$1/sub"
	mkfile "$1/plain.txt" 50 seed=9
	find "$1" -exec touch -h -d '2026-04-01' {} +
	rm -r "$in"
}
