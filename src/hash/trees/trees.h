/* SPDX-License-Identifier: MIT */
/*
 * Directories that are equal, and directories whose content is all in another
 * one, by what is in the catalogue: nothing is read.
 */
#ifndef CATALOG_HASH_TREES_TREES_H
#define CATALOG_HASH_TREES_TREES_H

#include "model/tree.h"
#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

struct trees_options {
	int64_t min_size; /* of all files in a directory together */
	int64_t max_size;
	bool is_scoped; /* as if there were nothing but the scope */
	bool members;	/* archives and directories in them, too */
	bool across;	/* only what is on two volumes */
};

/* ret is set in any case; trees_clear() it. */
int trees_find(struct store *store, const struct trees_options *options,
	struct trees *ret, struct error *err);
void trees_clear(struct trees *trees);

#endif
