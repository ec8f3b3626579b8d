/* SPDX-License-Identifier: MIT */
/*
 * Which files may have a twin: the first cursor of contents.h.
 *
 * There is no index on size: it would be the largest thing in the catalogue,
 * for one question a day.  Two passes over entry answer it instead.  The first
 * counts the sizes (twin_sizes.h); the second takes the names whose size may
 * have been counted twice to a table of this connection, in the order they are
 * to be read.  A false positive is found out when the cursor gets there: only
 * one inode has that size.  Small files, which are read whole whatever others
 * there are, need no table, see small.c.
 *
 * Cost: two scans of entry, a sort of the names whose size is not unique, and
 * memory for the sizes; the temporary tables (temp.sql) live in a file.  Where
 * these names are few and nothing was read before, the first pass keeps them
 * (few_twins.h).
 */
#include "store/content/contents.h"

#include "store/content/candidate_cursor.h"
#include "store/internal.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/sum.h"

#include <stdlib.h>

/* --- SQL functions -------------------------------------------------------- */

/* note_size(SIZE): count it.  Always 0, so that no row comes of it. */
static void
sql_note_size(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct contents_state *state = sqlite3_user_data(context);

	(void)n; /* registered with one argument */
	state->n_noted++;
	twin_sizes_note(&state->sizes, sqlite3_value_int64(values[0]));
	sqlite3_result_int(context, 0);
}

/* maybe_twin(SIZE): was it counted twice?  False positives, no others. */
static void
sql_maybe_twin(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct contents_state *state = sqlite3_user_data(context);

	(void)n; /* registered with one argument */
	sqlite3_result_int(context,
		twin_sizes_maybe(&state->sizes,
			sqlite3_value_int64(values[0])));
}

/* small_twin(SIZE, ATTRIBUTE_ID): of a small file with one link, for certain.
 */
static void
sql_small_twin(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct contents_state *state = sqlite3_user_data(context);

	(void)n; /* registered with two arguments */
	sqlite3_result_int(context,
		twin_sizes_small(&state->sizes,
			sqlite3_value_int64(values[0])) &&
			regular_has(&state->regular,
				sqlite3_value_int64(values[1])));
}

static int
register_functions(struct store *store, struct contents_state *state,
	struct error *err)
{
	static const struct {
		const char *name;
		int n_arguments;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {
		{ "note_size", 1, sql_note_size },
		{ "maybe_twin", 1, sql_maybe_twin },
		{ "small_twin", 2, sql_small_twin },
	};

	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		int rc = sqlite3_create_function_v2(store->db,
			functions[i].name, functions[i].n_arguments,
			SQLITE_UTF8 | SQLITE_DIRECTONLY, state,
			functions[i].call, NULL, NULL, NULL);

		if (rc != SQLITE_OK)
			return error_sqlite(err, store, rc,
				"cannot use the catalogue");
	}
	return 0;
}

/* --- what the connection needs ------------------------------------------- */

static void
contents_free(struct contents_state *state)
{
	if (!state)
		return;
	few_twins_clear(&state->few);
	few_twins_clear(&state->few_small);
	strbuf_clear(&state->twins.names);
	strbuf_clear(&state->alike.names);
	small_free(&state->small);
	regular_clear(&state->regular);
	twin_sizes_forget(&state->sizes);
	free(state);
}

int
contents_prepare(struct store *store, struct error *err)
{
	struct contents_state *state;

	if (store->contents)
		return 0;
	state = xcalloc(1, sizeof(*state));
	state->twins.query = Q_TWIN_READ;
	state->twins.names = (struct strbuf)STRBUF_INIT;
	state->alike.query = Q_ALIKE_READ;
	state->alike.names = (struct strbuf)STRBUF_INIT;
	store->contents = state;
	store->free_contents = contents_free;
	few_twins_init(&state->few, FEW_TWINS_MAX);
	few_twins_init(&state->few_small, FEW_SMALL_MAX);
	small_init(&state->small);
	return register_functions(store, state, err);
}

/* --- candidates ---------------------------------------------------------- */

static int
find_beside_members(struct store *store, const struct candidates_filter *how,
	struct error *err)
{
	struct bind b;
	int r = size_notes_members(store, err);

	if (r < 0)
		return r;
	b = bind_begin(store,
		how->scope == CANDIDATES_ANYWHERE ?
			Q_TWIN_BESIDE_MEMBERS :
			Q_TWIN_BESIDE_MEMBERS_SCOPED);
	bind_i64(&b, how->min_size);
	return bind_run(&b, err);
}

/* Are sizes told apart by what may come of them? */
static bool
is_picky(const struct candidates_filter *how)
{
	return how->is_all || how->by_gain ||
		how->scope == CANDIDATES_FOR_SCOPE;
}

/* 1 if that was all of them. */
static int
find_few(struct store *store, struct error *err)
{
	struct contents_state *state = store->contents;
	int r = few_twins_sort(&state->few, store, &state->sizes,
		is_picky(&state->how), err);

	if (r > 0)
		state->twins.few = &state->few;
	return r;
}

/* What small.c does not find. */
static int
fill_table(struct store *store, const struct candidates_filter *how,
	struct error *err)
{
	enum query query = Q_TWIN_FILL;
	struct bind b;

	if (is_picky(how))
		query = Q_TWIN_PICK;
	else if (how->scope == CANDIDATES_IN_SCOPE)
		query = Q_TWIN_FILL_SCOPED;
	b = bind_begin(store, query);
	bind_i64(&b, how->min_size);
	bind_i64(&b, store->contents->has_small ? DIGEST_WHOLE : 0);
	if (query == Q_TWIN_PICK) {
		bind_i64(&b, how->is_all);
		bind_i64(&b, how->scope != CANDIDATES_ANYWHERE);
	}
	return bind_run(&b, err);
}

static int
find_twins(struct store *store, const struct candidates_filter *how,
	struct error *err)
{
	int r = size_notes_take(store, err);

	if (r >= 0)
		r = few_twins_keep_small(&store->contents->few_small, store,
			&store->contents->sizes, err);
	if (r >= 0)
		r = find_few(store, err);
	if (r != 0)
		return r < 0 ? r : 0;
	return fill_table(store, how, err);
}

/* The cursor came to the end, and stays there. */
static void
drop_twins(struct contents_state *state)
{
	state->twins.few = NULL;
	few_twins_clear(&state->few);
}

static void
forget_twins(struct contents_state *state)
{
	cursor_forget(&state->twins);
	drop_twins(state);
	few_twins_clear(&state->few_small);
}

int
store_candidates_open(struct store *store,
	const struct candidates_filter *filter, struct error *err)
{
	struct contents_state *state;
	struct bind b;
	int r;

	r = contents_prepare(store, err);
	if (r < 0)
		return r;
	state = store->contents;
	b = bind_begin(store, Q_TWIN_EMPTY);
	r = bind_run(&b, err);
	if (r < 0)
		return r;
	r = query_i64(store, &state->last_content, Q_CONTENT_LAST, err);
	if (r < 0)
		return r;
	forget_twins(state);
	state->next_twin = 1;
	state->last_size = -1;
	r = size_notes_begin(store, filter, err);
	if (r < 0)
		return r;
	r = filter->beside_members ?
		find_beside_members(store, &state->how, err) :
		find_twins(store, &state->how, err);
	if (r < 0 || !state->has_small)
		contents_forget_sizes(store);
	small_begin(&state->small, &state->sizes,
		state->few_small.is_kept ? &state->few_small : NULL,
		filter->scope == CANDIDATES_ANYWHERE);
	return r;
}

bool
store_candidates_are_of_all(const struct store *store)
{
	const struct contents_state *state = store->contents;

	return state && state->how.min_size <= 1 && state->how.max_size == 0 &&
		!state->how.is_all && !state->is_narrow &&
		state->n_outside == 0;
}

int64_t
contents_names_noted(const struct store *store)
{
	const struct contents_state *state = store->contents;

	return state->is_narrow ? 0 : state->n_noted;
}

int64_t
contents_small_wanted(const struct store *store)
{
	return store->contents->small.n_files;
}

bool
contents_is_of_before(const struct store *store, int64_t content_id)
{
	return content_id <= store->contents->last_content;
}

int
store_candidates_bytes(struct store *store, int64_t *ret, int64_t most,
	struct error *err)
{
	const struct contents_state *state = store->contents;
	int r = 0;

	if (state->twins.few)
		*ret = few_twins_bytes(state->twins.few, most);
	else
		r = query_i64_of(store, ret, Q_TWIN_BYTES, most, err);
	if (r < 0)
		return r;
	*ret = sum_sizes(*ret, state->small.bytes);
	return 0;
}

int
store_size_is_new(struct store *store, int64_t size, struct error *err)
{
	int64_t is_known = 0;
	int r;

	/* Each size comes once, so what this run read is of others. */
	if (store->contents->last_content == 0)
		return 1;
	r = query_i64_of(store, &is_known, Q_SIZE_IS_KNOWN, size, err);
	return r < 0 ? r : !is_known;
}

/*
 * Row `id` opens a new size.  Does another inode have it too: one that waits
 * as well, or one that was read before?  If not, *ret_next is the first row
 * of the size after it.
 */
static int
size_has_twins(struct store *store, int64_t id, int64_t *ret_next,
	struct error *err)
{
	struct cursor *cursor = &store->contents->twins;
	struct candidate *row;
	struct candidate first;
	int64_t known;
	int r;

	*ret_next = id + 1;
	if (store->contents->how.is_all)
		return 1;
	r = cursor_row(store, cursor, &row, id, err);
	if (r <= 0)
		return r;
	first = *row;
	do {
		r = cursor_row(store, cursor, &row, ++id, err);
	} while (r > 0 && row->entry.size_bytes == first.entry.size_bytes &&
		row->entry.inode == first.entry.inode &&
		row->volume_id == first.volume_id);
	if (r < 0)
		return r;
	if (r > 0 && row->entry.size_bytes == first.entry.size_bytes)
		return 1;
	if (twin_sizes_small_beside(&store->contents->sizes,
		    first.entry.size_bytes))
		return 1;
	*ret_next = id;
	r = query_i64_of(store, &known,
		store->contents->how.scope == CANDIDATES_IN_SCOPE ?
			Q_CONTENT_OF_SIZE_SCOPED :
			Q_CONTENT_OF_SIZE,
		first.entry.size_bytes, err);
	return r < 0 ? r : known != 0;
}

/* Find the next row whose size has twins.  0 at the end. */
static int
next_twin(struct store *store, struct candidate **ret, struct error *err)
{
	struct contents_state *state = store->contents;
	int64_t size, next;
	int r;

	for (;;) {
		r = cursor_row(store, &state->twins, ret, state->next_twin,
			err);
		if (r <= 0 || (*ret)->entry.size_bytes == state->last_size)
			return r;
		size = (*ret)->entry.size_bytes;
		r = size_has_twins(store, state->next_twin, &next, err);
		if (r < 0)
			return r;
		if (r > 0)
			state->last_size = size;
		else
			state->next_twin = next;
	}
}

int
store_candidates_next(struct store *store, struct candidate *ret,
	struct error *err)
{
	struct candidate *row;
	int r;

	r = next_twin(store, &row, err);
	if (r < 0)
		return r;
	if (r == 0) {
		drop_twins(store->contents);
		return small_next(store, ret, err);
	}
	*ret = *row;
	store->contents->next_twin++;
	return 1;
}

/* The rows stay in their file until the next open empties the table, or the
 * store is closed: deleting them would first write each page to a journal. */
void
store_candidates_close(struct store *store)
{
	forget_twins(store->contents);
	contents_forget_sizes(store);
}
