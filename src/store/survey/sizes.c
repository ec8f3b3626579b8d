/* SPDX-License-Identifier: MIT */
#include "store/survey/sizes.h"

#include <errno.h>
#include <stdlib.h>

#define SLOTS_FIRST 1024

void
sizes_clear(struct sizes *s)
{
	free(s->slots);
	*s = (struct sizes){ .slots = NULL };
}

/* Where a size is looked for first: its upper bits are as good as random. */
static size_t
start_of(const struct sizes *s, int64_t size)
{
	uint64_t h = (uint64_t)size * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)(h >> 20) & (s->n_slots - 1);
}

static size_t
after(const struct sizes *s, size_t i)
{
	return (i + 1) & (s->n_slots - 1);
}

/* The first slot of a size, or the free one where it would be. */
static size_t
head_of(const struct sizes *s, int64_t size)
{
	size_t i = start_of(s, size);

	while (s->slots[i].size != size && s->slots[i].size != 0)
		i = after(s, i);
	return i;
}

struct size_slot *
sizes_find(const struct sizes *s, int64_t size)
{
	size_t i;

	if (s->n == 0)
		return NULL;
	i = head_of(s, size);
	return s->slots[i].size == 0 ? NULL : &s->slots[i];
}

/* There is room. */
static void
add(struct sizes *s, const struct size_slot *slot)
{
	size_t head = head_of(s, slot->size);
	size_t i = head;

	if (s->slots[head].size == 0) {
		s->slots[head] = *slot;
		s->slots[head].is_head = true;
		s->n++;
		return;
	}
	if (s->slots[head].volume != slot->volume ||
		s->slots[head].inode != slot->inode)
		s->slots[head].flags |= SIZE_TWO;
	s->slots[head].flags |= slot->flags;
	while (s->slots[i].size != 0 &&
		(s->slots[i].size != slot->size ||
			s->slots[i].volume != slot->volume))
		i = after(s, i);
	if (s->slots[i].size == 0) {
		s->slots[i] = *slot;
		s->slots[i].flags = 0;
		s->slots[i].is_head = false;
		s->n++;
		return;
	}
	s->slots[i].n_unread += slot->n_unread;
	s->slots[i].n_part += slot->n_part;
	s->slots[i].n_part_many += slot->n_part_many;
}

static int
grow(struct sizes *s)
{
	struct sizes old = *s;

	s->n = 0;
	s->n_slots = old.n_slots ? old.n_slots * 2 : SLOTS_FIRST;
	s->slots = calloc(s->n_slots, sizeof(*s->slots));
	if (!s->slots) {
		*s = old;
		return -ENOMEM;
	}
	for (size_t i = 0; i < old.n_slots; i++)
		if (old.slots[i].size != 0)
			add(s, &old.slots[i]);
	free(old.slots);
	return 0;
}

int
sizes_add(struct sizes *s, const struct size_slot *slot)
{
	if (s->n >= s->n_slots / 3 * 2 && grow(s) < 0)
		return -ENOMEM;
	add(s, slot);
	return 0;
}
