/* SPDX-License-Identifier: MIT */
/*
 * Finding the targets of a run, while that lasts: targets.c says which there
 * are and how each is walked, targets_open.c opens them.  Private to them.
 */
#ifndef CATALOG_SCAN_TARGETS_FIND_H
#define CATALOG_SCAN_TARGETS_FIND_H

#include "scan/targets.h"

struct finder {
	struct targets *targets;
	struct store *store;
	const struct mounts *mounts;
	const struct scan_options *options;
	struct volume_row *volumes;
	size_t n_volumes;
	struct root_row *roots;
	size_t n_roots;
};

/* One more target, from what was typed.  Negative if it could not be opened;
 * what comes of it is the new target's result. */
int targets_add_directory(struct finder *f, const char *path);
/* The same of a root that the catalogue remembers. */
void targets_add_root(struct finder *f, const struct root_row *root);

/* It is not walked, and why. */
__attribute__((format(printf, 3, 4))) void target_set_result(struct target *t,
	enum scan_status status, const char *format, ...);

#endif
