/* SPDX-License-Identifier: MIT */
#include "report/top_heap.h"

#include "util/alloc.h"
#include "util/bytes.h"
#include "util/sort.h"

#include <stdlib.h>

/* More of them are better looked at again. */
#define TIES_MOST 1000

/* Below zero: a is newer.  Some archives do not say when, which comes last
 * either way. */
static int
compare_mtimes(const struct report_sums *options, const struct candidate *a,
	const struct candidate *b)
{
	const bool is_a_known = !a->is_member || a->has_mtime;
	const bool is_b_known = !b->is_member || b->has_mtime;

	if (is_a_known != is_b_known)
		return is_a_known == options->reverse ? 1 : -1;
	if (!is_a_known || a->mtime_ns == b->mtime_ns)
		return 0;
	return a->mtime_ns > b->mtime_ns ? -1 : 1;
}

int
top_compare_keys(const struct report_sums *options, const struct candidate *a,
	const struct candidate *b)
{
	int r = options->order == REPORT_SUM_BY_MTIME ?
		compare_mtimes(options, a, b) :
		sum_compare(options, &a->sum, &b->sum);

	return options->reverse ? -r : r;
}

static int32_t
rank_of(const struct top *t, int64_t dir_id)
{
	return dir_id >= 0 && (size_t)dir_id < t->n_ranks ? t->ranks[dir_id] :
							    0;
}

static int
compare_places(const struct top *t, const struct candidate *a,
	const struct candidate *b)
{
	if (!a->place || !b->place)
		return compare_i64(rank_of(t, a->dir_id),
			rank_of(t, b->dir_id));
	return bytes_compare(a->place, a->place_len, b->place, b->place_len);
}

bool
top_is_before(const struct top *t, const struct candidate *a,
	const struct candidate *b)
{
	int r = top_compare_keys(t->tally.options, a, b);

	if (r == 0 && (t->ranks || (a->place && b->place))) {
		r = compare_places(t, a, b);
		if (r == 0)
			r = bytes_compare(a->name, a->name_len, b->name,
				b->name_len);
		if (r == 0)
			r = compare_i64(a->inside.number, b->inside.number);
	}
	return r ? r < 0 : a->number < b->number;
}

static void
swap(struct candidate *a, struct candidate *b)
{
	struct candidate c = *a;

	*a = *b;
	*b = c;
}

/* The one on top is new: let it sink below all that come after it. */
static void
sink(struct top *t)
{
	size_t i = 0;

	for (size_t child = 1; child < t->n; child = 2 * i + 1) {
		if (child + 1 < t->n &&
			top_is_before(t, &t->heap[child], &t->heap[child + 1]))
			child++;
		if (top_is_before(t, &t->heap[child], &t->heap[i]))
			return;
		swap(&t->heap[i], &t->heap[child]);
		i = child;
	}
}

static void
rise(struct top *t)
{
	for (size_t i = t->n - 1; i > 0; i = (i - 1) / 2) {
		if (top_is_before(t, &t->heap[i], &t->heap[(i - 1) / 2]))
			return;
		swap(&t->heap[i], &t->heap[(i - 1) / 2]);
	}
}

static void
keep(struct candidate *ret, const struct candidate *c, const char *name)
{
	*ret = *c;
	ret->name = name ? xmemdupz(name, c->name_len) : NULL;
}

/* Once the heap is full: of what is smaller than the worst nothing counts. */
static void
raise_floor(struct top *t)
{
	if (t->has_floor && (int64_t)t->n == t->tally.options->limit)
		__atomic_store_n(&t->floor, t->heap[0].sum.bytes,
			__ATOMIC_RELAXED);
}

/* --- those alike ---------------------------------------------------------- */

static bool
is_like_worst(const struct top *t, const struct candidate *c)
{
	return t->n > 0 &&
		top_compare_keys(t->tally.options, c, &t->heap[0]) == 0;
}

static void
forget_ties(struct top *t)
{
	for (size_t i = 0; i < t->n_ties; i++)
		free(t->ties[i].name);
	t->n_ties = 0;
	t->too_many_ties = false;
}

/* It is left out; is the worst that is kept no better? */
static void
note_tie(struct top *t, const struct candidate *c, const char *name)
{
	if (!is_like_worst(t, c))
		return;
	if (t->n_ties > 0 && !is_like_worst(t, &t->ties[0]))
		forget_ties(t);
	if (t->n_ties == TIES_MOST) {
		t->too_many_ties = true;
		return;
	}
	if (t->n_ties == t->room_ties) {
		t->room_ties = t->room_ties * 2 + 16;
		t->ties = xreallocarray(t->ties, t->room_ties,
			sizeof(t->ties[0]));
	}
	keep(&t->ties[t->n_ties++], c, name);
}

bool
top_take_ties(struct top *t, struct top *from)
{
	bool is_all = !from->too_many_ties;

	if (from->n_ties == 0 || !is_like_worst(t, &from->ties[0]))
		return true;
	if (from != t)
		for (size_t i = 0; i < from->n_ties; i++)
			note_tie(t, &from->ties[i], from->ties[i].name);
	t->too_many_ties |= !is_all;
	return !t->too_many_ties;
}

/* The heap is full: one of them goes. */
static void
replace(struct top *t, const struct candidate *c, const char *name)
{
	struct candidate named = *c;
	struct candidate worst;

	named.name = (char *)(uintptr_t)name; /* NOLINT: only read */
	if (t->n == 0 || !top_is_before(t, &named, &t->heap[0])) {
		note_tie(t, c, name);
		return;
	}
	worst = t->heap[0];
	keep(&t->heap[0], c, name);
	sink(t);
	note_tie(t, &worst, worst.name);
	free(worst.name);
	raise_floor(t);
}

void
top_offer(struct top *t, struct candidate *c, const char *name)
{
	const struct report_sums *options = t->tally.options;

	c->number = t->n_offered++;
	if (options->limit >= 0 && (int64_t)t->n >= options->limit) {
		replace(t, c, name);
		return;
	}
	if (t->n == t->room) {
		t->room = t->room ? t->room * 2 : 64;
		t->heap = xreallocarray(t->heap, t->room, sizeof(t->heap[0]));
	}
	keep(&t->heap[t->n++], c, name);
	rise(t);
	raise_floor(t);
}
