# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# For cases about a file system that stops answering.  A case sources it:
# . "$CATALOG_TESTS/lib/hung.sh"

need_root
# A leak checker waits for the thread that hangs.
need_plain
need_cmd bindfs
[ -e /dev/fuse ] || skip "needs /dev/fuse"

# mount_served UNDER AT: AT shows what is in UNDER; after `kill -STOP $daemon`
# it does not answer, until -CONT.
mount_served()
{
	served=$2
	bindfs -f "$1" "$2" 2>bindfs.err &
	daemon=$!
	trap 'kill -CONT $daemon 2>/dev/null; kill $daemon; wait
		umount -l "$served" 2>/dev/null' EXIT
	for _ in $(seq 25); do
		! grep -q " $PWD/$2 " /proc/self/mountinfo || return 0
		sleep 0.2
	done
	skip "cannot mount bindfs"
}

# many_directories DIR: enough that a scan can be stopped in the middle.
many_directories()
{
	local d

	for d in $(seq 40); do
		mkfile "$1/d$d/f1" "$d"
		mkfile "$1/d$d/sub/f2" "$d"
	done
}
