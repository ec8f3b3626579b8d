/* SPDX-License-Identifier: MIT */
/* A path a user typed, of any length, made absolute and canonical. */
#ifndef CATALOG_VOLUME_CANONICAL_H
#define CATALOG_VOLUME_CANONICAL_H

#include "util/error.h"

/*
 * Open the directory `path` leads to (symbolic links followed, automounts
 * triggered: it is what was asked for) O_RDONLY|O_DIRECTORY, and tell its
 * canonical path, found on the same way: a directory renamed or swapped
 * meanwhile cannot bring the two apart.  The caller closes and frees.
 * Returns a negative errno, without a sentence: the caller knows what the
 * path is to the user.
 */
int canonical_open_directory(int *ret_fd, char **ret_path, const char *path);

/* Open an absolute path of any length, symbolic links followed. */
int canonical_open(const char *path, int flags);

#endif
