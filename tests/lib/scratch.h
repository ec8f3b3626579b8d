/* SPDX-License-Identifier: MIT */
/*
 * Scratch directories for tests.  The runner owns one directory and removes
 * it with all that is in it, however the tests end; a test asks for a fresh
 * one below it.  Whatever fails here aborts: no test can go on without.
 *
 * Strings returned are the caller's to free.  Any thread, after
 * scratch_init(); forked tests share the runner's directory.
 */
#ifndef CATALOG_TESTS_SCRATCH_H
#define CATALOG_TESTS_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

/* For the runner: before the first test, and after the last one. */
void scratch_init(void);
void scratch_cleanup(void);

/* A fresh, empty directory, mode 0700; absolute. */
char *scratch_dir(void);
/* "dir/name". */
char *scratch_path(const char *dir, const char *name);

/* Create or replace a file, mode 0644. */
void scratch_write(const char *path, const void *bytes, size_t len);
void scratch_file(const char *dir, const char *name, const void *bytes,
	size_t len);
/* A directory, mode 0755. */
void scratch_mkdir(const char *dir, const char *name);
/* A symbolic link dir/name that says target. */
void scratch_symlink(const char *dir, const char *name, const char *target);

/*
 * `depth` directories, one in the other, all called name, below dir; the
 * whole may be far longer than PATH_MAX.  Returns a descriptor (O_RDONLY) of
 * the deepest one, which the caller closes.
 */
int scratch_deep(const char *dir, const char *name, unsigned int depth);

/*
 * Remove path and all below it: any depth, any length, any mode.  Never
 * follows a symbolic link.  False when something is left.
 */
bool scratch_remove(const char *path);

#endif
