/* SPDX-License-Identifier: MIT */
#include "store/survey/sizes.h"

#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST 1024
/* Slots of one table are added to another by so many, the blocks in an order
 * with this step (odd, so each comes once).  One after the other they would fill
 * a part of it, where no slot would be free for long before it is to grow. */
#define BLOCK ((size_t)64)
#define SCATTER ((size_t)40503)

void
sizes_clear(struct sizes *s)
{
	for (size_t i = 0; i < SIZES_TABLES; i++)
		free(s->tables[i].slots);
	*s = (struct sizes){ .n_waiting = 0 };
}

/* Its upper bits are as good as random. */
static uint64_t
hash_of(int64_t size)
{
	return (uint64_t)size * UINT64_C(0x9e3779b97f4a7c15);
}

/* The uppermost one tells the table. */
static size_t
table_of(uint64_t hash)
{
	return (size_t)(hash >> 63);
}

/* Where a size is looked for first. */
static size_t
start_of(const struct sizes_table *t, int64_t size)
{
	return (size_t)(hash_of(size) >> 20) & (t->n_slots - 1);
}

static size_t
after(const struct sizes_table *t, size_t i)
{
	return (i + 1) & (t->n_slots - 1);
}

/* The first slot of a size, or the free one where it would be. */
static size_t
head_of(const struct sizes_table *t, int64_t size)
{
	size_t i = start_of(t, size);

	while (t->slots[i].size != size && t->slots[i].size != 0)
		i = after(t, i);
	return i;
}

struct size_slot *
sizes_find(const struct sizes *s, int64_t size)
{
	const struct sizes_table *t = &s->tables[table_of(hash_of(size))];
	size_t i;

	if (t->n == 0)
		return NULL;
	i = head_of(t, size);
	return t->slots[i].size == 0 ? NULL : &t->slots[i];
}

const struct size_slot *
sizes_after(const struct sizes *s, const struct size_slot *slot)
{
	const struct sizes_table *t = &s->tables[table_of(hash_of(slot->size))];
	const int64_t size = slot->size;
	size_t i = (size_t)(slot - t->slots);

	do {
		i = after(t, i);
	} while (t->slots[i].size != size && t->slots[i].size != 0);
	return t->slots[i].size == 0 ? NULL : &t->slots[i];
}

void
sizes_expect(const struct sizes *s, int64_t size)
{
	const struct sizes_table *t = &s->tables[table_of(hash_of(size))];

	if (t->n > 0)
		__builtin_prefetch(&t->slots[start_of(t, size)], 1);
}

const struct size_slot *
sizes_next(const struct sizes *s, size_t *cursor)
{
	size_t i = *cursor;

	for (size_t k = 0; k < SIZES_TABLES; k++) {
		const struct sizes_table *t = &s->tables[k];

		while (i < t->n_slots && t->slots[i].size == 0) {
			i++;
			(*cursor)++;
		}
		if (i < t->n_slots) {
			(*cursor)++;
			return &t->slots[i];
		}
		i -= t->n_slots;
	}
	return NULL;
}

/* --- adding --------------------------------------------------------------- */

static bool
is_same(const struct size_slot *a, const struct size_slot *b)
{
	return a->size == b->size && a->volume == b->volume &&
		a->is_outside == b->is_outside;
}

/* There is room. */
static void
add(struct sizes_table *t, const struct size_slot *slot)
{
	size_t head = head_of(t, slot->size);
	size_t i = head;

	if (t->slots[head].size == 0) {
		t->slots[head] = *slot;
		t->slots[head].is_head = true;
		t->n++;
		return;
	}
	if (t->slots[head].volume != slot->volume ||
		t->slots[head].inode != slot->inode)
		t->slots[head].flags |= SIZE_TWO;
	t->slots[head].flags |= slot->flags;
	while (t->slots[i].size != 0 && !is_same(&t->slots[i], slot))
		i = after(t, i);
	if (t->slots[i].size == 0) {
		t->slots[i] = *slot;
		t->slots[i].flags = 0;
		t->slots[i].is_head = false;
		t->n++;
		return;
	}
	t->slots[i].n_files += slot->n_files;
	t->slots[i].n_part_many += slot->n_part_many;
	if (slot->first_dir < t->slots[i].first_dir)
		t->slots[i].first_dir = slot->first_dir;
}

static int
grow(struct sizes_table *t)
{
	struct sizes_table old = *t;

	t->n = 0;
	t->n_slots = old.n_slots ? old.n_slots * 2 : SLOTS_FIRST;
	t->slots = calloc_large(t->n_slots, sizeof(*t->slots));
	if (!t->slots) {
		*t = old;
		return -ENOMEM;
	}
	for (size_t i = 0; i < old.n_slots; i++)
		if (old.slots[i].size != 0)
			add(t, &old.slots[i]);
	free(old.slots);
	return 0;
}

static int
add_or_grow(struct sizes_table *t, const struct size_slot *slot)
{
	if (t->n >= t->n_slots / 3 * 2 && grow(t) < 0)
		return -ENOMEM;
	add(t, slot);
	return 0;
}

int
sizes_settle(struct sizes *s)
{
	int r = 0;

	for (size_t i = 0; i < s->n_waiting && r == 0; i++)
		r = add_or_grow(&s->tables[table_of(
					hash_of(s->waiting[i].size))],
			&s->waiting[i]);
	s->n_waiting = 0;
	return r;
}

/* The tables are larger than the processor's caches, so it asks the memory for
 * some slots before it looks at the first. */
int
sizes_add(struct sizes *s, const struct size_slot *slot)
{
	sizes_expect(s, slot->size);
	s->waiting[s->n_waiting++] = *slot;
	return s->n_waiting < SIZES_WAITING ? 0 : sizes_settle(s);
}

static int
merge_block(struct sizes_table *to, const struct sizes_table *less,
	size_t block)
{
	const struct size_slot *slots = &less->slots[block * BLOCK];
	int r = 0;

	for (size_t i = 0; i < BLOCK && r == 0; i++)
		if (slots[i].size != 0)
			r = add_or_grow(to, &slots[i]);
	return r;
}

int
sizes_merge(struct sizes *s, struct sizes *from, size_t table)
{
	struct sizes_table *to = &s->tables[table];
	struct sizes_table less = from->tables[table];
	int r = 0;

	from->tables[table] = (struct sizes_table){ .slots = NULL };
	if (less.n_slots > to->n_slots) {
		struct sizes_table swap = *to;

		*to = less;
		less = swap;
	}
	for (size_t i = 0; i < less.n_slots / BLOCK && r == 0; i++)
		r = merge_block(to, &less,
			i * SCATTER % (less.n_slots / BLOCK));
	free(less.slots);
	return r;
}
