/* SPDX-License-Identifier: MIT */
/*
 * The rows of a table in the order of its key, from the pages of the file: a
 * look at all of two million takes a fifth of the time that it takes through a
 * statement.  "Database File Format", section 1.6
 * (https://www.sqlite.org/fileformat2.html).  Private to src/store.
 *
 * SQLite reads the pages, by its own file and its locks; btree_open() says
 * where what they hold is what the open transaction sees.  Pages are not
 * trusted: in a damaged file a walk ends, with an error, and nothing outside
 * of them is read.
 */
#ifndef CATALOG_STORE_PAGES_BTREE_H
#define CATALOG_STORE_PAGES_BTREE_H

#include "store/pages/record.h"
#include "store/store.h"

struct btree;

/*
 * 1 and *ret, to be freed; or 0 if only statements can tell: no transaction is
 * open, it has written, the log holds pages, or there is no file or no such
 * table.  is_keyed: a WITHOUT ROWID table, whose first column is an integer.
 * Not after the end of the transaction.
 */
int btree_open(struct btree **ret, struct store *store, const char *table,
	bool is_keyed, struct error *err);
void btree_free(struct btree *tree);

/* Begin with the first row whose key is not less; of each so many columns are
 * read. */
void btree_seek(struct btree *tree, int64_t first, size_t n_columns);
/* 1 with the next row and its key, the rowid or the first column; 0 at the
 * end, or negative.  The record is borrowed until the next call. */
int btree_next(struct btree *tree, int64_t *ret_key, struct record *ret,
	struct error *err);

/* A key with about as many rows before it as behind it: 1, or 0 if there are
 * few. */
int btree_middle(struct btree *tree, int64_t *ret, struct error *err);

#endif
