/* SPDX-License-Identifier: MIT */
/*
 * Bytes that live and die together: pointers stay valid until the arena is
 * reset or cleared.  One owner, no threads.  Aborts when memory runs out.
 */
#ifndef CATALOG_UTIL_ARENA_H
#define CATALOG_UTIL_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *first; /* the block in use */
	size_t used;		   /* of it */
};

#define ARENA_INIT                                                             \
	{                                                                      \
		NULL, 0                                                        \
	}

/* Copy the bytes and put a NUL behind them. */
char *arena_copy(struct arena *a, const void *bytes, size_t len);
/* Forget everything but keep one block of ordinary size. */
void arena_reset(struct arena *a);
void arena_clear(struct arena *a);

#endif
