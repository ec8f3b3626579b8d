/* SPDX-License-Identifier: MIT */
/*
 * Each content and each file without one counts once, however many names it
 * has, as standing.h has them: no name is looked at here.
 */
#include "store/survey/few.h"

#include "store/internal.h"
#include "store/survey/few_list.h"
#include "util/alloc.h"

#include <stdlib.h>

struct few_state {
	const struct few_filter *filter;
	const struct standing *standing;
	struct few_totals totals;
	/* The largest so far, the smallest of them first; or, all negative, the
	 * smallest so far, the largest of them first. */
	int64_t *heap;
	size_t n_heap;
	size_t room;
};

/* --- the first ones ------------------------------------------------------- */

static void
swap(int64_t *a, int64_t *b)
{
	int64_t kept = *a;

	*a = *b;
	*b = kept;
}

static void
sift_down(struct few_state *f)
{
	size_t i = 0;

	for (;;) {
		size_t least = i;

		for (size_t j = 2 * i + 1; j <= 2 * i + 2 && j < f->n_heap; j++)
			if (f->heap[j] < f->heap[least])
				least = j;
		if (least == i)
			return;
		swap(&f->heap[i], &f->heap[least]);
		i = least;
	}
}

static void
keep_first(struct few_state *f, int64_t size)
{
	const int64_t key = f->filter->reverse ? -size : size;
	size_t i;

	if (!f->heap)
		return;
	if (f->n_heap == f->room) {
		if (key <= f->heap[0])
			return;
		f->heap[0] = key;
		sift_down(f);
		return;
	}
	i = f->n_heap++;
	f->heap[i] = key;
	for (; i > 0 && f->heap[(i - 1) / 2] > f->heap[i]; i = (i - 1) / 2)
		swap(&f->heap[i], &f->heap[(i - 1) / 2]);
}

/* --- what counts ---------------------------------------------------------- */

static void
count(struct few_state *f, int64_t size)
{
	f->totals.contents++;
	if (__builtin_add_overflow(f->totals.bytes, size, &f->totals.bytes))
		f->totals.bytes = INT64_MAX;
	keep_first(f, size);
}

static void
uncount(struct few_state *f, int64_t size)
{
	f->totals.contents--;
	if (f->totals.bytes < INT64_MAX)
		f->totals.bytes -= size;
}

static void
begin_at(struct few_state *f, int64_t dir_id)
{
	if (dir_id < f->totals.first_dir)
		f->totals.first_dir = dir_id;
}

/* --- the whole ------------------------------------------------------------ */

/* Where the first content may be that was read in full and counts. */
static int64_t
first_full(const struct few_state *f)
{
	const struct few_filter *o = f->filter;

	if (o->min_copies > 2 || o->min_volumes > 2)
		return f->standing->first_in_scope;
	return o->min_volumes == 2 ? f->standing->first_on_one :
				     f->standing->first_alone;
}

int64_t
few_in_slot(const struct few_filter *filter, const struct standing *s,
	const struct size_slot *slot)
{
	int64_t n = slot->n_files;

	if (slot->size < filter->min_size || slot->size > filter->max_size ||
		(filter->is_scoped && slot->is_outside) ||
		(filter->min_copies < 2 && filter->min_volumes < 2) ||
		(filter->only_on != 0 &&
			s->volumes.ids[slot->volume] != filter->only_on))
		return 0;
	if (!filter->candidates)
		n -= standing_count_unsettled(s, slot);
	return n > 0 ? n : 0;
}

bool
few_is_content(const struct few_filter *filter, const struct standing *s,
	const struct content_standing *c)
{
	if (!(c->flags & CONTENT_FULL) || c->copies == 0 ||
		(filter->is_scoped && !c->seen) || c->size < filter->min_size ||
		c->size > filter->max_size ||
		(c->copies >= filter->min_copies &&
			c->volumes >= filter->min_volumes))
		return false;
	if (filter->only_on != 0 &&
		(c->volumes != 1 ||
			s->volumes.ids[c->volume] != filter->only_on))
		return false;
	return filter->candidates || !standing_is_full_open(s, c);
}

static void
count_slot(struct few_state *f, const struct size_slot *slot)
{
	int64_t n = few_in_slot(f->filter, f->standing, slot);

	if (n > 0)
		begin_at(f, slot->first_dir);
	for (; n > 0; n--)
		count(f, slot->size);
}

static int64_t
in_slot(const struct standing *s, const struct size_slot *slot,
	const void *filter)
{
	return few_in_slot(filter, s, slot);
}

static void
count_all(struct few_state *f)
{
	const struct standing *s = f->standing;
	const struct size_slot *slot;
	size_t cursor = 0;
	int64_t before;

	while ((slot = sizes_next(&s->sizes, &cursor)))
		count_slot(f, slot);
	cursor = 0;
	while ((slot = standing_next_repeat(s, &cursor, in_slot, f->filter)))
		uncount(f, slot->size);
	before = f->totals.contents;
	for (size_t i = 1; i < s->n_contents; i++)
		if (few_is_content(f->filter, s, &s->contents[i]))
			count(f, s->contents[i].size);
	if (f->totals.contents > before)
		begin_at(f, first_full(f));
}

int
store_few_totals(struct store *store, const struct few_filter *filter,
	struct few_totals *ret, struct error *err)
{
	const struct subtree_bits *within;
	struct few_state f = { .filter = filter,
		.standing = store->standing,
		.totals.first_dir = INT64_MAX };
	const bool has_heap =
		filter->first > 0 && filter->first <= FEW_FIRST_MAX;
	/* Those that count again are in it. */
	const size_t room = (size_t)filter->first + store->standing->n_odd;
	int r = filter->is_scoped ? scope_within(store, &within, err) : 0;

	if (r < 0)
		return r;
	f.totals.is_within = r > 0;
	if (has_heap) {
		f.heap = xcalloc(room, sizeof(*f.heap));
		f.room = room;
	}
	count_all(&f);
	f.totals.min_size = filter->min_size;
	f.totals.max_size = filter->max_size;
	if (has_heap && f.n_heap == room && filter->reverse)
		f.totals.max_size = -f.heap[0];
	else if (has_heap && f.n_heap == room)
		f.totals.min_size = f.heap[0];
	*ret = f.totals;
	free(f.heap);
	return 0;
}
