/* SPDX-License-Identifier: MIT */
/*
 * A look at every row of a table, for what sums up: nothing comes out, the
 * callback is called with each.  The rows come from the pages of the file
 * (btree.h), or, where that cannot be, from a statement.  Private to src/store.
 */
#ifndef CATALOG_STORE_PAGES_LOOK_H
#define CATALOG_STORE_PAGES_LOOK_H

#include "store/pages/stored.h"
#include "store/store.h"

#include <stdbool.h>

struct subtree_bits;

/* So much of an entry is known when it is judged: all up to this. */
enum look_known {
	LOOK_NAME = 2,
	LOOK_SIZE,
	LOOK_MTIME,
	LOOK_LAG,
	LOOK_ALL /* then it need not be judged */
};

/* What to look at: one of them. */
struct look {
	stored_entry_fn *entry; /* by directory and name */
	stored_content_fn *content;
	stored_directory_fn *directory; /* both by id */
	/* An entry that is refused is not shown, and most of it not read: asked
	 * with what is known of it by then.  Not with a floor or ceiling.
	 * NULL: all are shown. */
	bool (*judge)(const struct stored_entry *entry, void *arg);
	enum look_known known;
	/* Names of what is smaller may be left out; another thread may raise
	 * it meanwhile.  NULL: none may. */
	const int64_t *floor;
	/* Likewise of what is larger; 0: none may. */
	int64_t ceiling;
	/* Names in these directories only; NULL: in all. */
	const struct subtree_bits *within;
	void *arg;
};

/* Directories, or contents, with these numbers.  An interrupt ends it. */
int look_at(struct store *store, const struct look *look, int64_t first,
	int64_t last, struct error *err);
/* Names in those of n directories that are in look->within, if that is not NULL;
 * they are in order.  Likewise. */
int look_at_these(struct store *store, const struct look *look,
	const int64_t *ids, size_t n, struct error *err);
/* All rows, by a writer that has no transaction open. */
int look_at_now(struct store *store, const struct look *look,
	struct error *err);
/* The names that are in the scope, in no order; entry only: by a statement, */
int look_at_scope(struct store *store, const struct look *look,
	struct error *err);
/* and of these what was asked for by itself. */
int look_at_scope_names(struct store *store, const struct look *look,
	struct error *err);
/* A number with about as many rows before it as behind it; 0: not known. */
int look_middle(struct store *store, const struct look *look, int64_t *ret,
	struct error *err);

/* The SQL functions of the statements. */
int look_register(struct store *store, struct error *err);

#endif
