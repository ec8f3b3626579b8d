/* SPDX-License-Identifier: MIT */
/*
 * A catalogue of random rows, written by SQLite alone: for tests of what reads
 * its pages.  Some rows do not fit on a page, numbers are of all lengths, and
 * pages of tables and indices are mixed.
 */
#ifndef CATALOG_TESTS_RANDOM_ROWS_H
#define CATALOG_TESTS_RANDOM_ROWS_H

#include "lib/random.h"

#include <check.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

/* An assertion of check writes to a file even when it holds. */
#define must(condition)                                                        \
	do {                                                                   \
		if (!(condition))                                              \
			ck_abort_msg("%s", #condition);                        \
	} while (0)

/* Of all lengths, and those at which they grow longer. */
int64_t random_number(void);

struct random_shape {
	int page_size;
	int reserved; /* bytes at the end of each page */
	bool auto_vacuum;
	const char *journal;
	unsigned int n_rows;
};

/* Returns its path, to be freed. */
char *random_rows_make(const struct random_shape *shape);

/* By SQLite alone. */
sqlite3 *raw_open(const char *path);
void raw_exec(sqlite3 *db, const char *sql);
sqlite3_stmt *raw_prepare(sqlite3 *db, const char *sql);

#endif
