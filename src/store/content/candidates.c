/* SPDX-License-Identifier: MIT */
/*
 * Which files may have a twin: the first cursor of contents.h.
 *
 * There is no index on size: it would be the largest thing in the catalogue,
 * for one question a day.  Two passes over entry answer it instead.  The first
 * counts each size in a filter of two bits a cell (none,
 * one, more); the second takes the names whose cell says "more" to a table
 * of this connection, in the order they are to be read.  A size that shares
 * its cell with another is a false positive, found out when the cursor gets
 * there: only one inode has it.
 *
 * Cost: two scans of entry, a sort of the names whose size is not unique, and
 * 8 bytes a file, at most 16 MiB; the temporary tables (temp.sql) live in a
 * file.
 */
#include "store/content/contents.h"

#include "store/content/candidate_cursor.h"
#include "store/internal.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>
#include <stdlib.h>

/* So many cells of two bits for each file, and 97 % of the sizes that are
 * unique are alone in theirs; up to 64 Mi cells, 16 MiB, for 2 million. */
#define FILTER_CELLS 32
#define FILTER_MIN_BITS 16
#define FILTER_MAX_BITS 26

/* --- the filter ---------------------------------------------------------- */

/* Fibonacci hashing: sizes are not random, its upper bits are. */
static size_t
cell_of(const struct contents_state *state, int64_t size)
{
	return (size_t)(((uint64_t)size * UINT64_C(0x9e3779b97f4a7c15)) >>
		(64 - state->filter_bits));
}

static unsigned int
cell_get(const uint8_t *filter, size_t cell)
{
	return ((unsigned int)filter[cell / 4] >> (cell % 4 * 2)) & 3u;
}

static void
cell_raise(uint8_t *filter, size_t cell)
{
	unsigned int shift = (unsigned int)(cell % 4 * 2);
	unsigned int count = cell_get(filter, cell);

	if (count < 2)
		filter[cell / 4] = (uint8_t)(filter[cell / 4] + (1u << shift));
}

static int
make_filter(struct store *store, struct contents_state *state,
	struct error *err)
{
	int bits = FILTER_MIN_BITS;
	int64_t n_names;
	int r = query_i64(store, &n_names, Q_NAMES_COUNT, err);

	if (r < 0)
		return r;
	while (bits < FILTER_MAX_BITS &&
		n_names > (INT64_C(1) << bits) / FILTER_CELLS)
		bits++;
	state->filter_bits = bits;
	state->filter = calloc(1, ((size_t)1 << bits) / 4);
	return state->filter ? 0 : error_set(err, ENOMEM, "out of memory");
}

static bool
is_too_large(const struct contents_state *state, int64_t size)
{
	return state->how.max_size > 0 && size > state->how.max_size;
}

/* note_size(SIZE): count it.  Always 0, so that no row comes of it. */
static void
sql_note_size(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct contents_state *state = sqlite3_user_data(context);
	int64_t size = sqlite3_value_int64(values[0]);

	(void)n; /* registered with one argument */
	state->n_noted++;
	if (state->filter && !is_too_large(state, size))
		cell_raise(state->filter, cell_of(state, size));
	sqlite3_result_int(context, 0);
}

/* maybe_twin(SIZE): was it counted twice?  False positives, no others. */
static void
sql_maybe_twin(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct contents_state *state = sqlite3_user_data(context);
	int64_t size = sqlite3_value_int64(values[0]);

	(void)n; /* registered with one argument */
	sqlite3_result_int(context,
		state->filter && !is_too_large(state, size) &&
			cell_get(state->filter, cell_of(state, size)) > 1);
}

/* --- what the connection needs ------------------------------------------- */

static void
contents_free(struct contents_state *state)
{
	if (!state)
		return;
	strbuf_clear(&state->twins.names);
	strbuf_clear(&state->alike.names);
	free(state->filter);
	free(state);
}

int
contents_prepare(struct store *store, struct error *err)
{
	struct contents_state *state;
	int rc;

	if (store->contents)
		return 0;
	state = xcalloc(1, sizeof(*state));
	state->twins.query = Q_TWIN_READ;
	state->twins.names = (struct strbuf)STRBUF_INIT;
	state->alike.query = Q_ALIKE_READ;
	state->alike.names = (struct strbuf)STRBUF_INIT;
	store->contents = state;
	store->free_contents = contents_free;
	rc = sqlite3_create_function_v2(store->db, "note_size", 1,
		SQLITE_UTF8 | SQLITE_DIRECTONLY, state, sql_note_size, NULL,
		NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_create_function_v2(store->db, "maybe_twin", 1,
			SQLITE_UTF8 | SQLITE_DIRECTONLY, state, sql_maybe_twin,
			NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return error_sqlite(err, store, rc, "cannot use the catalogue");
	return 0;
}

/* --- candidates ---------------------------------------------------------- */

static int
note_sizes(struct store *store, const struct candidates_filter *how,
	struct error *err)
{
	struct bind b;

	if (how->is_all)
		return 0; /* any will do */
	b = bind_begin(store,
		how->scope == CANDIDATES_IN_SCOPE ? Q_TWIN_NOTE_SCOPED :
						    Q_TWIN_NOTE);
	bind_i64(&b, how->min_size);
	return bind_run(&b, err);
}

/* A size counts when two have it; here a member and a file do. */
static int
note_members(struct store *store, struct error *err)
{
	int r = 0;

	for (int i = 0; i < 2 && r >= 0; i++) {
		struct bind b = bind_begin(store, Q_MEMBER_KINDS_NOTE);

		r = bind_run(&b, err);
	}
	store->contents->n_noted = 0; /* those are no names */
	return r;
}

static int
open_filter(struct store *store, const struct candidates_filter *how,
	struct error *err)
{
	struct contents_state *state = store->contents;
	int r = make_filter(store, state, err);

	if (r < 0)
		return r;
	state->n_noted = 0;
	state->how = *how;
	if (state->how.min_size < 1)
		state->how.min_size = 1;
	return 0;
}

int
contents_note_members(struct store *store, struct error *err)
{
	const struct candidates_filter any = { 0 };
	int r = contents_prepare(store, err);

	if (r >= 0)
		r = open_filter(store, &any, err);
	return r < 0 ? r : note_members(store, err);
}

void
contents_forget_sizes(struct store *store)
{
	if (!store->contents)
		return;
	free(store->contents->filter);
	store->contents->filter = NULL;
}

static int
find_beside_members(struct store *store, const struct candidates_filter *how,
	struct error *err)
{
	struct bind b;
	int r = note_members(store, err);

	if (r < 0)
		return r;
	b = bind_begin(store,
		how->scope == CANDIDATES_ANYWHERE ?
			Q_TWIN_BESIDE_MEMBERS :
			Q_TWIN_BESIDE_MEMBERS_SCOPED);
	bind_i64(&b, how->min_size);
	return bind_run(&b, err);
}

static int
find_twins(struct store *store, const struct candidates_filter *how,
	struct error *err)
{
	bool is_picky = how->is_all || how->by_gain ||
		how->scope == CANDIDATES_FOR_SCOPE;
	enum query query = Q_TWIN_FILL;
	struct bind b;
	int r = note_sizes(store, how, err);

	if (r < 0)
		return r;
	if (is_picky)
		query = Q_TWIN_PICK;
	else if (how->scope == CANDIDATES_IN_SCOPE)
		query = Q_TWIN_FILL_SCOPED;
	b = bind_begin(store, query);
	bind_i64(&b, how->min_size);
	if (is_picky) {
		bind_i64(&b, how->is_all);
		bind_i64(&b, how->scope != CANDIDATES_ANYWHERE);
	}
	return bind_run(&b, err);
}

int
store_candidates_open(struct store *store,
	const struct candidates_filter *filter, struct error *err)
{
	struct contents_state *state;
	struct bind b;
	int64_t any;
	int r;

	r = contents_prepare(store, err);
	if (r < 0)
		return r;
	state = store->contents;
	b = bind_begin(store, Q_TWIN_EMPTY);
	r = bind_run(&b, err);
	if (r < 0)
		return r;
	r = query_i64(store, &any, Q_CONTENT_ANY, err);
	if (r < 0)
		return r;
	state->any_content = any != 0;
	cursor_forget(&state->twins);
	state->next_twin = 1;
	state->last_size = -1;
	r = open_filter(store, filter, err);
	if (r < 0)
		return r;
	r = filter->beside_members ?
		find_beside_members(store, &state->how, err) :
		find_twins(store, &state->how, err);
	contents_forget_sizes(store);
	return r;
}

int64_t
contents_names_noted(const struct store *store)
{
	const struct contents_state *state = store->contents;

	return state->how.scope == CANDIDATES_IN_SCOPE ? 0 : state->n_noted;
}

int
store_candidates_bytes(struct store *store, int64_t *ret, int64_t most,
	struct error *err)
{
	return query_i64_of(store, ret, Q_TWIN_BYTES, most, err);
}

int
store_size_is_new(struct store *store, int64_t size, struct error *err)
{
	int64_t is_known = 0;
	int r;

	/* Each size comes once, so what this run read is of others. */
	if (!store->contents->any_content)
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
	if (r <= 0)
		return r;
	*ret = *row;
	store->contents->next_twin++;
	return 1;
}

/* The rows stay in their file until the next open empties the table, or the
 * store is closed: deleting them would first write each page to a journal. */
void
store_candidates_close(struct store *store)
{
	cursor_forget(&store->contents->twins);
}
