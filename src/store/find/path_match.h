/* SPDX-License-Identifier: MIT */
/*
 * Which paths a pattern matches, for who looks at all names: directory after
 * directory, so that what a directory's path says is worked out once, not for
 * each name in it.  Private to src/store; one thread each.
 */
#ifndef CATALOG_STORE_FIND_PATH_MATCH_H
#define CATALOG_STORE_FIND_PATH_MATCH_H

#include "store/find/wanted.h"
#include "store/find/wanted_dirs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct path_match;

/* dirs is borrowed, and knows the paths.  ERROR_USAGE as pattern_new(). */
int path_match_new(struct path_match **ret, const struct wanted *f,
	const struct wanted_dirs *dirs, struct error *err);
/* Does the path of this name in that directory match? */
bool path_match(struct path_match *m, int64_t dir_id, const char *name,
	size_t len);
/* See pattern_given_up(). */
int64_t path_match_given_up(const struct path_match *m);
void path_match_free(struct path_match *m);

#endif
