/* SPDX-License-Identifier: MIT */
/*
 * What a scan does not look at: the user's --exclude globs and the catalogue's
 * own files.  Immutable while walkers use it.
 *
 * A glob without '/' is matched against the name, one with '/', be it at the
 * start only, against the path relative to the root; as fnmatch(3) with
 * FNM_PATHNAME and FNM_PERIOD off, so '*' also matches a leading dot.  A
 * trailing '/' restricts it to directories.
 */
#ifndef CATALOG_SCAN_FILTER_H
#define CATALOG_SCAN_FILTER_H

#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct filter;

/* db_path may be NULL.  An empty glob is ERROR_USAGE. */
int filter_new(struct filter **ret, const char *const *globs, size_t n_globs,
	const char *db_path, struct error *err);
void filter_free(struct filter *f);

/* Does any glob need the path, not just the name? */
bool filter_needs_path(const struct filter *f);
/* path (NUL-terminated, relative to the root) may be NULL unless
 * filter_needs_path(). */
bool filter_excludes(const struct filter *f, const char *name, const char *path,
	bool is_directory);
/* Is `name` in the directory (dev, ino) one of the catalogue's own files? */
bool filter_is_own(const struct filter *f, dev_t dev, ino_t ino,
	const char *name);

#endif
