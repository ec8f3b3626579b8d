/* SPDX-License-Identifier: MIT */
/*
 * A piece by its rows, as they come from the pages of the file (pages/look.h).
 * The callback must not use the store, so digests of what is kept are looked up
 * behind it.
 */
#include "store/find/find_look_ways.h"

#include "store/find/find_bound.h"
#include "store/internal.h"
#include "store/pages/look.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

/* What a kept row's digest is that of. */
struct owed {
	size_t row_at; /* in what is kept of the piece */
	int64_t content_id;
};

struct rows_look {
	struct find_look *w;
	const struct wanted_row *row;
	const struct find_row *last; /* of the first few */
	struct find_marks *marks;
	int piece;
	long long n_counted;
	struct owed *owed;
	size_t n_owed;
};

static bool
fits_row(const struct find_look *w, const struct stored_entry *e)
{
	return e->dir_id < w->n_directories && e->child_id >= 0 &&
		e->child_id < w->n_directories;
}

static void
keep(struct rows_look *l, const struct stored_entry *e)
{
	struct find_look *w = l->w;
	const struct find_row row = {
		.size_bytes = e->size_bytes,
		.blocks = e->blocks,
		.mtime_ns = e->mtime_ns,
		.lag = e->lag,
		.inode = e->inode,
		.attribute_id = e->attribute_id,
		.dir_id = (int32_t)e->dir_id,
		.child_id = (int32_t)e->child_id,
		.nlink = (uint32_t)e->nlink,
	};
	size_t at = w->kept[l->piece].len;

	if (!fits_row(w, e)) {
		find_look_refuse(w, l->marks, e->dir_id);
		return;
	}
	if (!find_look_keep(w, l->marks, l->piece, &row, e->name,
		    e->name_len) ||
		!w->digests || e->content_id == 0)
		return;
	l->owed = xgrow(l->owed, l->n_owed, sizeof(*l->owed));
	l->owed[l->n_owed++] = (struct owed){ at, e->content_id };
}

static bool
is_meant(const struct stored_entry *e, void *arg)
{
	const struct rows_look *l = arg;

	return find_bound_lets(l->w->bound, l->last, e) &&
		wanted_row_is_in_reach(l->row, e) && wanted_row_fits(l->row, e);
}

/* What was judged already. */
static void
take_meant(const struct stored_entry *e, void *arg)
{
	struct rows_look *l = arg;

	if (wanted_row_is_way(l->row, e))
		return;
	if (l->w->counts)
		l->n_counted++;
	else if (find_look_is_keeping(l->w))
		keep(l, e);
	else
		find_look_mark(l->w, l->marks, e->dir_id, e->name, e->name_len);
}

static void
take_any(const struct stored_entry *e, void *arg)
{
	if (is_meant(e, arg))
		take_meant(e, arg);
}

/* What they both ask is known early, of most entries nothing else is read. */
static struct look
look_for(struct rows_look *l)
{
	enum look_known row = wanted_row_asks(l->row);
	enum look_known bound = find_bound_asks(l->w->bound, l->last);
	struct look look = { .entry = take_any, .arg = l };

	look.known = row > bound ? row : bound;
	if (look.known < LOOK_ALL) {
		look.judge = is_meant;
		look.entry = take_meant;
	}
	return look;
}

/* --- digests --------------------------------------------------------------- */

static int
pay(struct rows_look *l, struct store *store, const struct owed *owed,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_CONTENT_FULL_DIGEST);
	struct strbuf *kept = &l->w->kept[l->piece];
	const char *digest;
	size_t len;
	int r;

	bind_i64(&b, owed->content_id);
	r = bind_next(&b, err);
	if (r <= 0)
		return r;
	digest = bind_get_bytes(&b, 0, &len);
	if (len == DIGEST_BYTES)
		find_row_set_digest(kept, owed->row_at, digest);
	else if (len > 0)
		atomic_store(&l->w->too_many, true);
	return 0;
}

static int
pay_all(struct rows_look *l, struct store *store, struct error *err)
{
	int r = 0;

	for (size_t i = 0; i < l->n_owed && r == 0; i++)
		if (find_look_is_keeping(l->w))
			r = pay(l, store, &l->owed[i], err);
	return r;
}

/* --- the piece -------------------------------------------------------------- */

int
find_look_by_rows(struct find_look *w, struct store *store,
	const struct wanted_row *row, struct find_marks *marks, int piece,
	struct error *err)
{
	struct rows_look l = { .w = w,
		.row = row,
		.last = atomic_load(&w->last),
		.marks = marks,
		.piece = piece };
	const struct look look = look_for(&l);
	int64_t size = w->n_directories / FIND_LOOK_PIECES + 1;
	int r = look_at(store, &look, piece * size, (piece + 1) * size - 1,
		err);

	if (r >= 0)
		r = pay_all(&l, store, err);
	free(l.owed);
	atomic_fetch_add(&w->n_counted, l.n_counted);
	/* What was not matched to its end may match. */
	if (wanted_row_given_up(row) > 0)
		atomic_store(&w->give_up, true);
	return r < 0 ? r : 0;
}
