/* SPDX-License-Identifier: MIT */
/*
 * Each content and each file without one counts once, however many names it
 * has, as standing.h has them: no name is looked at here.
 */
#include "store/survey/few.h"

#include "store/internal.h"
#include "store/survey/few_list.h"
#include "store/survey/first_sizes.h"

struct few_state {
	const struct few_filter *filter;
	const struct standing *standing;
	struct few_totals totals;
	struct first_sizes first;
};

/* --- what counts ---------------------------------------------------------- */

static void
count(struct few_state *f, int64_t size)
{
	f->totals.contents++;
	if (__builtin_add_overflow(f->totals.bytes, size, &f->totals.bytes))
		f->totals.bytes = INT64_MAX;
	first_sizes_add(&f->first, size, 1);
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
			s->volumes->ids[slot->volume] != filter->only_on))
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
			s->volumes->ids[c->volume] != filter->only_on))
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
	/* Those that count again are in it. */
	const size_t room =
		filter->first > 0 && filter->first <= FEW_FIRST_MAX ?
		(size_t)filter->first + store->standing->n_odd :
		0;
	int r = filter->is_scoped ? scope_within(store, &within, err) : 0;

	if (r < 0)
		return r;
	f.totals.is_within = r > 0;
	first_sizes_init(&f.first, room, filter->reverse);
	count_all(&f);
	f.totals.min_size = filter->min_size;
	f.totals.max_size = filter->max_size;
	first_sizes_narrow(&f.first, &f.totals.min_size, &f.totals.max_size);
	*ret = f.totals;
	first_sizes_clear(&f.first);
	return 0;
}
