/* SPDX-License-Identifier: MIT */
/*
 * Of groups of equal files the last ones in the order of the paths of their
 * first copies.  Private to src/store and those who put groups in order.
 */
#ifndef CATALOG_STORE_CONTENT_LAST_BY_PATH_H
#define CATALOG_STORE_CONTENT_LAST_BY_PATH_H

#include "store/content/content_set.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A group's first copy is that on the volume whose name comes first, there the
 * one whose path does.  *ret gets those contents of the set, in no order, whose
 * first copies may be among the last `most` by path; all others are before
 * these.  1, or 0: there is no such order, or the scope has single names or few.
 * Caller frees.
 */
int store_last_by_path(struct store *store, const struct content_set *groups,
	bool is_scoped, size_t most, int64_t **ret, size_t *ret_n,
	struct error *err);

#endif
