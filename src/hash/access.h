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

#include <stddef.h>

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

/* The same without a look at what it is, or a wait: to ask where it is. */
int access_open_any(const struct ground *ground, const char *path, size_t len);

/* 0, or -ESTALE when the open file no longer has the facts. */
int access_check(const struct ground *ground, int fd,
	const struct entry *facts);

#endif
