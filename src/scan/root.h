/* SPDX-License-Identifier: MIT */
/* The root's own entry, in the directory above it, which is not walked. */
#ifndef CATALOG_SCAN_ROOT_H
#define CATALOG_SCAN_ROOT_H

#include "scan/targets.h"

/* Before the walk: it has one from now on.  Finds out what is known. */
int root_record(struct target *t, struct store *store, struct error *err);
/* After it: its facts, now that it is known what they can be trusted for. */
int root_update(const struct target *t, struct store *store,
	const struct trust *trust, struct error *err);

#endif
