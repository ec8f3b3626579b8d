/* SPDX-License-Identifier: MIT */
/*
 * What is mounted in this mount namespace, read once from
 * /proc/self/mountinfo through libmount.  Reading it touches no file system:
 * no drive wakes, no automount triggers, no dead server hangs us.
 */
#ifndef CATALOG_VOLUME_MOUNTS_H
#define CATALOG_VOLUME_MOUNTS_H

#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct mount {
	const char *point;     /* absolute, as this process sees it */
	const char *root;      /* path within the file system shown there,
			     * relative; "" for all of it.  For btrfs the
			     * subvolume's own path is taken off. */
	const char *fstype;    /* "ext4", "nfs4", "fuse.sshfs" */
	const char *source;    /* "/dev/sda1", "server:/export" */
	const char *subvolume; /* btrfs: path of the subvolume, else NULL */
	dev_t device; /* mountinfo's major:minor; on btrfs not st_dev */
	int id;	      /* mountinfo's; statx() calls it stx_mnt_id */
	bool read_only;
	bool hidden; /* its mount point cannot be reached: another mount covers
		      * it or a directory above it, or it was removed */
};

/* All strings belong to the table and live as long as it does. */
struct mounts {
	struct mount *mounts; /* in mount order */
	size_t n_mounts;
	struct mounts_private *private;
};

int mounts_read(struct mounts **ret, struct error *err);
/* For tests: parse this file instead of /proc/self/mountinfo. */
int mounts_read_file(struct mounts **ret, const char *file, struct error *err);
void mounts_free(struct mounts *m);

/* The mount that holds the absolute canonical path, as a path lookup would
 * find it: the last mounted where several are stacked, nothing that another
 * mount covers.  NULL if there is none. */
const struct mount *mounts_of_path(const struct mounts *m, const char *path);

/* Is something mounted exactly here? */
const struct mount *mounts_at(const struct mounts *m, const char *path);

/* "proc", "sysfs", "cgroup2" ...: holds no files of anybody's. */
bool mount_is_pseudo(const char *fstype);
/* A server or a daemon answers: nfs, cifs, smb3, ceph, 9p, fuse.*, afs ... */
bool mount_is_network(const char *fstype);
/* False on FAT, exFAT, FUSE, CIFS and overlay: inode numbers do not outlive a
 * remount. */
bool mount_has_stable_inodes(const char *fstype);
/* Nanoseconds: 2 s on FAT, 1 s on ext2, ext3, HFS and ISO 9660, 10 ms exFAT,
 * 100 ns NTFS and CIFS, else 1 (the kernel's tick is added by whoever compares
 * with the clock).  Too coarse a value only costs a second reading. */
long mount_granularity_ns(const char *fstype);

#endif
