/* SPDX-License-Identifier: MIT */
#include "report/top_heap.h"

#include "util/alloc.h"

#include <stdlib.h>

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

bool
top_is_before(const struct report_sums *options, const struct candidate *a,
	const struct candidate *b)
{
	int r = options->order == REPORT_SUM_BY_MTIME ?
		compare_mtimes(options, a, b) :
		sum_compare(options, &a->sum, &b->sum);

	if (r == 0)
		return a->number < b->number;
	return options->reverse ? r > 0 : r < 0;
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
	const struct report_sums *options = t->tally.options;
	size_t i = 0;

	for (size_t child = 1; child < t->n; child = 2 * i + 1) {
		if (child + 1 < t->n &&
			top_is_before(options, &t->heap[child],
				&t->heap[child + 1]))
			child++;
		if (top_is_before(options, &t->heap[child], &t->heap[i]))
			return;
		swap(&t->heap[i], &t->heap[child]);
		i = child;
	}
}

static void
rise(struct top *t)
{
	const struct report_sums *options = t->tally.options;

	for (size_t i = t->n - 1; i > 0; i = (i - 1) / 2) {
		if (top_is_before(options, &t->heap[i], &t->heap[(i - 1) / 2]))
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
		t->floor = t->heap[0].sum.bytes;
}

void
top_offer(struct top *t, struct candidate *c, const char *name)
{
	const struct report_sums *options = t->tally.options;

	c->number = t->n_offered++;
	if (options->limit >= 0 && (int64_t)t->n >= options->limit) {
		if (t->n == 0 || !top_is_before(options, c, &t->heap[0]))
			return;
		free(t->heap[0].name);
		keep(&t->heap[0], c, name);
		sink(t);
		raise_floor(t);
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
