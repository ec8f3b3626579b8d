/* SPDX-License-Identifier: MIT */
/*
 * An order of directories that does not depend on who was scanned first: by
 * volume, as their names are, and in each as find has them.
 */
#ifndef CATALOG_STORE_SURVEY_RANKS_H
#define CATALOG_STORE_SURVEY_RANKS_H

#include "store/store.h"

#include <stddef.h>
#include <stdint.h>

/* The rank of each directory.id below *ret_n, which is more than any.  Caller
 * frees. */
int store_directory_ranks(struct store *store, int32_t **ret, size_t *ret_n,
	struct error *err);

#endif
