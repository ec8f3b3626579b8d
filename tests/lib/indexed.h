/* SPDX-License-Identifier: MIT */
/*
 * A catalogue of a directory, made with the store alone: for tests of what
 * comes after a scan.
 */
#ifndef CATALOG_TESTS_INDEXED_H
#define CATALOG_TESTS_INDEXED_H

#include "store/store.h"

#include <stdint.h>

/* A volume by this name.  Returns its id.  Aborts if it cannot. */
int64_t indexed_volume(struct store *store, const char *name);
/*
 * Record everything below dir as the volume's content, in one transaction.
 * What is known and has the same facts stays as it is; what is gone stays
 * too.
 */
void indexed_tree(struct store *store, int64_t volume_id, const char *dir);
/*
 * The groups as text: the paths (within their volumes, "VOLUME:PATH") of a
 * group sorted and joined by spaces, a line each, the lines sorted.  The
 * caller frees it.
 */
char *indexed_groups(struct store *store);

#endif
