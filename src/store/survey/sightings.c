/* SPDX-License-Identifier: MIT */
/*
 * Memory: 2 bytes a name, 16 a directory.  Of twenty sizes that are asked for,
 * one name in 3,000 has the bits of one by chance.
 */
#include "store/survey/sightings.h"

#include "util/alloc.h"
#include "util/sort.h"

#include <stdlib.h>

/* To search for directories takes as long as to look at so many times as many, by
 * two threads. */
#define NAMES_A_SEARCH 8

static uint16_t
mark_of(int64_t size)
{
	return (uint16_t)((uint64_t)size * UINT64_C(0x9e3779b97f4a7c15) >> 48);
}

static void
part_clear(struct sightings_part *part)
{
	free(part->marks);
	free(part->dirs);
	*part = (struct sightings_part){ .marks = NULL };
}

void
sightings_begin(struct sightings *s)
{
	part_clear(&s->first);
	part_clear(&s->second);
	s->is_whole = false;
}

void
sightings_free(struct sightings *s)
{
	if (!s)
		return;
	sightings_begin(s);
	free(s);
}

void
sightings_note(struct sightings_part *part, int64_t dir_id, int64_t size)
{
	if (part->n == part->room) {
		part->room = part->room ? part->room * 2 : 4096;
		part->marks = xreallocarray(part->marks, part->room,
			sizeof(*part->marks));
	}
	if (part->n_dirs == 0 || part->dirs[part->n_dirs - 1].id != dir_id) {
		part->dirs =
			xgrow(part->dirs, part->n_dirs, sizeof(*part->dirs));
		part->dirs[part->n_dirs++].id = dir_id;
	}
	part->marks[part->n++] = mark_of(size);
	part->dirs[part->n_dirs - 1].end = part->n;
}

void
sizes_ask(struct sizes_asked *asked, int64_t size)
{
	const uint16_t mark = mark_of(size);

	asked->bits[mark / 64] |= UINT64_C(1) << mark % 64;
}

static bool
is_asked(const struct sizes_asked *asked, uint16_t mark)
{
	return (asked->bits[mark / 64] >> mark % 64 & 1) != 0;
}

struct finding {
	const struct sizes_asked *asked;
	int64_t *list;
	size_t n;
	size_t n_names; /* of these */
	size_t most;
};

/* Those of one part; false: that is more than most. */
static bool
find_in(struct finding *f, const struct sightings_part *part)
{
	size_t i = 0;

	for (size_t d = 0; d < part->n_dirs; d++) {
		const size_t first = i, end = part->dirs[d].end;

		while (i < end && !is_asked(f->asked, part->marks[i]))
			i++;
		if (i == end)
			continue;
		f->n_names += end - first;
		if (f->n_names > f->most)
			return false;
		f->list = xgrow(f->list, f->n, sizeof(*f->list));
		f->list[f->n++] = part->dirs[d].id;
		i = end;
	}
	return true;
}

size_t
sightings_worth(const struct sightings *s)
{
	return (s->first.n + s->second.n) / NAMES_A_SEARCH;
}

bool
sightings_find(const struct sightings *s, const struct sizes_asked *asked,
	size_t most, int64_t **ret, size_t *ret_n)
{
	struct finding f = { .asked = asked, .most = most };

	if (!find_in(&f, &s->first) || !find_in(&f, &s->second)) {
		free(f.list);
		return false;
	}
	*ret = f.list;
	*ret_n = f.n > 1 ? sort_unique_i64(f.list, f.n) : f.n;
	return true;
}
