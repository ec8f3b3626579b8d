/* SPDX-License-Identifier: MIT */
/*
 * Private to store/content/: the names of what may have a twin, kept from the
 * look that counts the sizes while they are few.  That saves a second look at
 * all names and a table; of more than FEW_TWINS_MAX, or where something was
 * read before, candidates.c asks a statement.  Small files (small.c) are kept
 * apart.
 */
#ifndef CATALOG_STORE_CONTENT_FEW_TWINS_H
#define CATALOG_STORE_CONTENT_FEW_TWINS_H

#include "store/content/twin_sizes.h"
#include "store/pages/stored.h"
#include "store/store.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 72 bytes each and a name: some 7 MiB at most, and twice that. */
#define FEW_TWINS_MAX ((size_t)65536)
#define FEW_SMALL_MAX (2 * FEW_TWINS_MAX)

struct few_twin {
	int64_t dir_id;
	int64_t volume_id; /* once they are sorted */
	int64_t size;
	int64_t mtime;
	int64_t lag;
	int64_t inode;
	int64_t gain; /* bytes, once they are sorted by it */
	uint32_t name_at;
	uint32_t name_len : 31;
	uint32_t is_wanted : 1; /* see struct candidate */
};

struct few_twins {
	struct few_twin *rows;
	size_t n;
	size_t most; /* tests have less */
	struct strbuf names;
	bool is_kept; /* all there were */
};

void few_twins_init(struct few_twins *few, size_t most);
void few_twins_clear(struct few_twins *few);

/* None yet. */
void few_twins_begin(struct few_twins *few);
/* A regular file that may have a twin, in the order of the catalogue. */
void few_twins_add(struct few_twins *few, const struct stored_entry *entry,
	bool is_wanted);
/* Nothing more comes: those whose size has a twin, sorted by size (largest
 * first), volume and inode.  Or by what could be gained (size times one less
 * than their number) before all that, then only sizes of which one is wanted,
 * and of an inode those first.  1, or 0: they are not few. */
int few_twins_sort(struct few_twins *few, struct store *store,
	const struct twin_sizes *sizes, bool by_gain, struct error *err);
/* Likewise, but of small files with one link, and as they came. */
int few_twins_keep_small(struct few_twins *few, struct store *store,
	const struct twin_sizes *sizes, struct error *err);
/* The sizes of those that are wanted, each counted as `most` at most. */
int64_t few_twins_bytes(const struct few_twins *few, int64_t most);

#endif
