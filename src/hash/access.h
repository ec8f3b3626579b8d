/* SPDX-License-Identifier: MIT */
/*
 * Opening the very file that the catalogue means, and making sure afterwards
 * that it was still the same one (DESIGN 2, promises 3 and 8).  Failures are
 * negative errno values: they become problem rows, not errors.
 */
#ifndef CATALOG_HASH_ACCESS_H
#define CATALOG_HASH_ACCESS_H

#include "hash/ground.h"
#include "model/entry.h"
#include "util/strbuf.h"

#include <stddef.h>

/* A directory from which files were opened: the way there is gone once for all
 * of them that come one after the other.  Belongs to one thread. */
struct access_near {
	const struct ground *ground;
	struct strbuf dir; /* below the ground */
	int fd;		   /* -1: only one file was opened there so far */
};

#define ACCESS_NEAR_INIT                                                       \
	{                                                                      \
		.dir = STRBUF_INIT, .fd = -1                                   \
	}

void access_near_clear(struct access_near *near);

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

/* The same, one of many. */
int access_open_near(struct access_near *near, const struct ground *ground,
	const char *path, size_t len, const struct entry *facts);

/* The same without a look at what it is, or a wait: to ask where it is. */
int access_open_any(const struct ground *ground, const char *path, size_t len);

/* 0, or -ESTALE when the open file no longer has the facts. */
int access_check(const struct ground *ground, int fd,
	const struct entry *facts);

#endif
