/* SPDX-License-Identifier: MIT */
/*
 * SQLite reads the rows where they are (incoming.h), twice: first it looks each
 * up and tells content_known() which are there, then it inserts the others.
 * An upsert could do both, but it may have to be undone, so SQLite would first
 * copy each page that it changes to a file.
 */
#include "store/content/new_contents.h"

#include "store/incoming.h"
#include "store/internal.h"
#include "util/alloc.h"
#include "util/cleanup.h"

struct new_contents {
	struct incoming incoming; /* of a list of pointers to rows */
	struct content_row **rows;
};

static void
column(sqlite3_context *context, const void *rows, size_t i, int number)
{
	struct content_row *const *list = rows;
	const struct content_row *row = list[i];
	const struct new_content *c = &row->content;
	const int64_t values[] = { row->id, c->parent_id, c->size_bytes,
		c->digest.covered, 0, c->copies, c->volumes };

	if (number == 4)
		sqlite3_result_blob64(context, c->digest.bytes, DIGEST_BYTES,
			SQLITE_STATIC);
	else if (number != 1 || c->parent_id != 0) /* else NULL */
		sqlite3_result_int64(context, values[number]);
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
	new->rows[place]->id = sqlite3_value_int64(values[1]);
	new->rows[place]->is_known = true;
}

static int
run(struct store *store, enum query query, size_t n, struct error *err)
{
	struct new_contents *new = store->new_contents;
	struct bind b = bind_begin(store, query);
	int r;

	new->incoming = (struct incoming){ new->rows, n };
	r = bind_run(&b, err);
	new->incoming = (struct incoming){ 0 };
	return r;
}

/* Those that are not known come together, and get their numbers. */
static size_t
keep_new(struct content_row **rows, size_t n, int64_t last)
{
	size_t n_new = 0;

	for (size_t i = 0; i < n; i++) {
		struct content_row *row = rows[i];

		if (row->is_known)
			continue;
		rows[n_new++] = row;
		row->id = last + (int64_t)n_new;
	}
	return n_new;
}

int
new_contents_add(struct store *store, struct content_row *rows, size_t n,
	struct error *err)
{
	_cleanup_(freep) struct content_row **list = xcalloc(n, sizeof(*list));
	int64_t last;
	int r = query_i64(store, &last, Q_CONTENT_LAST, err);

	for (size_t i = 0; i < n; i++) {
		rows[i].is_known = false;
		list[i] = &rows[i];
	}
	store->new_contents->rows = list;
	if (r >= 0 && last > 0)
		r = run(store, Q_CONTENTS_KNOWN, n, err);
	if (r >= 0)
		r = run(store, Q_CONTENTS_ADD, keep_new(list, n, last), err);
	store->new_contents->rows = NULL;
	return r;
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
