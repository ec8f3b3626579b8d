/* SPDX-License-Identifier: MIT */
#include "report/doubts.h"

#include "store/survey/doubts.h"
#include "util/alloc.h"
#include "util/sort.h"
#include "util/sum.h"

#include <stdlib.h>
#include <string.h>

struct doubts {
	struct store *store; /* borrowed */
	struct doubt *list;  /* those that are shown, in order; all others */
	size_t n;
	size_t at; /* the next to hand out */
	struct output_value *values;
};

static int64_t
wasted_of(const struct doubt *d)
{
	return sum_times(d->size, d->copies - 1);
}

/* --- their order ---------------------------------------------------------- */

static int
by_size(const struct doubt *a, const struct doubt *b)
{
	int order = compare_i64(b->size, a->size);

	return order ? order : compare_i64(b->copies, a->copies);
}

static int
by_wasted(const struct doubt *a, const struct doubt *b)
{
	int order = compare_i64(wasted_of(b), wasted_of(a));

	return order ? order : by_size(a, b);
}

static int
by_copies(const struct doubt *a, const struct doubt *b)
{
	int order = compare_i64(b->copies, a->copies);

	return order ? order : by_size(a, b);
}

struct by {
	int (*compare)(const struct doubt *a, const struct doubt *b);
	bool reverse;
};

static int
in_order(const void *a, const void *b, void *arg)
{
	const struct doubt *x = a;
	const struct doubt *y = b;
	const struct by *by = arg;
	int order = by->reverse ? by->compare(y, x) : by->compare(x, y);

	/* One size has several where they differ in what was read. */
	return order ? order : compare_i64(x->content_id, y->content_id);
}

static void
sort(struct doubts *d, const struct report_dupes *o)
{
	struct by by = { by_wasted, o->reverse };

	if (o->order == REPORT_BY_SIZE)
		by.compare = by_size;
	else if (o->order == REPORT_BY_COPIES)
		by.compare = by_copies;
	sort_first(d->list, d->n, sizeof(*d->list),
		o->limit < 0 || o->limit > (int64_t)d->n ? d->n :
							   (size_t)o->limit,
		in_order, &by);
}

/* Only those that the report shall show. */
static void
select_shown(struct doubts *d, const struct report_dupes *o)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n; i++) {
		const struct doubt *x = &d->list[i];

		if (x->size >= o->min_size && x->size <= o->max_size &&
			(o->min_volumes < 2 || x->is_across))
			d->list[n++] = *x;
	}
	d->n = n;
}

/* --- the cursor ----------------------------------------------------------- */

int
doubts_open(struct doubts **ret, struct store *store,
	const struct report_dupes *options, struct error *err)
{
	struct doubts *d = xcalloc(1, sizeof(*d));
	int r = store_find_doubts(store, options->is_scoped, &d->list, &d->n,
		err);

	d->store = store;
	if (r < 0) {
		doubts_close(d);
		return r;
	}
	select_shown(d, options);
	sort(d, options);
	*ret = d;
	return 0;
}

void
doubts_close(struct doubts *d)
{
	if (!d)
		return;
	free(d->list);
	free(d->values);
	free(d);
}

int
doubts_next(struct doubts *d, struct group *ret)
{
	const struct doubt *x;

	if (d->at == d->n)
		return 0;
	x = &d->list[d->at++];
	*ret = (struct group){
		.content_id = x->content_id,
		.size = x->size,
		.copies = x->copies,
		.wasted = wasted_of(x),
	};
	return 1;
}

int
doubts_gather(struct doubts *d, struct gather *g, size_t n, struct error *err)
{
	return store_gather_doubts(d->store, g, &d->list[d->at - n], n, err);
}

/* --- what they wait for --------------------------------------------------- */

static bool
is_listed(const struct output_value *values, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(values[i].bytes, name) == 0)
			return true;
	return false;
}

const struct output_value *
doubts_waits_for(struct doubts *d, const struct copies *copies, size_t *ret_n)
{
	size_t n = 0;

	d->values = xreallocarray(d->values, copies->n + 1, sizeof(*d->values));
	for (size_t i = 0; i < copies->n; i++) {
		const struct copy *c = &copies->items[i];

		if (c->is_unread && !c->online &&
			!is_listed(d->values, n, c->volume))
			d->values[n++] = value_string(c->volume);
	}
	*ret_n = n;
	return d->values;
}
