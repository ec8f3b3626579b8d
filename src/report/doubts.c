/* SPDX-License-Identifier: MIT */
#include "report/doubts.h"

#include "store/rows.h"
#include "store/survey/unsettled.h"
#include "store/volumes.h"
#include "util/alloc.h"

#include <stdlib.h>

/* Columns of ROWS_DOUBTS. */
enum { R_CONTENT_ID, R_SIZE, R_COPIES, R_WASTED };

/* Columns of ROWS_DOUBT_MEMBERS that are used. */
enum { M_VOLUME_ID = 5, M_PENDING = 6 };

struct doubts {
	struct store *store; /* borrowed */
	struct rows *groups;
	struct rows *members;
	bool is_scoped;
	int64_t *waits; /* volumes */
	size_t n_waits;
	struct output_value *values;
};

int
doubts_open(struct doubts **ret, struct store *store,
	const struct report_dupes *options, struct error *err)
{
	struct doubts *d = xcalloc(1, sizeof(*d));
	int r = store_find_doubts(store, options->is_scoped, err);

	d->store = store;
	d->is_scoped = options->is_scoped;
	if (r >= 0)
		r = rows_open(&d->groups, store, ROWS_DOUBTS, err);
	if (r >= 0)
		r = rows_open(&d->members, store, ROWS_DOUBT_MEMBERS, err);
	if (r < 0) {
		doubts_close(d);
		return r;
	}
	rows_bind_i64(d->groups, options->min_size);
	rows_bind_i64(d->groups, options->min_volumes);
	rows_bind_i64(d->groups, (int64_t)options->order);
	rows_bind_i64(d->groups, options->max_size);
	rows_bind_i64(d->groups, options->reverse ? -1 : 1);
	*ret = d;
	return 0;
}

void
doubts_close(struct doubts *d)
{
	if (!d)
		return;
	rows_close(d->groups);
	rows_close(d->members);
	free(d->waits);
	free(d->values);
	free(d);
}

int
doubts_next(struct doubts *d, struct group *ret, struct error *err)
{
	int r = rows_next(d->groups, err);

	if (r <= 0)
		return r;
	*ret = (struct group){
		.content_id = rows_i64(d->groups, R_CONTENT_ID),
		.size = rows_i64(d->groups, R_SIZE),
		.copies = rows_i64(d->groups, R_COPIES),
		.wasted = rows_i64(d->groups, R_WASTED),
	};
	return 1;
}

static void
wait_for(struct doubts *d, int64_t volume_id)
{
	for (size_t i = 0; i < d->n_waits; i++)
		if (d->waits[i] == volume_id)
			return;
	d->waits = xreallocarray(d->waits, d->n_waits + 1, sizeof(*d->waits));
	d->waits[d->n_waits++] = volume_id;
}

int
doubts_load(struct doubts *d, struct copies *copies, const struct group *group,
	struct error *err)
{
	int r;

	d->n_waits = 0;
	copies_forget(copies);
	rows_reset(d->members);
	rows_bind_i64(d->members, group->size);
	rows_bind_i64(d->members, group->content_id);
	rows_bind_i64(d->members, d->is_scoped);
	while ((r = rows_next(d->members, err)) > 0) {
		int64_t volume_id = rows_i64(d->members, M_VOLUME_ID);

		if (rows_i64(d->members, M_PENDING) &&
			!store_is_online(d->store, volume_id))
			wait_for(d, volume_id);
		r = copies_add(copies, d->members, err);
		if (r < 0)
			return r;
	}
	if (r == 0)
		copies_sort(copies);
	return r;
}

const struct output_value *
doubts_waits_for(struct doubts *d, const struct names *names, size_t *ret_n)
{
	d->values =
		xreallocarray(d->values, d->n_waits + 1, sizeof(*d->values));
	for (size_t i = 0; i < d->n_waits; i++)
		d->values[i] = value_string(names_volume(names, d->waits[i]));
	*ret_n = d->n_waits;
	return d->values;
}
