/* SPDX-License-Identifier: MIT */
/*
 * All names that are no directories, and all contents that were read in full,
 * by two threads where there are two: for `dupes --dirs`.  Callbacks run inside
 * a statement and must not use the store.
 */
#ifndef CATALOG_STORE_SURVEY_LEAVES_H
#define CATALOG_STORE_SURVEY_LEAVES_H

#include "store/store.h"

#include <stddef.h>
#include <stdint.h>

struct leaf {
	int64_t dir_id;
	const char *name; /* borrowed until the callback returns */
	size_t name_len;
	int64_t size_bytes;
	int64_t attribute_id; /* store_attributes() */
	int64_t nlink;
	int64_t inode;
	int64_t content_id; /* 0: nothing was read of it */
};

typedef void leaf_fn(const struct leaf *leaf, void *arg);

/* By directory and name; all of one directory in one thread.  One thread's get
 * `first`, and are of smaller directory numbers than those of `second`. */
int store_leaves(struct store *store, leaf_fn *visit, void *first, void *second,
	struct error *err);

typedef void full_content_fn(int64_t content_id, int64_t copies, void *arg);

int store_last_content_id(struct store *store, int64_t *ret, struct error *err);
/* In no order; the threads share arg. */
int store_full_contents(struct store *store, full_content_fn *visit, void *arg,
	struct error *err);

#endif
