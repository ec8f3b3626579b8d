/* SPDX-License-Identifier: MIT */
/*
 * Private to store/content/: which sizes several files have, found out in one
 * pass over the catalogue, in memory that hardly grows with it.
 *
 * Large sizes are counted in a filter of two bits a cell (none, one, more),
 * 8 bytes a file, at most 16 MiB; a size that shares its cell with another is a
 * false positive.  Files that are read whole at once (DIGEST_WHOLE) may be
 * counted exactly, those with one link apart from the others: of these nobody
 * has to ask again, and they can be read in the order of the catalogue.
 */
#ifndef CATALOG_STORE_CONTENT_TWIN_SIZES_H
#define CATALOG_STORE_CONTENT_TWIN_SIZES_H

#include "model/digest.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

/* The regular files of one size. */
struct small_size {
	uint32_t n_unread; /* with one link, of which nothing was read */
	bool has_one;	   /* with one link */
	bool has_two;	   /* and another such */
	bool has_linked;   /* names of files with several links */
};

struct twin_sizes {
	uint8_t *filter; /* NULL when there are no sizes */
	int filter_bits; /* of the number of a cell */
	int64_t max_size;
	/* By size, DIGEST_WHOLE + 1 of them; NULL: not counted apart. */
	struct small_size *small;
};

/* For n_names files, none counted yet.  max_size: larger ones do not count;
 * 0: all do.  has_small: count small ones apart. */
int twin_sizes_begin(struct twin_sizes *sizes, int64_t n_names,
	int64_t max_size, bool has_small, struct error *err);
void twin_sizes_forget(struct twin_sizes *sizes);

void twin_sizes_note(struct twin_sizes *sizes, int64_t size);
/* A regular file, where small ones are counted apart. */
void twin_sizes_note_file(struct twin_sizes *sizes, int64_t size,
	bool is_linked, bool is_unread);

/* Was it counted twice?  False positives, no others. */
bool twin_sizes_maybe(const struct twin_sizes *sizes, int64_t size);
/* Has a small file with one link and this size a twin?  That is certain. */
bool twin_sizes_small(const struct twin_sizes *sizes, int64_t size);
/* Has a file with several links one among the small ones that have one? */
bool twin_sizes_small_beside(const struct twin_sizes *sizes, int64_t size);
/* How many small files with one link are to be read, and their bytes. */
void twin_sizes_unread(const struct twin_sizes *sizes, int64_t *ret_files,
	int64_t *ret_bytes);

#endif
