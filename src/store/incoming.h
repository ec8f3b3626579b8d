/* SPDX-License-Identifier: MIT */
/*
 * Private to store/: many rows by one INSERT.
 *
 * What is to be stored stays where it is, in memory, and SQLite reads it there
 * as a table, `INSERT INTO ... SELECT ... FROM incoming_entry`.  That takes a
 * fifth less time than binding each value of 32 rows at a time, which takes
 * half as much as one row at a time.
 */
#ifndef CATALOG_STORE_INCOMING_H
#define CATALOG_STORE_INCOMING_H

#include "store/query.h"

#include <stddef.h>

/* Column `column` of row i, as sqlite3_module.xColumn gives it. */
typedef void incoming_column(sqlite3_context *context, const void *rows,
	size_t i, int column);

/* The rows of a table while its INSERT runs; borrowed. */
struct incoming {
	const void *rows;
	size_t n;
};

/* Make a table of that name: columns is as in CREATE TABLE, in brackets.  The
 * rows are looked up in *source whenever the table is read. */
int incoming_register(struct store *store, const char *name,
	const char *columns, incoming_column *column,
	const struct incoming *source, struct error *err);

#endif
