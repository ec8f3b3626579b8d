/* SPDX-License-Identifier: MIT */
/*
 * The totals that directories had.
 *
 * A row says what a directory held until a scan began that found it
 * different, so what it held at some time is in its first row of then or
 * later, or, if there is none, is what it holds now.  Rows are written where
 * totals are (totals_flush), by an INSERT that does nothing when the run has
 * a row already: a run that commits every second, or is killed, leaves the
 * same one row.  A scan that changes nothing writes none.
 *
 * Directories that a run itself adds had nothing before.  A first scan would
 * write as many rows as there are directories, so it writes one, of NULLs, for
 * the root: nothing is known of what is below from before that.  In a later
 * scan each new directory has a row of zeros.
 *
 * The sizes of files with several links are not in the totals of a directory
 * but looked up, and so not kept; while as many names are linked as were then,
 * they are taken to be the same.
 */
#include "store/history.h"

#include "store/internal.h"
#include "util/clock.h"

#define FACT_START "history_start_ns"

int
store_begin_history(struct store *store, int64_t time_ns, struct error *err)
{
	int64_t last;
	int r = store_last_directory_id(store, &last, err);

	if (r < 0)
		return r;
	store->history_ns = time_ns;
	store->history_last_dir = last;
	return 0;
}

static int
keep(struct store *store, enum query query, int64_t dir_id, struct error *err)
{
	struct bind b = bind_begin(store, query);

	bind_i64(&b, dir_id);
	bind_i64(&b, store->history_ns ? store->history_ns : clock_now_ns());
	return bind_run(&b, err);
}

int
history_keep(struct store *store, int64_t dir_id, struct error *err)
{
	if (store->history_ns && dir_id > store->history_last_dir)
		return 0;
	return keep(store, Q_HISTORY_KEEP, dir_id, err);
}

int
history_remove(struct store *store, int64_t dir_id, struct error *err)
{
	struct bind b = bind_begin(store, Q_HISTORY_REMOVE);

	bind_i64(&b, dir_id);
	return bind_run(&b, err);
}

int
store_keep_nothing(struct store *store, int64_t dir_id, struct error *err)
{
	return keep(store, Q_HISTORY_KEEP, dir_id, err);
}

int
store_keep_unknown(struct store *store, int64_t dir_id, struct error *err)
{
	int r = keep(store, Q_HISTORY_KEEP_UNKNOWN, dir_id, err);

	while (r == 0 && dir_id != 0) {
		r = query_i64_of(store, &dir_id, Q_DIRECTORY_PARENT, dir_id,
			err);
		if (r == 0 && dir_id != 0)
			r = keep(store, Q_HISTORY_KEEP_WAY, dir_id, err);
	}
	return r;
}

/* --- reading ----------------------------------------------------------- */

/* 1 and *ret, unless it is NULLs: 0.  Without a row *ret stays as it is. */
static int
read_row(struct store *store, struct totals *ret, int64_t dir_id,
	int64_t time_ns, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_HISTORY_AT);
	int r;

	bind_i64(&b, dir_id);
	bind_i64(&b, time_ns);
	r = bind_next(&b, err);
	if (r <= 0)
		return r < 0 ? r : 1;
	ret->files = bind_get_i64(&b, 0);
	ret->directories = bind_get_i64(&b, 1);
	ret->bytes = bind_get_i64(&b, 2);
	ret->blocks = bind_get_i64(&b, 3);
	ret->linked = bind_get_i64(&b, 4);
	return bind_get_i64(&b, 5) != 0;
}

/* Was nothing known of a directory above it?  1 or 0. */
static int
is_unknown(struct store *store, int64_t dir_id, int64_t time_ns,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_HISTORY_UNKNOWN);
	int r;

	bind_i64(&b, dir_id);
	bind_i64(&b, time_ns);
	r = bind_next(&b, err);
	return r > 0 ? bind_get_i64(&b, 0) != 0 : r;
}

int
store_directory_totals_at(struct store *store, struct totals *ret,
	int64_t dir_id, int64_t time_ns, struct error *err)
{
	struct totals raw, then, now, links;
	int r = is_unknown(store, dir_id, time_ns, err);

	if (r != 0)
		return r < 0 ? r : 0;
	r = totals_read(store, &raw, dir_id, err);
	if (r < 0)
		return r;
	then = raw;
	r = read_row(store, &then, dir_id, time_ns, err);
	if (r <= 0)
		return r;
	if (then.linked > 0 && then.linked != raw.linked)
		return 0;
	if (then.linked > 0) {
		r = store_directory_totals(store, &now, dir_id, err);
		if (r < 0)
			return r;
		links = totals_negative(&raw);
		totals_add(&links, &now);
		totals_add(&then, &links);
	}
	*ret = then;
	return 1;
}

/* --- retention --------------------------------------------------------- */

int
store_forget_history(struct store *store, int64_t before_ns, struct error *err)
{
	struct bind b = bind_begin(store, Q_HISTORY_FORGET);
	int64_t start = 0;
	int r;

	bind_i64(&b, before_ns);
	r = bind_run(&b, err);
	if (r == 0)
		r = store_fact(store, &start, FACT_START, err);
	if (r < 0 || before_ns <= start)
		return r;
	return store_set_fact(store, FACT_START, before_ns, err);
}

int
store_history_start(struct store *store, int64_t *ret_ns, struct error *err)
{
	int r = store_fact(store, ret_ns, FACT_START, err);

	if (r == 0 && *ret_ns == 0)
		*ret_ns = INT64_MIN;
	return r;
}
