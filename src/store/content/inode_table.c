/* SPDX-License-Identifier: MIT */
/*
 * A hash table of blocks.  Names come by directory, and file systems give the
 * files of a directory numbers that are close to each other: these are looked
 * for in one block, so that few of the blocks are met at a time and the
 * processor's caches hold them.  Where a number's slot is taken, it is looked
 * for in another block.
 *
 * A slot is taken by its number first, its content follows: whichever thread
 * comes first with one.  Numbers of several volumes may have the same key; then
 * they meet as one that has two contents, and whoever counts looks at all of it.
 */
#include "store/content/inode_table.h"

#include "util/alloc.h"
#include "util/sort.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

/* Neighbours: a power of two. */
#define BLOCK ((uint64_t)64)
/* So many are looked at before a table counts as full. */
#define BLOCKS_MOST 50
/* Blocks of more have numbers that a hash has no bits for. */
#define FILES_MOST ((size_t)1 << 36)

static const uint64_t prime = UINT64_C(0x9e3779b97f4a7c15);

int
inode_table_make(struct inode_table *ret, size_t n_files)
{
	if (n_files > FILES_MOST)
		return -ENOMEM;
	ret->n_blocks = (n_files + n_files / 4) / BLOCK + 1;
	ret->slots = calloc_large(ret->n_blocks * BLOCK, sizeof(*ret->slots));
	return ret->slots ? 0 : -ENOMEM;
}

void
inode_table_clear(struct inode_table *table)
{
	free(table->slots);
	*table = (struct inode_table){ .slots = NULL };
}

/* Neighbours stay neighbours, in another order. */
static uint64_t
key_of(const struct counted_file *file)
{
	return (uint64_t)file->inode ^ (file->volume * prime);
}

/* Is it there, or was it put there just now? */
static bool
take_slot(struct inode_slot *slot, uint64_t key)
{
	uint64_t there = __atomic_load_n(&slot->inode, __ATOMIC_RELAXED);

	return there == key ||
		(there == 0 &&
			(__atomic_compare_exchange_n(&slot->inode, &there, key,
				 false, __ATOMIC_RELAXED, __ATOMIC_RELAXED) ||
				there == key));
}

/* One of the blocks, of which there are less than 2^32, by the upper half of a
 * hash (Lemire, "Fast random integer generation in an interval", 2019). */
static struct inode_slot *
block_of(const struct inode_table *table, uint64_t hash)
{
	return table->slots + ((hash >> 32) * table->n_blocks >> 32) * BLOCK;
}

/* What is first in a block is another for each, so that numbers that are all
 * multiples of something fill them, too. */
static uint64_t
place_in_block(uint64_t key, uint64_t hash)
{
	return (key ^ hash >> 32) % BLOCK;
}

void
inode_table_expect(const struct inode_table *table,
	const struct counted_file *file)
{
	const uint64_t key = key_of(file);
	const uint64_t hash = key / BLOCK * prime;

	__builtin_prefetch(block_of(table, hash) + place_in_block(key, hash),
		1);
}

/* NULL: there is no room. */
static struct inode_slot *
find_slot(const struct inode_table *table, uint64_t key)
{
	uint64_t hash = key / BLOCK * prime;
	const uint64_t place = place_in_block(key, hash);

	for (size_t n = 0; n < BLOCKS_MOST && key != 0; n++) {
		struct inode_slot *slot = block_of(table, hash) + place;

		if (take_slot(slot, key))
			return slot;
		hash = (hash + 1) * prime;
	}
	return NULL;
}

enum inode_seen
inode_table_add(struct inode_table *table, const struct counted_file *file)
{
	const uint64_t what = (uint64_t)file->content_id << 16 | file->volume;
	struct inode_slot *slot = find_slot(table, key_of(file));
	uint64_t there = 0;

	if (!slot)
		return INODE_ELSE;
	if (__atomic_compare_exchange_n(&slot->file, &there, what, false,
		    __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		return INODE_NEW;
	return there == what ? INODE_AGAIN : INODE_ELSE;
}

int
counted_file_compare(const void *a, const void *b)
{
	const struct counted_file *x = a;
	const struct counted_file *y = b;

	if (x->content_id != y->content_id)
		return compare_i64(x->content_id, y->content_id);
	return x->volume != y->volume ? x->volume - y->volume :
					compare_i64(x->inode, y->inode);
}
