/* SPDX-License-Identifier: MIT */
/*
 * Names of files with certain contents, in the order of their paths as strcmp()
 * puts them: who wants the first few need not look at all.  Memory is that of
 * the directories on the way to one name.
 */
#ifndef CATALOG_STORE_CONTENT_BY_PATH_H
#define CATALOG_STORE_CONTENT_BY_PATH_H

#include "store/content/content_set.h"
#include "store/store.h"
#include "util/cleanup.h"

#include <stdbool.h>

struct by_path;

/* reverse: the last one first.  *ret is NULL where a volume's paths do not begin
 * alike or a scan has left directories without a way to them: then there is no
 * such order.  is_scoped: what is far from the scope may be left out.  The set
 * stays the caller's, and is to last as long. */
int store_by_path_open(struct by_path **ret, struct store *store,
	const struct content_set *contents, bool is_scoped, bool reverse,
	struct error *err);
/* 1 with a name's path, borrowed until the next call, and its content; 0 at the
 * end. */
int store_by_path_next(struct by_path *p, const char **ret_path,
	int64_t *ret_content, struct error *err);
void store_by_path_close(struct by_path *p);
DEFINE_CLEANUP(struct by_path *, store_by_path_close);

#endif
