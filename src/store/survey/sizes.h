/* SPDX-License-Identifier: MIT */
/*
 * The sizes of files that were not read in full: how many of each on each
 * volume, and what may be their copy.  Private to src/store.
 *
 * Open addressing by size, at most 2/3 full, in two tables that two threads can
 * bring together with what another one has.  The first slot of a size that a
 * look-up comes to is its head and knows what is true of the size on all
 * volumes; the others only count.
 */
#ifndef CATALOG_STORE_SURVEY_SIZES_H
#define CATALOG_STORE_SURVEY_SIZES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SIZE_TWO = 1,	    /* two inodes */
	SIZE_UNREAD = 2,    /* one was not read at all */
	SIZE_PART = 4,	    /* one was read in part, */
	SIZE_PART_MANY = 8, /* and another one has what was read of it */
	SIZE_FULL = 16,	    /* another one was read in full, */
	SIZE_LOOSE = 32,    /* and it is not known what its parts are */
};

/* Of one size, on one volume, in the scope or outside; each inode once. */
struct size_slot {
	int64_t size;  /* 0: free */
	int64_t inode; /* one of them */
	uint32_t n_files;
	uint32_t n_part_many; /* of these: SIZE_PART_MANY */
	uint32_t first_dir;   /* none is in a directory before that */
	uint16_t volume;      /* its place in a list */
	uint8_t flags;	      /* of all volumes, if this is the head */
	bool is_head : 1;
	bool is_outside : 1; /* never, where no scope is asked for */
};

#define SIZES_TABLES 2
#define SIZES_WAITING 16

struct sizes_table {
	struct size_slot *slots;
	size_t n;
	size_t n_slots; /* 0 or a power of two */
};

struct sizes {
	struct sizes_table tables[SIZES_TABLES];
	struct size_slot waiting[SIZES_WAITING]; /* for the memory */
	size_t n_waiting;
};

void sizes_clear(struct sizes *s);
/* Add what a slot tells, of a size of at least 1.  -ENOMEM or 0. */
int sizes_add(struct sizes *s, const struct size_slot *add);
/* All was added: nothing is found before.  Likewise. */
int sizes_settle(struct sizes *s);
/* Add one table of `from`, which is empty then.  Both are settled; other
 * tables of both may be in another thread's hands.  Likewise. */
int sizes_merge(struct sizes *s, struct sizes *from, size_t table);

/* The head of a size, or NULL. */
struct size_slot *sizes_find(const struct sizes *s, int64_t size);
/* It will be looked for soon: the memory may bring it. */
void sizes_expect(const struct sizes *s, int64_t size);
/* Another one of the same size, or NULL. */
const struct size_slot *sizes_after(const struct sizes *s,
	const struct size_slot *slot);
/* All that are in use, in no order; *cursor is 0 at
 * first.  NULL: there are no more. */
const struct size_slot *sizes_next(const struct sizes *s, size_t *cursor);

#endif
