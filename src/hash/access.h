/* SPDX-License-Identifier: MIT */
/*
 * Opening the very file that the catalogue means, and making sure afterwards
 * that it was still the same one (DESIGN 2, promises 3 and 8).  Failures are
 * negative errno values: they become problem rows, not errors.
 */
#ifndef CATALOG_HASH_ACCESS_H
#define CATALOG_HASH_ACCESS_H

#include "model/entry.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A mounted directory of a volume that files are opened below. */
struct ground {
	int fd;
	dev_t device;
	bool is_overlay;	/* its files have devices of their own */
	bool inodes_stable;	/* else the inode number proves nothing */
	int64_t granularity_ns; /* of its time stamps */
};

/* Closed: fd -1. */
#define GROUND_INIT                                                            \
	{                                                                      \
		.fd = -1                                                       \
	}

int ground_open(struct ground *ret, const char *mount_point);
void ground_close(struct ground *ground);

/*
 * Open the file with these facts at `path` (relative to the ground) for
 * reading, and wait until a write that comes from now on would change its
 * time stamps, a few milliseconds at most unless the file system counts in
 * seconds.  No symbolic link is followed in any component, nothing but a
 * regular file is opened, its atime stays as it is where the kernel lets us.
 * Returns a descriptor or a negative errno; -ESTALE when what is there is not
 * what the catalogue knows.
 */
int access_open(const struct ground *ground, const char *path, size_t len,
	const struct entry *facts);

/* 0, or -ESTALE when the open file no longer has the facts. */
int access_check(const struct ground *ground, int fd,
	const struct entry *facts);

#endif
