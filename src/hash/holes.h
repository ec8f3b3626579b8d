/* SPDX-License-Identifier: MIT */
/*
 * The holes of a sparse file, which need not be read: they are zeroes.
 *
 * Only local file systems are believed that are known to tell the truth also
 * about what was written a moment ago.  Others have said "hole" where there
 * was data, and what a server says is the word of a file system behind it
 * that nobody here knows.
 */
#ifndef CATALOG_HASH_HOLES_H
#define CATALOG_HASH_HOLES_H

#include <stdbool.h>
#include <stdint.h>

struct holes {
	int fd;
	bool is_on;
	int64_t data_end; /* up to there it is data */
};

/* fd is borrowed. */
void holes_init(struct holes *h, int fd);
/* How many bytes from `at` are a hole, up to `end`; 0 if it is to be read.
 * Of a file that ends before `end` the rest counts as one. */
int64_t holes_length(struct holes *h, int64_t at, int64_t end);

#endif
