/* SPDX-License-Identifier: MIT */
/*
 * Of groups of equal files the last ones in the order of the paths of their
 * first copies, found on a look at all names that may count them, too.  Private
 * to src/store.
 *
 * A group's first copy is that on the volume whose name comes first, there the
 * one whose path does.
 */
#ifndef CATALOG_STORE_CONTENT_LAST_BY_PATH_H
#define CATALOG_STORE_CONTENT_LAST_BY_PATH_H

#include "store/content/content_set.h"
#include "store/pages/stored.h"
#include "store/store.h"
#include "util/cleanup.h"

#include <stddef.h>
#include <stdint.h>

struct last_by_path;

/* The store is borrowed. */
struct last_by_path *last_by_path_new(struct store *store, bool is_scoped);
void last_by_path_free(struct last_by_path *l); /* NULL is fine */
DEFINE_CLEANUP(struct last_by_path *, last_by_path_free);

/* Before names come: 1, or 0: there is no such order, or the scope has single
 * names or few, and no name need come.  The groups are borrowed: which they are is
 * known when names come, how many there may be at most is now. */
int last_by_path_prepare(struct last_by_path *l,
	const struct content_set *groups, struct error *err);
/* All names of the scope, those of a directory by name in one of two threads, 0
 * and 1, each of which has its half.  NULL if none need come, or l is. */
struct last_half;
struct last_half *last_by_path_half(struct last_by_path *l, int thread);
void last_by_path_take(const struct stored_entry *e, struct last_half *half);
/* The names of a scope or all, if nobody else looks at them. */
int last_by_path_look(struct last_by_path *l, struct error *err);
/* 1 and those contents of a set, which is part of the groups, whose first
 * copies may be among the last `most` by path, in no order; all others are before
 * these.  0: it could not be prepared.  Caller frees. */
int last_by_path_find(struct last_by_path *l, const struct content_set *groups,
	size_t most, int64_t **ret, size_t *ret_n);

#endif
