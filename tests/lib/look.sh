# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# For cases about what a person sees: a terminal of some width, and three small
# volumes whose paths are as long on every machine.  Sourced by cases.

# Only where what is mounted at /mnt is seen by nobody else.
need_root
need_plain
need_cmd script stty tar
[ "$(readlink /proc/self/ns/mnt)" != "$(readlink /proc/1/ns/mnt)" ] ||
	skip "needs a mount namespace of its own"
[ -d /mnt ] || skip "needs /mnt"

# What differs from run to run, as wide as it was where that matters.  Nothing
# of ours is as new as a scan.
settle()
{
	sed -E -e 's/20(2[5-9]|[3-9][0-9])-[0-9-]{5} [0-9:]{5}/(time of a scan)/g' \
		-e 's/^(SECONDS|HOST|PID) .*/\1/' \
		-e 's/place:[^:]*:/place:HOST:/' -e 's/.*\x1b\[K//'
}

# terminal COLUMNS COMMAND...: on a terminal so wide; both streams.
terminal()
{
	local columns=$1 command
	shift

	printf -v command ' %q' "$@"
	env -u COLUMNS TERM="${LOOK_TERM:-xterm}" SHELL=/bin/sh script -qefc \
		"stty cols $columns rows 24;$command" /dev/null </dev/null |
		sed 's/\r$//'
	return "${PIPESTATUS[0]}"
}

# Two drives and one that is unplugged, with names of all kinds.
look_volumes()
{
	local long name

	mount_tmpfs /mnt mode=755
	for name in home nas usb; do
		mount_tmpfs "/mnt/$name" size=16m,mode=755
	done
	cd /mnt || exit 1
	printf -v long 'directory-%02d/' {1..12}
	mkfile home/Pictures/holiday.jpg 300000 seed=1
	mkfile 'home/Pictures/copy of holiday.jpg' 300000 seed=1 mtime=2022-05-01
	mkfile home/Pictures/beach.nef 2320000 seed=2
	mkfile "home/${long}the file at the end of it all.tar.gz" 88888 seed=4
	mkfile "nas/${long}the file at the end of it all.tar.gz" 88888 seed=4
	mkfile home/$'new\nline' 5000 seed=8
	mkfile home/$'esc\e[31mred\e[2J' 6000 seed=8
	mkfile home/日本語のファイル名.txt 7000 seed=8
	mkfile home/$'cafe\u0301.txt' 7000 seed=9
	mkfile home/$'caf\u00e9.txt' 7000 seed=9
	mkfile home/$'bad\xff\xfe.bin' 7100 seed=9
	mkfile home/README 100
	mkfile home/readme 100
	mkfile home/-rf 100 seed=3
	mkfile nas/photos/holiday.jpg 300000 seed=1
	mkfile nas/photos/dune.nef 150000 seed=3
	mkfile nas/old/tape.bin 450000 seed=4 mtime=2023-01-01
	tar -C home/Pictures --mtime=2020-01-01 --owner=0 --group=0 \
		--sort=name -cf nas/old/Pictures.tar .
	mkfile usb/2024/holiday.jpg 300000 seed=1
	mkfile usb/2024/beach.nef 2320000 seed=2
	mkfile usb/2025/dune.nef 750000 seed=3 mtime=2019-01-01
	mkfile 'usb/2025/what now?.odt' 20000 seed=5
	ln -s Pictures home/link
	mkfifo home/fifo
	find home nas usb -newermt 2025-01-01 \
		-exec touch -hd 2021-06-05T04:03:02 {} +
	for name in home nas usb; do
		catalog -q scan --archives --name $name $name
	done
	catalog -q dupes --members --summary >"$CASE_BASE/tmp/none"
	mkfile nas/photos/late.nef 50000 seed=7 mtime=2024-02-29
	mv nas/old/tape.bin nas/photos/tape.bin
	rm nas/photos/dune.nef
	mkfile home/README 90 mtime=2024-02-28
	find home nas -type d -exec touch -d 2021-06-05T04:03:02 {} +
	catalog -q scan home nas
	catalog -q dupes --members --summary >"$CASE_BASE/tmp/none"
	umount usb || skip "cannot unmount"
}

# Each report once, as people ask for it.
look_reports()
{
	local name='holiday'

	printf '%s\0' "find" "find -t f $name" "find --count" "ls home" \
		"ls -la home" "tree -a home" "du" "du -d9 -c home nas" \
		"du --members -ad3 nas" \
		"du --since 1h home nas" "top" "top --dirs" "top --members" \
		"types" "types --by kind" "ages --by year" "owners" \
		"twins" "volumes" "roots" "scans" "archives" "problems" "changes" \
		"copies" "copies --only-on usb" "dupes --no-hash" \
		"dupes --no-hash --dirs" "dupes --no-hash --members" \
		"dupes --no-hash --candidates" "dupes --no-hash --summary" \
		"compare usb: home:" "compare --names home: nas:" \
		"where home/Pictures/$name.jpg" "where --missing home/-rf" \
		"verify --all home/Pictures/beach.nef"
}

# check_lines COLUMNS FILE: no line is wider, and none drives the terminal.  What
# is told on stderr is no table: a terminal wraps it.
check_lines()
{
	local line

	while IFS= read -r line; do
		case $line in
		'catalog: '* | '$ '*) continue ;;
		esac
		[ "$(wc -L <<<"$line")" -le "$1" ] || fail "too wide: $line"
	done <"$2"
	! LC_ALL=C grep -n $'[\x01-\x09\x0b-\x1f\x7f]' "$2" ||
		fail "control characters"
}
