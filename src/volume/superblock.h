/* SPDX-License-Identifier: MIT */
/*
 * What a file system calls itself: its UUID and label.  Linux only.
 */
#ifndef CATALOG_VOLUME_SUPERBLOCK_H
#define CATALOG_VOLUME_SUPERBLOCK_H

#include "volume/identity.h"
#include "volume/mounts.h"

#include <stdbool.h>
#include <sys/types.h>

struct superblock {
	char *uuid;  /* as blkid prints it; NULL: none that lasts */
	char *label; /* NULL: none */
};

/*
 * fd: any directory of that file system, or -1.  Not for network file
 * systems: it asks the file system.  What cannot be found out stays NULL.
 */
void superblock_read(struct superblock *ret, const struct mount *mount, int fd,
	enum identify how);
void superblock_clear(struct superblock *s);

/* The block device below the mount; 0 if there is none or several. */
dev_t superblock_device(const struct mount *mount);

/* A UUID of zeros, or an empty one, is what mkfs writes for want of any. */
bool superblock_uuid_is_none(const char *uuid);

/* The name of the link in `directory` (/dev/disk/by-uuid) that leads to the
 * block device, udev's \xHH undone.  NULL if there is none; caller frees. */
char *superblock_udev_name(const char *directory, dev_t device);

#endif
