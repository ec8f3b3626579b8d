/* SPDX-License-Identifier: MIT */
/*
 * The first few names, by size, of what is only on this side.  How large the
 * last of them is follows from what other.c noted, as does where the first name
 * of each content and of each size is.  Where it is the only one, these
 * directories are looked at, else all names within that bound by two threads;
 * no others are sorted.  Where all are of one size, as the smallest often are,
 * their order is that of the directories: the look ends when it has enough.
 */
#include "store/survey/other_state.h"

#include "store/survey/halves.h"
#include "util/alloc.h"
#include "util/sort.h"

#include <stdlib.h>

/* To find so many directories takes no longer than a look at 2,000,000 names. */
#define DIRECTORIES_MOST 500

/* In so many pieces all names are looked at where a few of them may do. */
#define N_PIECES 16

/* One thread's part. */
struct list_look {
	const struct other *other;
	struct few_names names;
};

static void
keep(struct list_look *look, const struct few_name *name)
{
	const struct other_sides *sides = &look->other->sides;

	few_names_keep(&look->names, name, (size_t)sides->first,
		sides->reverse);
}

static void
take(const struct stored_entry *e, void *arg)
{
	struct list_look *look = arg;
	const struct few_name name = { e->dir_id, e->size_bytes, e->name,
		e->name_len };

	if (e->size_bytes >= look->other->min_size &&
		e->size_bytes <= look->other->max_size &&
		other_state(look->other, e) != OTHER_THERE)
		keep(look, &name);
}

static struct look
look_for(const struct other *o)
{
	return (struct look){ .entry = take,
		.floor = &o->min_size,
		.ceiling = o->max_size > 0 ? o->max_size : 1, /* 0: none */
		.within = &o->here };
}

/* --- where they are known to be --------------------------------------------- */

struct places {
	int64_t dir_ids[DIRECTORIES_MOST];
	size_t n;
};

/* False: there are more than are known. */
static bool
add_place(struct places *p, const struct other *o, int64_t size, int64_t id,
	const struct standing_names *here)
{
	if (size < o->min_size || size > o->max_size ||
		other_state_of_file(o, size, id) == OTHER_THERE)
		return true;
	if (here->n > 1 || p->n == DIRECTORIES_MOST)
		return false;
	p->dir_ids[p->n++] = here->first_dir;
	return true;
}

static bool
find_places(const struct other *o, struct places *p)
{
	const struct standing *s = o->standing;
	size_t cursor = 0;
	int64_t size;
	void *value;

	while (idmap_next(&o->look.sizes, &cursor, &size, &value)) {
		const struct size_facts *facts = value;

		if (facts->here.n > 0 &&
			!add_place(p, o, size, 0, &facts->here))
			return false;
	}
	for (size_t i = 1; i < s->n_contents; i++)
		if (other_asks(o, i) &&
			!add_place(p, o, s->contents[i].size, (int64_t)i,
				&s->contents[i].here))
			return false;
	return true;
}

/* Each once. */
static int
look_at_places(struct store *store, struct places *p, struct few_names *ret,
	struct error *err)
{
	struct list_look list = { .other = store->other, .names = *ret };
	struct look look = look_for(store->other);
	int r = 0;

	look.arg = &list;
	p->n = sort_unique_i64(p->dir_ids, p->n);
	for (size_t i = 0; i < p->n && r >= 0; i++)
		r = look_at(store, &look, p->dir_ids[i], p->dir_ids[i], err);
	*ret = list.names;
	return r;
}

/* --- all of them ------------------------------------------------------------ */

/* Directories from one number to another, piece by piece until there are
 * enough. */
static int
look_in_turn(struct halves *halves, struct halves_job *job, size_t most,
	struct error *err)
{
	const struct list_look *first = job->first, *second = job->second;
	const struct other *o = first->other;
	const int64_t end = o->totals.last_dir;
	const int64_t step =
		(end - job->from) / (o->is_one_size ? N_PIECES : 1) + 1;
	int r = 0;

	for (; job->from <= end && r >= 0; job->from = job->to + 1) {
		job->to =
			job->from + step - 1 < end ? job->from + step - 1 : end;
		r = halves_run(halves, job, err);
		if (o->is_one_size && first->names.n + second->names.n >= most)
			break;
	}
	return r;
}

static int
look_at_names(struct store *store, struct few_names *ret, size_t most,
	struct error *err)
{
	struct halves halves = { .store = NULL };
	const struct other *o = store->other;
	struct list_look first = { .other = o, .names = *ret };
	struct list_look second = { .other = o, .names = FEW_NAMES_INIT };
	struct halves_job job = { .look = look_for(o),
		.first = &first,
		.second = &second,
		.last = o->totals.last_dir,
		.from = o->totals.first_dir };
	int r = halves_open(&halves, store, err);

	if (r >= 0)
		r = look_in_turn(&halves, &job, most, err);
	for (size_t i = 0; i < second.names.n && r >= 0; i++)
		keep(&first, &second.names.list[i]);
	few_names_clear(&second.names);
	*ret = first.names;
	return r;
}

static int
look_for_names(struct store *store, struct few_names *ret, size_t most,
	struct error *err)
{
	struct places *places = xcalloc(1, sizeof(*places));
	int r = find_places(store->other, places) ?
		look_at_places(store, places, ret, err) :
		look_at_names(store, ret, most, err);

	free(places);
	return r;
}

int
store_compare_names(struct store *store, struct few_names *ret,
	struct error *err)
{
	const struct other *o = store->other;
	const int64_t n = o->totals.missing + o->totals.unknown;
	size_t most;
	int r;

	if (o->sides.first <= 0 || o->sides.first > FEW_FIRST_MAX || n == 0)
		return 0;
	most = (size_t)(n < o->sides.first ? n : o->sides.first);
	r = look_for_names(store, ret, most, err);
	/* Fewer than were counted: the catalogue is damaged. */
	if (r < 0 || ret->n < most)
		return r < 0 ? r : 0;
	few_names_sort(ret, o->sides.reverse);
	ret->n = most;
	return 1;
}
