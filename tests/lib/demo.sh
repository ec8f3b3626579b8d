# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Ann's files, as the README and the manual pages show them: what is in /home and
# /media belongs to the case.  Sourced by cases; what they need of the source
# tree, which may lie in /home itself, they copy before.

need_root
need_plain
need_cmd jq
[ "$(readlink /proc/self/ns/mnt)" != "$(readlink /proc/1/ns/mnt)" ] ||
	skip "needs a mount namespace of its own"
case $CASE_BASE in
/home/* | /media/* | /mnt/*) skip "scratch files are in the way" ;;
esac
if [ ! -d /home ] || [ ! -d /media ] || [ ! -d /mnt ]; then
	skip "needs /home, /media, /mnt"
fi

# demo_own: the program and a copy of the pages are where they stay visible.
demo_own()
{
	cp --remove-destination "$(readlink -f "$CASE_BASE/bin/catalog")" \
		"$CASE_BASE/bin/catalog"
	mkdir -p "$CASE_BASE/source"
	cp -r "$CATALOG_SOURCE"/{man,README.md,tools} "$CASE_BASE/source"
	mkdir -p "$CASE_BASE/outside"
	mount --bind "$CATALOG_SOURCE" "$CASE_BASE/outside" ||
		skip "cannot bind mount"
	mount_tmpfs /home mode=755,size=64m
	mount_tmpfs /media mode=755
	mount_tmpfs /mnt mode=755,size=64m
	mkdir -p /home/ann /media/usb1 /mnt/nas/photos
	HOME=/home/ann
	COLUMNS=80
	export HOME COLUMNS
	cd || exit 1
}

# As on a terminal, unless the caller says otherwise.
catalog()
{
	command catalog --format="${look:-table}" "$@"
}

mib()
{
	awk -v n="$1" 'BEGIN { printf "%d", n * 1048576 }'
}

# demo_files DRIVE: pictures, and a drive that has some of them.
demo_files()
{
	local drive=$1

	mount_tmpfs "$drive" mode=755,size=64m
	mkfile Pictures/2023/snow.jpg "$(mib 3.5)" seed=1 mtime='2023-12-27 09:12'
	mkfile Pictures/2023/snow.mp4 "$(mib 9.5)" seed=2 mtime='2023-12-27 09:20'
	mkfile Pictures/2024/dune.nef "$(mib 5.2)" seed=3 mtime='2024-07-14 10:35'
	mkfile Pictures/2024/holiday.jpg "$(mib 1.4)" seed=4 \
		mtime='2024-07-14 10:31'
	cp -p Pictures/2024/holiday.jpg 'Pictures/copy of holiday.jpg'
	mkfile Pictures/2024/raw/beach.nef "$(mib 4.7)" seed=5 \
		mtime='2024-07-14 10:31'
	mkfile Pictures/notes.txt 812 seed=6 mtime='2024-07-14 10:35'
	mkfile Pictures/scans/Letter.pdf 839680 seed=7 mtime='2011-03-03 18:40'
	mkfile Pictures/scans/letter.pdf 831488 seed=8 mtime='2011-03-02 18:40'
	mkdir -p "$drive/photos/2024" "$drive/photos/old"
	cp -p Pictures/2024/{dune.nef,holiday.jpg} "$drive/photos/2024"
	cp -p Pictures/notes.txt "$drive/photos/old"
	mkfile "$drive/photos/old/wedding.tif" "$(mib 2.3)" seed=9 \
		mtime=2009-06-06
	demo_directories Pictures "$drive"
}

demo_directories()
{
	find "$@" -type d -exec touch -d '2024-07-15 08:00' {} +
}

# What differs from run to run: when a scan was, how long it took.
settle()
{
	sed -E -e 's/\\-/-/g' \
		-e 's/20(2[5-9]|[3-9][0-9])-[0-9-]{5} [0-9:]{5}/(time of a scan)/g'
}

# compare_page PAGE NEW: or, with UPDATE_DOCS=1, the page becomes that.
compare_page()
{
	local difference

	difference=$(diff -u <(settle <"$CASE_BASE/source/$1") <(settle <"$2")) &&
		return
	[ -z "${UPDATE_DOCS:-}" ] || cat "$2" >"$CASE_BASE/outside/$1"
	[ -n "${UPDATE_DOCS:-}" ] || printf '%s\n' "$difference"
}
