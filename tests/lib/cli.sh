# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What every case may use; tests/cli/run sources it before the case.
#
#   $CASE_BASE       private directory: home/, data/, tmp/, catalog.db; the
#                    case starts in $CASE_BASE/w, which is empty
#   $CATALOG_SOURCE  the source tree     $CATALOG_BUILD  build/MODE
#   $CATALOG_MODE    release, debug, asan, tsan or valgrind

# Not for the scripts that a case starts itself.
unset BASH_ENV

# skip REASON: this machine cannot run the case.
skip()
{
	printf '%s\n' "$*" >"$CASE_BASE/skip"
	exit 77
}

# fail REASON: for cases that check by themselves.
fail()
{
	printf 'FAIL: %s\n' "$*" >&2
	: >"$CASE_BASE/failed"
	exit 1
}

need_root()
{
	[ "$(id -u)" = 0 ] || skip "needs root"
}

# need_user: what root is allowed cannot be denied.
need_user()
{
	[ "$(id -u)" != 0 ] || skip "root may do everything"
}

need_cmd()
{
	local cmd

	for cmd; do
		command -v "$cmd" >/dev/null || skip "needs $cmd"
	done
}

# need_plain: strace, preload shims and ulimit -v do not mix with sanitizers.
need_plain()
{
	case ${CATALOG_MODE:-} in
	asan | tsan | valgrind) skip "not under a sanitizer" ;;
	esac
}

# as_user COMMAND...: without root's privileges, whoever runs the tests.  The
# case's directory changes owner, so that modes alone decide.
as_user()
{
	[ "$(id -u)" = 0 ] || { "$@"; return; }
	need_cmd setpriv
	if [ -L "$CASE_BASE/bin/catalog" ]; then
		# The program may lie below a directory that only root enters.
		cp --remove-destination "$(readlink "$CASE_BASE/bin/catalog")" \
			"$CASE_BASE/bin/catalog"
	fi
	chown -hR 65534:65534 "$CASE_BASE"
	setpriv --reuid=65534 --regid=65534 --clear-groups \
		--inh-caps=-all "$@"
}

# mkfile NAME BYTES [seed=N] [mtime=WHEN] [mode=OCTAL] [sparse=1]
# The same seed gives the same bytes; a longer file starts with the shorter.
mkfile()
{
	local name=$1 bytes=$2 seed=0 mtime='2020-01-01 00:00:00' mode='' \
		sparse='' word
	shift 2

	for word; do
		case $word in
		seed=* | mtime=* | mode=* | sparse=*)
			printf -v "${word%%=*}" %s "${word#*=}" ;;
		*) fail "mkfile: '$word'?" ;;
		esac
	done
	case $name in
	/*) ;;
	*) name=./$name ;;
	esac
	case $name in
	*/*/*) mkdir -p -- "${name%/*}" ;;
	esac
	if [ -n "$sparse" ]; then
		truncate -s "$bytes" -- "$name"
	else
		yes "catalog test data, seed $seed" 2>/dev/null |
			head -c "$bytes" >"$name"
	fi
	[ -z "$mode" ] || chmod "$mode" -- "$name"
	touch -d "$mtime" -- "$name"
}

# poke NAME OFFSET TEXT: overwrite bytes in place and keep the mtime.
poke()
{
	local stamp="$CASE_BASE/tmp/stamp.$BASHPID"

	touch -r "$1" "$stamp"
	printf %s "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
	touch -r "$stamp" "$1"
	rm -f "$stamp"
}

# The mount helpers skip the case where mounting is not allowed.  As root a
# case has a mount namespace of its own; nothing needs to be unmounted.

# mount_tmpfs DIR [OPTIONS]
mount_tmpfs()
{
	need_root
	mkdir -p "$1"
	mount -t tmpfs ${2:+-o "$2"} tmpfs "$1" 2>/dev/null ||
		skip "cannot mount a tmpfs"
}

# mount_loop ext4|xfs|btrfs|vfat SIZE DIR: a fresh file system in a file.
# Its image is kept as DIR.img, so it can be unmounted and mounted again
# with remount_loop DIR.
mount_loop()
{
	local type=$1 size=$2 dir=$3

	need_root
	need_cmd "mkfs.$type"
	mkdir -p "$dir"
	truncate -s "$size" "$CASE_BASE/${dir##*/}.img"
	case $type in
	ext4) mkfs.ext4 -q -F "$CASE_BASE/${dir##*/}.img" ;;
	xfs | btrfs) "mkfs.$type" -q -f "$CASE_BASE/${dir##*/}.img" ;;
	*) "mkfs.$type" "$CASE_BASE/${dir##*/}.img" >/dev/null ;;
	esac || skip "mkfs.$type failed"
	remount_loop "$dir"
}

# remount_loop DIR [NEW_DIR]: mount the image that mount_loop made for DIR.
remount_loop()
{
	mkdir -p "${2:-$1}"
	mount -o loop "$CASE_BASE/${1##*/}.img" "${2:-$1}" 2>/dev/null ||
		skip "cannot mount a loop device"
}

# bind_mount FROM TO
bind_mount()
{
	need_root
	mkdir -p "$2"
	mount --bind "$1" "$2" 2>/dev/null || skip "cannot bind mount"
}

# overlay LOWER UPPER WORK DIR
overlay()
{
	need_root
	mkdir -p "$1" "$2" "$3" "$4"
	mount -t overlay overlay \
		-o "lowerdir=$1,upperdir=$2,workdir=$3" "$4" 2>/dev/null ||
		skip "cannot mount an overlay"
}
