/* SPDX-License-Identifier: MIT */
/*
 * All names, all directories, all contents: what is made of them is made by
 * other layers.  By two threads, where there are two and nothing else is said.
 */
#ifndef CATALOG_STORE_SURVEY_LEAVES_H
#define CATALOG_STORE_SURVEY_LEAVES_H

#include "store/pages/stored.h"
#include "store/store.h"

#include <stdint.h>

/* By directory and name; all of one directory in one thread.  One thread's get
 * `first`, and are of smaller directory numbers than those of `second`. */
int store_leaves(struct store *store, stored_entry_fn *visit, void *first,
	void *second, struct error *err);
/* By id, by one thread. */
int store_directories(struct store *store, stored_directory_fn *visit,
	void *arg, struct error *err);
/* parents[id] of all that are below n, 0 where it is not; of others what was
 * there stays. */
int store_parents(struct store *store, int64_t *parents, int64_t n,
	struct error *err);
int store_last_content_id(struct store *store, int64_t *ret, struct error *err);
/* In no order, by two threads that share arg; this one does something else
 * before (halves.h). */
int store_contents(struct store *store, stored_content_fn *visit, void *arg,
	int (*before)(void *before_arg, struct error *err), void *before_arg,
	struct error *err);

#endif
