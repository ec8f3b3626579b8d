/* SPDX-License-Identifier: MIT */
/*
 * How many files of the scope have each content, as if there were nothing else,
 * at least of those that several files have: a look at its names.  Private to src/store.
 */
#ifndef CATALOG_STORE_CONTENT_SCOPE_COUNTS_H
#define CATALOG_STORE_CONTENT_SCOPE_COUNTS_H

#include "store/content/content_set.h"

/* Of one content. */
struct scope_count {
	uint32_t files; /* inodes; saturates */
	uint16_t first; /* the place of a volume, plus one */
};

struct scope_counts {
	struct scope_count *list; /* by content */
	size_t n;
	struct content_set across; /* those on several volumes */
};

/* *ret is zero; to be cleared whatever it says. */
int scope_counts_load(struct scope_counts *ret, struct store *store,
	struct error *err);
void scope_counts_clear(struct scope_counts *counts);

#endif
