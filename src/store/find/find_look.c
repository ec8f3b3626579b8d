/* SPDX-License-Identifier: MIT */
/*
 * Piece after piece, each by the rows of the file or by a statement
 * (find_look_ways.h): what is found marks its directory, is kept, or counted.
 * For who wants the first few, what is beyond the bound (find_bound.h) is left
 * out.
 */
#include "store/find/find_look_ways.h"

#include "store/find/find_bound.h"
#include "store/internal.h"

/* When one directory in so many is marked, walking costs as little; but not to
 * the first few, which may be far from where the others are. */
#define TOO_MANY 4
/* From one piece to the next where they need not be in order; odd, so that it
 * comes to each. */
#define STRIDE 37

/* --- what is found --------------------------------------------------------- */

bool
find_look_is_keeping(const struct find_look *w)
{
	return w->keeps &&
		!atomic_load_explicit(&w->too_many, memory_order_relaxed);
}

void
find_look_mark(const struct find_look *w, struct find_marks *marks,
	int64_t dir_id, const char *name, size_t len)
{
	(void)find_marks_set(marks, dir_id);
	if (!w->keeps && !marks->keys.too_many)
		find_keys_add(&marks->keys, dir_id, name, len);
}

bool
find_look_keep(struct find_look *w, struct find_marks *marks, int piece,
	const struct find_row *row, const char *name, size_t len)
{
	struct strbuf *kept = &w->kept[piece];
	const size_t before = kept->len;
	long long added;

	(void)find_marks_set(marks, row->dir_id);
	if (!find_look_is_keeping(w))
		return false;
	find_row_add(kept, row, name, len);
	added = (long long)(kept->len - before);
	if (atomic_fetch_add(&w->n_kept, added) > w->most_kept)
		atomic_store(&w->too_many, true);
	return true;
}

void
find_look_refuse(struct find_look *w, struct find_marks *marks, int64_t dir_id)
{
	(void)find_marks_set(marks, dir_id);
	atomic_store(&w->too_many, true);
}

/* --- pieces -------------------------------------------------------------- */

/* Not worth to go on?  Then nothing of it is of use. */
static bool
are_too_many(struct find_look *w, int64_t n_marked)
{
	return n_marked > w->n_directories / TOO_MANY && !w->is_few &&
		!find_look_is_keeping(w);
}

/* Which to look at next; n_pieces at the end.  Of what is in order a few from
 * all over have some of the first. */
static int
take_piece(struct find_look *w)
{
	int n = atomic_fetch_add(&w->next_piece, 1);

	if (n >= w->n_pieces)
		return w->n_pieces;
	return w->raises && !w->ranges ? n * STRIDE % FIND_LOOK_PIECES : n;
}

/* After a piece: is the last of its first few better than that of others? */
static void
raise_bound(struct find_look *w, int piece)
{
	const struct find_row *other = atomic_load(&w->last);
	const struct find_row *last;

	if (!w->raises || !find_look_is_keeping(w))
		return;
	last = find_bound_last(w->bound, &w->kept[piece]);
	/* Where another thread was faster, `other` is what it found. */
	while (last && (!other || find_bound_is_before(w->bound, last, other)))
		if (atomic_compare_exchange_weak(&w->last, &other, last))
			return;
}

/* By `row`, or where that is NULL by the statement. */
static int
look_at_piece(struct find_look *w, struct store *store,
	const struct wanted_row *row, struct look_stmt *stmt,
	struct find_marks *marks, int piece, struct error *err)
{
	int64_t before = marks->n_set;
	int r = row ? find_look_by_rows(w, store, row, marks, piece, err) :
		      find_look_by_stmt(w, store, stmt, marks, piece, err);

	if (r < 0)
		return r;
	before = atomic_fetch_add(&w->n_marked, marks->n_set - before) +
		marks->n_set - before;
	if (are_too_many(w, before))
		atomic_store(&w->give_up, true);
	raise_bound(w, piece);
	return 0;
}

static int
look_at_pieces(struct find_look *w, struct store *store,
	const struct wanted_row *row, struct look_stmt *stmt,
	struct find_marks *marks, struct error *err)
{
	int r = 0;

	while (r == 0 && !atomic_load(&w->give_up)) {
		int piece = take_piece(w);

		if (piece >= w->n_pieces)
			break;
		r = look_at_piece(w, store, row, stmt, marks, piece, err);
	}
	if (r < 0)
		atomic_store(&w->give_up, true);
	return r;
}

int
find_look(struct find_look *w, struct store *store, struct find_marks *marks,
	struct error *err)
{
	struct wanted_context context = { .digests = w->found,
		.empty = &w->empty,
		.dirs = w->dirs,
		.reach = w->reach.bits ? &w->reach : NULL };
	_cleanup_(wanted_row_freep) struct wanted_row *row = NULL;
	_cleanup_(look_stmt_clear) struct look_stmt stmt = { .stmt = NULL };
	bool is_exact = w->counts || w->keeps;
	int r = 0;

	if (is_exact && !w->ranges && !w->archives)
		r = wanted_row_new(&row, store, w->filter, &context, err);
	if (r == 0)
		r = wanted_sql_new(&stmt.sql, store, w->filter,
			is_exact ? WANTED_EXACT : WANTED_ROUGH, &context, err);
	return r < 0 ? r : look_at_pieces(w, store, row, &stmt, marks, err);
}
