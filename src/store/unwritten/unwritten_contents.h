/* SPDX-License-Identifier: MIT */
/*
 * Private to unwritten/: what was read of names that wait.  As the content
 * table has it, but in memory; a content's id is its place, from 1.
 */
#ifndef CATALOG_STORE_UNWRITTEN_CONTENTS_H
#define CATALOG_STORE_UNWRITTEN_CONTENTS_H

#include "model/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unwritten;
struct unwritten_name;

struct unwritten_content {
	int64_t size_bytes;
	struct digest digest;
	uint32_t parent_id; /* what it refines, or 0 */
	/* Set by unwritten_contents_count(): */
	uint32_t copies;
	uint32_t volumes;
	uint32_t place : 31;  /* before they were sorted */
	uint32_t is_used : 1; /* by a name, or by one that refines it */
};

/* The names, by content: those of content id are names[begin[id]] to
 * names[begin[id + 1] - 1], in order. */
struct unwritten_members {
	uint32_t *begin; /* ids from 0 to n + 1 */
	const struct unwritten_name **names;
};

struct unwritten_contents {
	struct unwritten_content *list;
	size_t n;
	uint32_t *slots; /* places in the list from 1, by digest */
	size_t n_slots;	 /* 0 or a power of two */
	struct unwritten_members members;
};

void unwritten_contents_clear(struct unwritten_contents *c);
/* Find it or add it: its id.  parent_id: 0, or what it is known to refine. */
uint32_t unwritten_contents_put(struct unwritten_contents *c,
	int64_t size_bytes, const struct digest *digest, uint32_t parent_id);
/* When all names have what they get: number the contents by size and digest,
 * whoever was read first, and find and count who has them. */
void unwritten_contents_count(struct unwritten *u);

#endif
