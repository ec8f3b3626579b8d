/* SPDX-License-Identifier: MIT */
/*
 * A catalogue in a scratch directory and a tree to scan into it, for tests of
 * the scan.  Whatever fails here prints why and aborts, so these verbs also do
 * in a process of lib/namespace.h.
 */
#ifndef CATALOG_TESTS_SCANNED_H
#define CATALOG_TESTS_SCANNED_H

#include "scan/scan.h"
#include "store/store.h"

#include <stdint.h>

struct scanned {
	char *dir; /* empty at first; what scanned_again() scans */
	char *db;  /* in a directory of its own */
	struct store *store;
	struct scan_options options;
	struct scan_result *results; /* of the last run */
	size_t n_results;
};

void scanned_init(struct scanned *s);
void scanned_free(struct scanned *s);

/* Scan s->dir; the result of it. */
const struct scan_result *scanned_again(struct scanned *s);
/* Scan n directories, or with none every known root. */
void scanned_dirs(struct scanned *s, const char *const *dirs, size_t n);
/* One directory; the first result. */
const struct scan_result *scanned_one(struct scanned *s, const char *dir);

/*
 * All the catalogue knows, but for its own numbers and the times of scans:
 * a line each, by path: directories with states and totals, then everything
 * else, then problems.  The caller frees it.
 */
char *scanned_dump(struct scanned *s);
/* The first column of the first row, a number; -1 without a row. */
int64_t scanned_number(struct scanned *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* How many names the catalogue has with this path (mode 0 not counted). */
int64_t scanned_has(struct scanned *s, const char *path);
/* Aborts unless the file is sound and every directory's totals are right. */
void scanned_check(struct scanned *s);

#endif
