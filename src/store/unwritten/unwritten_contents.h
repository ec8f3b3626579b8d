/* SPDX-License-Identifier: MIT */
/*
 * Private to unwritten/: what was read of names that wait.  As the content
 * table has it, but in memory; a content's id is its place, from 1.
 */
#ifndef CATALOG_STORE_UNWRITTEN_CONTENTS_H
#define CATALOG_STORE_UNWRITTEN_CONTENTS_H

#include "store/content/new_contents.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unwritten;

struct unwritten_contents {
	struct new_content *list;
	size_t n;
	uint32_t *slots; /* places in the list from 1, by digest */
	size_t n_slots;	 /* 0 or a power of two */
	bool *are_used;	 /* by a name, or by one that refines it; once they
			  * are counted */
};

void unwritten_contents_clear(struct unwritten_contents *c);
/* Find it or add it: sets id and is_known. */
void unwritten_contents_put(struct unwritten_contents *c,
	struct content_row *row);

/* The names, by content: those of content id are names[begin[id]] to
 * names[begin[id + 1] - 1], in order. */
struct unwritten_members {
	uint32_t *begin; /* ids from 0 to n + 1 */
	uint32_t *names; /* places in the order */
};

void unwritten_members_clear(struct unwritten_members *m);
void unwritten_members_find(struct unwritten_members *m,
	const struct unwritten *u);
/* Set copies and volumes of all contents, and which are used. */
void unwritten_contents_count(struct unwritten *u);

#endif
