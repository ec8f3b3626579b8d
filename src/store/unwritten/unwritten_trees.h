/* SPDX-License-Identifier: MIT */
/*
 * Private to unwritten_build.c: the trees of names and contents and of their
 * indexes, each from its rows in order (pages/grow.h).  What schema.sql says of
 * their columns is said here once more; tests have SQLite check that they are
 * what it would have made.
 */
#ifndef CATALOG_STORE_UNWRITTEN_TREES_H
#define CATALOG_STORE_UNWRITTEN_TREES_H

#include "store/pages/grow.h"
#include "store/unwritten/unwritten_order.h"

enum tree {
	TREE_ENTRY,
	TREE_ENTRY_CONTENT,
	TREE_ENTRY_LINKED,
	TREE_CONTENT,
	TREE_CONTENT_UNIQUE,
	TREE_CONTENT_PARENT,
	TREE_CONTENT_GROUP,
	N_TREES
};

const char *tree_name(enum tree tree);
/* An index or a WITHOUT ROWID table. */
bool tree_is_keyed(enum tree tree);

/* What content_group is sorted by is an integer: no size times its copies
 * overflows.  The contents were counted. */
bool trees_can_be_sorted(const struct unwritten *u);
/* All of them, at these roots: 0, or a negative errno. */
int trees_build(struct grow *grow, const uint32_t roots[N_TREES],
	const struct unwritten *u);

#endif
