/* SPDX-License-Identifier: MIT */
/*
 * Where a UUID and a label can be had, without root first:
 *
 *   1. ask the file system by ioctl, through any directory of it: works for
 *      everybody, opens no device, wakes no drive;
 *   2. /dev/disk/by-uuid and by-label, which udev keeps;
 *   3. libblkid: reading the device (root, or group disk), else its cache.
 *      Only when a scan asks.
 *
 * All of them must give the same text, or a volume would change its identity
 * with who runs the program.  So only 16-byte UUIDs are taken from the kernel
 * (FAT and NTFS have serial numbers, which blkid prints its own way), and
 * those whose kernel UUID does not last are skipped: tmpfs draws one by lot at
 * mount time, and so does btrfs when a copy of a mounted file system is
 * mounted beside it (temp_fsid; the UUID on the device is the real one).
 */
#include "volume/superblock.h"

#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <blkid/blkid.h>
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/btrfs.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define UUID_BYTES 16

#define BY_UUID "/dev/disk/by-uuid"
#define BY_LABEL "/dev/disk/by-label"

/* Since Linux 6.9 (include/uapi/linux/fs.h); older headers lack it. */
#ifndef FS_IOC_GETFSUUID
struct fsuuid2 {
	__u8 len;
	__u8 uuid[16];
};
#define FS_IOC_GETFSUUID _IOR(0x15, 0, struct fsuuid2)
#endif

DEFINE_CLEANUP(blkid_probe, blkid_free_probe);
DEFINE_CLEANUP(blkid_cache, blkid_put_cache);

void
superblock_clear(struct superblock *s)
{
	free(s->uuid);
	free(s->label);
	*s = (struct superblock){ NULL, NULL };
}

bool
superblock_uuid_is_none(const char *uuid)
{
	return uuid[strspn(uuid, "0-")] == '\0';
}

/* Keep the first that was found; takes value over. */
static void
keep(char **field, char *value)
{
	if (!*field && value && value[0] != '\0')
		*field = take_ptr(&value);
	free(value);
}

static void
keep_uuid(char **field, char *value)
{
	if (value && superblock_uuid_is_none(value)) {
		free(value);
		value = NULL;
	}
	keep(field, value);
}

static char *
format_uuid(const unsigned char bytes[static UUID_BYTES])
{
	struct strbuf s = STRBUF_INIT;

	for (size_t i = 0; i < UUID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			strbuf_addc(&s, '-');
		strbuf_addf(&s, "%02x", bytes[i]);
	}
	return strbuf_detach(&s);
}

/* The file is there since Linux 6.7; without it there is no such thing. */
static bool
btrfs_uuid_is_temporary(const char *uuid)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	_cleanup_(closep) int fd = -1;
	char first = '0';

	strbuf_addf(&path, "/sys/fs/btrfs/%s/temp_fsid", uuid);
	fd = open(path.buf, O_RDONLY | O_CLOEXEC);
	return fd >= 0 && read(fd, &first, 1) == 1 && first != '0';
}

static char *
uuid_of_btrfs(int fd)
{
	_cleanup_(freep) char *uuid = NULL;
	struct btrfs_ioctl_fs_info_args info;

	memset(&info, 0, sizeof(info));
	if (ioctl(fd, BTRFS_IOC_FS_INFO, &info) < 0)
		return NULL;
	uuid = format_uuid(info.fsid);
	return btrfs_uuid_is_temporary(uuid) ? NULL : take_ptr(&uuid);
}

static char *
uuid_of_kernel(int fd)
{
	struct fsuuid2 answer;

	memset(&answer, 0, sizeof(answer));
	if (ioctl(fd, FS_IOC_GETFSUUID, &answer) < 0 ||
		answer.len != UUID_BYTES)
		return NULL;
	return format_uuid(answer.uuid);
}

static void
ask_file_system(struct superblock *ret, const struct mount *mount, int fd)
{
	char label[FSLABEL_MAX + 1];

	if (strcmp(mount->fstype, "btrfs") == 0)
		keep_uuid(&ret->uuid, uuid_of_btrfs(fd));
	else
		keep_uuid(&ret->uuid, uuid_of_kernel(fd));
	memset(label, 0, sizeof(label));
	if (ioctl(fd, FS_IOC_GETFSLABEL, label) == 0)
		keep(&ret->label, xstrdup(label));
}

dev_t
superblock_device(const struct mount *mount)
{
	struct stat st;

	if (major(mount->device) != 0)
		return mount->device;
	/* btrfs: an anonymous device, and its first disk as the source. */
	if (mount->source[0] == '/' && stat(mount->source, &st) == 0 &&
		S_ISBLK(st.st_mode))
		return st.st_rdev;
	return 0;
}

static char *
undo_escapes(const char *name)
{
	struct strbuf s = STRBUF_INIT;

	while (*name) {
		if (name[0] == '\\' && name[1] == 'x' &&
			isxdigit((unsigned char)name[2]) &&
			isxdigit((unsigned char)name[3])) {
			char digits[] = { name[2], name[3], '\0' };

			strbuf_addc(&s, (char)strtol(digits, NULL, 16));
			name += 4;
		} else {
			strbuf_addc(&s, *name++);
		}
	}
	return strbuf_detach(&s);
}

char *
superblock_udev_name(const char *directory, dev_t device)
{
	_cleanup_(closedirp) DIR *dir = opendir(directory);
	struct dirent *e;
	struct stat st;

	while (dir && (e = readdir(dir))) {
		if (fstatat(dirfd(dir), e->d_name, &st, 0) == 0 &&
			S_ISBLK(st.st_mode) && st.st_rdev == device)
			return undo_escapes(e->d_name);
	}
	return NULL;
}

static char *
probe_value(blkid_probe probe, const char *name)
{
	const char *value;

	if (blkid_probe_lookup_value(probe, name, &value, NULL) < 0)
		return NULL;
	return xstrdup(value);
}

/* False: the device may not be read. */
static bool
read_device(struct superblock *ret, const char *source)
{
	_cleanup_(blkid_free_probep) blkid_probe probe =
		blkid_new_probe_from_filename(source);

	if (!probe)
		return false;
	(void)blkid_probe_enable_superblocks(probe, 1);
	(void)blkid_probe_set_superblocks_flags(probe,
		BLKID_SUBLKS_UUID | BLKID_SUBLKS_LABEL);
	if (blkid_do_safeprobe(probe) == 0) {
		keep_uuid(&ret->uuid, probe_value(probe, "UUID"));
		keep(&ret->label, probe_value(probe, "LABEL"));
	}
	return true;
}

static void
ask_blkid(struct superblock *ret, const char *source)
{
	_cleanup_(blkid_put_cachep) blkid_cache cache = NULL;

	if (source[0] != '/' || read_device(ret, source))
		return;
	if (blkid_get_cache(&cache, NULL) < 0)
		return;
	keep_uuid(&ret->uuid, blkid_get_tag_value(cache, "UUID", source));
	keep(&ret->label, blkid_get_tag_value(cache, "LABEL", source));
}

/* A FUSE daemon would be handed the ioctl. */
static bool
may_ask(const struct mount *mount)
{
	return strcmp(mount->fstype, "fuseblk") != 0;
}

/* overlay has a UUID where the kernel is new and its upper layer lets itself
 * be written; ZFS has a rung of its own. */
static bool
has_lasting_uuid(const char *fstype)
{
	static const char *const types[] = { "overlay", "ramfs", "rootfs",
		"tmpfs", "zfs" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(fstype, types[i]) == 0)
			return false;
	}
	return !mount_is_pseudo(fstype);
}

void
superblock_read(struct superblock *ret, const struct mount *mount, int fd,
	enum identify how)
{
	dev_t device = superblock_device(mount);

	*ret = (struct superblock){ NULL, NULL };
	if (!has_lasting_uuid(mount->fstype))
		return;
	if (fd >= 0 && may_ask(mount))
		ask_file_system(ret, mount, fd);
	if (device == 0)
		return;
	if (!ret->uuid)
		keep_uuid(&ret->uuid, superblock_udev_name(BY_UUID, device));
	if (!ret->label)
		keep(&ret->label, superblock_udev_name(BY_LABEL, device));
	if (!ret->uuid && how == IDENTIFY_ASK)
		ask_blkid(ret, mount->source);
}
