/* SPDX-License-Identifier: MIT */
/*
 * All names that are no directories, by two threads where there are two, and
 * contents that were read in full: for `dupes --dirs`.  Callbacks run inside a
 * statement and must not use the store.
 */
#ifndef CATALOG_STORE_SURVEY_LEAVES_H
#define CATALOG_STORE_SURVEY_LEAVES_H

#include "store/store.h"

#include <stdbool.h>
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

struct leaf_visitor {
	/* Asked of each name first, of those of directories, too: is there more
	 * to know of it than this? */
	bool (*is_wanted)(int64_t dir_id, int64_t content_id, void *arg);
	void (*visit)(const struct leaf *leaf, void *arg);
};

/* By directory and name; all of one directory in one thread.  One thread's get
 * `first`, and are of smaller directory numbers than those of `second`. */
int store_leaves(struct store *store, const struct leaf_visitor *visitor,
	void *first, void *second, struct error *err);
/* 1 if a file that is no directory has several links, else 0. */
int store_has_links(struct store *store, struct error *err);

typedef void content_fn(int64_t content_id, void *arg);

int store_last_content_id(struct store *store, int64_t *ret, struct error *err);
/* What was read in full; in no order, by two threads that share arg. */
int store_full_contents(struct store *store, content_fn *visit, void *arg,
	struct error *err);
/* Likewise what more than one file has; by one thread. */
int store_shared_contents(struct store *store, content_fn *visit, void *arg,
	struct error *err);

#endif
