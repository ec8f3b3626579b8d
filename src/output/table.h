/* SPDX-License-Identifier: MIT */
/*
 * The state of a table, shared by the three files it is made in: table.c
 * collects the cells, table_fit.c says how wide each column may be,
 * table_lines.c prints them.
 */
#ifndef CATALOG_OUTPUT_TABLE_H
#define CATALOG_OUTPUT_TABLE_H

#include "output/format.h"
#include "output/output.h"

#include <stdbool.h>
#include <stddef.h>

#define TABLE_SEPARATOR "  "
#define TABLE_SEPARATOR_WIDTH 2
/* A shortened column keeps this much, even if the line gets too long. */
#define TABLE_SHRUNK_MIN 12
/* With less than this, columns that a report can do without go first: the end
 * of a path is what tells it from others. */
#define TABLE_SHRUNK_WANTED 24

struct table {
	const struct output_column **columns; /* those that are shown */
	size_t n_columns;
	size_t *widths;	 /* widest cell so far, before shortening */
	size_t *limits;	 /* what a cell may take in this window */
	bool *has_words; /* a column of mixed types: not only numbers so far */
	char **cells;	 /* n_lines * n_columns, owned */
	char **colours;	 /* likewise; NULL where there is none */
	size_t *leads;	 /* likewise; bytes before what is coloured */
	size_t n_lines;
	size_t room;  /* lines that cells has room for */
	bool *hidden; /* columns there is no room for */
	bool as_records;
	bool fitted; /* these two are settled */
	bool headed; /* the heading was printed, or is not wanted */
};

/* Settle t->limits, hidden and as_records for the window that t holds. */
void table_fit(const struct output *o, struct table *t);
/* Print the window; table_fit() was called. */
void table_print(struct output *o, struct table *t);

#endif
