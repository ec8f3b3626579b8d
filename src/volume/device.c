/* SPDX-License-Identifier: MIT */
#include "volume/device.h"

#include "util/cleanup.h"
#include "util/path.h"
#include "util/strbuf.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
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

/* The number in dir/dev, or 0. */
static dev_t
number_of(const char *dir)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	_cleanup_(closep) int fd = -1;
	char text[32];
	char *end;
	unsigned long first, second;
	ssize_t n;

	strbuf_addf(&path, "%s/dev", dir);
	fd = open(path.buf, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	first = strtoul(text, &end, 10);
	if (*end != ':')
		return 0;
	second = strtoul(end + 1, NULL, 10);
	return makedev((unsigned int)first, (unsigned int)second);
}

static void
add_disk(struct device_disks *ret, const char *dir)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	dev_t disk;

	/* A partition's directory is in that of its disk. */
	strbuf_addf(&path, "%s/partition", dir);
	if (access(path.buf, F_OK) == 0) {
		strbuf_truncate(&path, 0);
		strbuf_addf(&path, "%s/..", dir);
		disk = number_of(path.buf);
	} else
		disk = number_of(dir);
	for (size_t i = 0; i < ret->n; i++)
		if (ret->disks[i] == disk)
			return;
	if (disk != 0 && ret->n < DEVICE_DISKS)
		ret->disks[ret->n++] = disk;
}

/* What is found at the bottom of a stack of devices. */
struct bottom {
	bool spins; /* one of them */
	struct device_disks disks;
};

/* dir: the device's directory, possibly through a symbolic link. */
static void
look_below(struct bottom *ret, const char *dir,
	int depth) /* NOLINT(misc-no-recursion) */
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
		look_below(ret, path.buf, depth + 1);
	}
	if (has_slaves)
		return;
	ret->spins |= disk_spins(dir);
	add_disk(&ret->disks, dir);
}

static void
look_at(struct bottom *ret, const char *sysfs, dev_t device)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/dev/block/%u:%u", sysfs, major(device),
		minor(device));
	look_below(ret, path.buf, 0);
}

bool
device_is_rotational_in(const char *sysfs, dev_t device)
{
	struct bottom bottom = { 0 };

	look_at(&bottom, sysfs, device);
	return bottom.spins;
}

bool
device_is_rotational(dev_t device)
{
	return device_is_rotational_in("/sys", device);
}

void
device_disks_in(struct device_disks *ret, const char *sysfs, dev_t device)
{
	struct bottom bottom = { 0 };

	look_at(&bottom, sysfs, device);
	*ret = bottom.disks;
}

void
device_disks(struct device_disks *ret, dev_t device)
{
	device_disks_in(ret, "/sys", device);
}
