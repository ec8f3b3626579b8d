/* SPDX-License-Identifier: MIT */
/*
 * SQLite reads the rows where they are (incoming.h).  Where there were contents
 * before this run, it first looks each up and tells content_known() which are
 * there.  What this run itself added is seldom met again, so then it inserts,
 * and is told about the one it stops at.  An upsert could do all of it, but it
 * may have to be undone, so SQLite would first copy each page that it changes
 * to a file.
 */
#include "store/content/new_contents.h"

#include "store/content/free_ids.h"
#include "store/incoming.h"
#include "store/internal.h"
#include "util/alloc.h"
#include "util/cleanup.h"

struct new_contents {
	struct incoming incoming; /* its rows are this */
	struct content_row **list;
	int64_t last; /* id before the first of the list */
};

static void
column(sqlite3_context *context, const void *rows, size_t i, int number)
{
	const struct new_contents *new = rows;
	const struct content_row *row = new->list[i];
	const struct new_content *c = &row->content;
	int64_t value = 0;

	switch (number) {
	case 0:
		value = row->id != 0 ? row->id : new->last + 1 + (int64_t)i;
		break;
	case 1:
		if (c->parent_id == 0)
			return; /* NULL */
		value = c->parent_id;
		break;
	case 2:
		value = c->size_bytes;
		break;
	case 3:
		value = c->digest.covered;
		break;
	case 4:
		sqlite3_result_blob64(context, c->digest.bytes, DIGEST_BYTES,
			SQLITE_STATIC);
		return;
	case 5:
		value = c->copies;
		break;
	default:
		value = c->volumes;
	}
	sqlite3_result_int64(context, value);
}

/* content_known(PLACE, ID): false. */
static void
sql_known(sqlite3_context *context, int n, sqlite3_value **values)
{
	const struct store *store = sqlite3_user_data(context);
	const struct new_contents *new = store->new_contents;
	int64_t place = sqlite3_value_int64(values[0]);

	(void)n; /* registered with two arguments */
	sqlite3_result_int(context, 0);
	if (place < 0 || (size_t)place >= new->incoming.n)
		return;
	new->list[place]->id = sqlite3_value_int64(values[1]);
	new->list[place]->is_known = true;
}

/* The table is these rows until clear(). */
static void
show(struct store *store, struct content_row **list, size_t n, int64_t last)
{
	struct new_contents *new = store->new_contents;

	new->list = list;
	new->last = last;
	new->incoming = (struct incoming){ new, n };
}

static void
clear(struct store *store)
{
	store->new_contents->incoming = (struct incoming){ 0 };
}

static int
find_known(struct store *store, struct content_row **list, size_t n,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_CONTENTS_KNOWN);
	int r;

	show(store, list, n, 0);
	r = bind_run(&b, err);
	clear(store);
	return r;
}

/* Those that are not known come together. */
static size_t
keep_new(struct content_row **rows, size_t n)
{
	size_t n_new = 0;

	for (size_t i = 0; i < n; i++)
		if (!rows[i]->is_known)
			rows[n_new++] = rows[i];
	return n_new;
}

/* To the end, or to one that is there.  How many, or negative. */
static int
insert(struct store *store, struct content_row **rows, size_t n, int64_t last,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_CONTENTS_ADD);
	int r;

	show(store, rows, n, last);
	r = bind_run_or_fail(&b, err);
	clear(store);
	for (int i = 0; i < r; i++)
		if (rows[i]->id == 0)
			rows[i]->id = last + 1 + i;
	return r;
}

static int
meet(struct store *store, struct content_row *row, struct error *err)
{
	const struct new_content *c = &row->content;
	int r = store_find_content(store, &row->id, c->size_bytes, &c->digest,
		err);

	row->is_known = true;
	if (r == 0) /* then it was something else */
		return error_sqlite(err, store, SQLITE_CORRUPT,
			"cannot write the catalogue");
	return r;
}

static int
take_numbers(struct store *store, struct content_row **rows, size_t n,
	struct error *err)
{
	int r = 0;

	for (size_t i = 0; i < n && r >= 0; i++)
		r = free_ids_take(store, &rows[i]->id, err);
	return r;
}

/* When so many of those that were passed were met, to stop at each costs more
 * than to look all others up. */
static bool
are_many(size_t n_met, size_t n_passed)
{
	return n_met >= 32 && n_met > n_passed / 16;
}

static int
insert_all(struct store *store, struct content_row **rows, size_t n,
	int64_t last, struct error *err)
{
	size_t n_met = 0;
	bool is_looked_up = false;

	for (size_t i = 0; i < n;) {
		int r = insert(store, rows + i, n - i, last, err);

		if (r < 0)
			return r;
		last += r;
		i += (size_t)r;
		if (i == n)
			break;
		r = meet(store, rows[i++], err);
		if (r >= 0 && !is_looked_up && are_many(++n_met, i)) {
			is_looked_up = true;
			r = find_known(store, rows + i, n - i, err);
			n = i + keep_new(rows + i, n - i);
		}
		if (r < 0)
			return r;
	}
	return 0;
}

int
new_contents_add(struct store *store, struct content_row *rows, size_t n,
	struct error *err)
{
	_cleanup_(freep) struct content_row **list = xcalloc(n, sizeof(*list));
	size_t n_new;
	int64_t last;
	int r;

	r = query_i64(store, &last, Q_CONTENT_LAST, err);

	for (size_t i = 0; i < n; i++) {
		rows[i].is_known = false;
		list[i] = &rows[i];
	}
	if (r >= 0 && contents_is_of_before(store, 1))
		r = find_known(store, list, n, err);
	if (r < 0)
		return r;
	n_new = keep_new(list, n);
	r = take_numbers(store, list, n_new, err);
	return r < 0 ? r : insert_all(store, list, n_new, last, err);
}

int
new_contents_store(struct store *store, struct content_row *rows, size_t n,
	struct error *err)
{
	_cleanup_(freep) struct content_row **list =
		xcalloc(n + 1, sizeof(*list));
	int r;

	for (size_t i = 0; i < n; i++)
		list[i] = &rows[i];
	if (n == 0)
		return 0;
	r = insert(store, list, n, 0, err);
	if (r < 0 || (size_t)r == n)
		return r < 0 ? r : 0;
	return error_sqlite(err, store, SQLITE_CORRUPT,
		"cannot write the catalogue");
}

int
new_contents_register(struct store *store, struct error *err)
{
	int r;

	if (store->mode == STORE_READ)
		return 0;
	store->new_contents = xcalloc(1, sizeof(*store->new_contents));
	r = query_function(store, "content_known", 2, sql_known, err);
	if (r < 0)
		return r;
	return incoming_register(store, "incoming_content",
		"(id, parent_id, size, covered, digest, copies, volumes)",
		column, &store->new_contents->incoming, err);
}
