/* SPDX-License-Identifier: MIT */
#include "volume/device.h"

#include "util/cleanup.h"
#include "util/path.h"
#include "util/strbuf.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* Encryption on LVM on RAID on partitions is five; sysfs has no loops, but
 * nothing is worth an endless recursion. */
#define DEPTH_MAX 10

/* Does the file dir/name start with the digit 1? */
static bool
says_yes(const char *dir, const char *name)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	_cleanup_(closep) int fd = -1;
	char first = '\0';

	strbuf_addf(&path, "%s/%s", dir, name);
	fd = open(path.buf, O_RDONLY | O_CLOEXEC);
	return fd >= 0 && read(fd, &first, 1) == 1 && first == '1';
}

/* Is it a virtual disk, whose driver says "rotational" of whatever is behind
 * it?  Measured, one sequential reader makes it half as fast as it is. */
static bool
is_virtual(const char *dir, const char *driver)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	char target[256];
	const char *name;
	ssize_t n;

	strbuf_addf(&path, "%s/%s", dir, driver);
	n = readlink(path.buf, target, sizeof(target) - 1);
	if (n < 0)
		return false;
	target[n] = '\0';
	name = strrchr(target, '/');
	return name && strcmp(name, "/virtio_blk") == 0;
}

static bool
disk_spins(const char *dir)
{
	/* A partition has no queue of its own: the disk is its parent. */
	if (says_yes(dir, "queue/rotational"))
		return !is_virtual(dir, "device/driver");
	return says_yes(dir, "../queue/rotational") &&
		!is_virtual(dir, "../device/driver");
}

/* dir: the device's directory, possibly through a symbolic link. */
static bool
spins(const char *dir, int depth) /* NOLINT(misc-no-recursion) */
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	_cleanup_(closedirp) DIR *slaves = NULL;
	bool has_slaves = false;
	size_t len;

	strbuf_addf(&path, "%s/slaves", dir);
	len = path.len;
	slaves = depth < DEPTH_MAX ? opendir(path.buf) : NULL;
	for (struct dirent *e; slaves && (e = readdir(slaves));) {
		if (e->d_name[0] == '.')
			continue;
		has_slaves = true;
		strbuf_truncate(&path, len);
		path_append(&path, e->d_name, strlen(e->d_name));
		if (spins(path.buf, depth + 1))
			return true;
	}
	return !has_slaves && disk_spins(dir);
}

bool
device_is_rotational_in(const char *sysfs, dev_t device)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/dev/block/%u:%u", sysfs, major(device),
		minor(device));
	return spins(path.buf, 0);
}

bool
device_is_rotational(dev_t device)
{
	return device_is_rotational_in("/sys", device);
}
