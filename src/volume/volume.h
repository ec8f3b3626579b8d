/* SPDX-License-Identifier: MIT */
/*
 * From a path a user typed to the volume it lies on and the place within it.
 */
#ifndef CATALOG_VOLUME_VOLUME_H
#define CATALOG_VOLUME_VOLUME_H

#include "model/volume.h"
#include "util/error.h"
#include "volume/mounts.h"

#include <stddef.h>

struct volume_place {
	struct volume volume;
	char *path;   /* absolute and canonical, as mounted now */
	char *within; /* relative to the file system's own root */
	int fd;	      /* the directory, open O_RDONLY|O_DIRECTORY */
};

/*
 * Resolve a directory.  Symbolic links in the path the user typed are
 * followed (it is what was asked for); paths longer than PATH_MAX work.
 * Fails with a sentence that names the path when it is missing, unreadable,
 * not a directory (ERROR_USAGE), or on a pseudo file system (ERROR_USAGE: it
 * says which and why).  Two mounted file systems with one identity:
 * ERROR_FAILED, saying how to add a marker file.
 */
int volume_of_directory(struct volume_place *ret, const struct mounts *mounts,
	const char *path, struct error *err);
void volume_place_clear(struct volume_place *place);

/*
 * Absolute canonical path of an existing file or directory, any length, or
 * of the nearest existing ancestor plus the rest where `path` is gone (a
 * report may ask about a drive in a drawer).  Caller frees.
 */
int volume_canonical_path(char **ret, const char *path, struct error *err);

/* Capacity and free bytes by statvfs; not called on network volumes by
 * reports (a dead server would hang them). */
void volume_read_space(struct volume *v, int fd);

#endif
