/* SPDX-License-Identifier: MIT */
#include "util/arena.h"

#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

/* Holds the names of an ordinary directory without a second block. */
#define BLOCK_SIZE 16368u

struct arena_block {
	struct arena_block *next;
	size_t size;
	char bytes[];
};

static void
add_block(struct arena *a, size_t need)
{
	size_t size = need > BLOCK_SIZE ? need : BLOCK_SIZE;
	struct arena_block *b = xreallocarray(NULL, 1, sizeof(*b) + size);

	b->next = a->first;
	b->size = size;
	a->first = b;
	a->used = 0;
}

char *
arena_copy(struct arena *a, const void *bytes, size_t len)
{
	char *copy;

	if (!a->first || a->first->size - a->used < len + 1)
		add_block(a, len + 1);
	copy = a->first->bytes + a->used;
	memcpy(copy, bytes, len);
	copy[len] = '\0';
	a->used += len + 1;
	return copy;
}

void
arena_reset(struct arena *a)
{
	struct arena_block *keep = NULL;
	struct arena_block *next;

	for (struct arena_block *b = a->first; b; b = next) {
		next = b->next;
		if (!keep && b->size == BLOCK_SIZE) {
			keep = b;
			keep->next = NULL;
		} else {
			free(b);
		}
	}
	a->first = keep;
	a->used = 0;
}

void
arena_clear(struct arena *a)
{
	arena_reset(a);
	free(a->first);
	a->first = NULL;
}
