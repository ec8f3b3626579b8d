/* SPDX-License-Identifier: MIT */
/*
 * Which files may have a twin: the cursors of contents.h.
 *
 * There is no index on size: it would be the largest thing in
 * the catalogue, for one question a day.  Two passes over entry answer it
 * instead.  The first counts each size in a filter of two bits a cell (none,
 * one, more); the second takes the names whose cell says "more" to a table
 * of this connection, in the order they are to be read.  A size that shares
 * its cell with another is a false positive, found out when the cursor gets
 * there: only one inode has it.
 *
 * Both cursors (candidates, alike) walk a temporary table by its rowid, one
 * short statement a row.  An open SELECT would be shorter, but it would hold
 * a read transaction over the whole run, and the WAL could not be folded back
 * while hours of digests are written to it.
 *
 * Cost: two scans of entry, a sort of the names whose size is not unique, and
 * FILTER_BYTES of memory; the temporary tables (temp.sql) live in a file.
 */
#include "store/contents.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* 64 Mi cells of two bits: 2 million different sizes leave 97 % of the unique
 * ones alone in their cell. */
#define FILTER_BYTES ((size_t)16 << 20)
#define FILTER_SHIFT (64 - 26)

struct contents_state {
	uint8_t *filter; /* NULL but while candidates are looked for */
	int64_t next_twin;
	int64_t last_size; /* of the candidate before */
	int64_t next_alike;
	int64_t last_alike;
	struct strbuf twin_name;
	struct strbuf alike_name;
};

/* --- the filter ---------------------------------------------------------- */

/* Fibonacci hashing: sizes are not random, its upper bits are. */
static size_t
cell_of(int64_t size)
{
	return (size_t)(((uint64_t)size * UINT64_C(0x9e3779b97f4a7c15)) >>
		FILTER_SHIFT);
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

/* note_size(SIZE): count it.  Always 0, so that no row comes of it. */
static void
sql_note_size(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct contents_state *state = sqlite3_user_data(context);

	(void)n; /* registered with one argument */
	if (state->filter)
		cell_raise(state->filter,
			cell_of(sqlite3_value_int64(values[0])));
	sqlite3_result_int(context, 0);
}

/* maybe_twin(SIZE): was it counted twice?  False positives, no others. */
static void
sql_maybe_twin(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct contents_state *state = sqlite3_user_data(context);
	size_t cell = cell_of(sqlite3_value_int64(values[0]));

	(void)n; /* registered with one argument */
	sqlite3_result_int(context,
		state->filter && cell_get(state->filter, cell) > 1);
}

/* --- what the connection needs ------------------------------------------- */

static void
contents_free(struct contents_state *state)
{
	if (!state)
		return;
	strbuf_clear(&state->twin_name);
	strbuf_clear(&state->alike_name);
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
	state->twin_name = (struct strbuf)STRBUF_INIT;
	state->alike_name = (struct strbuf)STRBUF_INIT;
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

static void
fill_candidate(struct candidate *ret, const struct bind *b, struct strbuf *name)
{
	const char *bytes;
	size_t len;

	*ret = (struct candidate){ 0 };
	ret->volume_id = bind_get_i64(b, 0);
	ret->dir_id = bind_get_i64(b, 1);
	bytes = bind_get_bytes(b, 2, &len);
	strbuf_truncate(name, 0);
	strbuf_add(name, bytes, len);
	ret->entry.name = name->buf;
	ret->entry.name_len = len;
	ret->entry.size_bytes = bind_get_i64(b, 3);
	ret->entry.mtime_ns = bind_get_i64(b, 4);
	ret->entry.ctime_ns = bind_get_i64(b, 5);
	ret->entry.inode = (uint64_t)bind_get_i64(b, 6);
	ret->entry.nlink = (uint32_t)bind_get_i64(b, 7);
	ret->entry.blocks = bind_get_i64(b, 8);
	ret->entry.mode = S_IFREG;
	ret->content_id = bind_get_i64(b, 9);
	ret->covered = bind_get_i64(b, 10);
}

/* Row `id` by TWIN_READ or ALIKE_READ.  0 when its facts are no longer so. */
static int
read_candidate(struct store *store, struct candidate *ret, enum query query,
	int64_t id, struct strbuf *name, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, query);
	int r;

	bind_i64(&b, id);
	r = bind_next(&b, err);
	if (r > 0)
		fill_candidate(ret, &b, name);
	return r;
}

/* --- candidates ---------------------------------------------------------- */

static int
find_twins(struct store *store, int64_t min_size, struct error *err)
{
	struct bind b = bind_begin(store, Q_TWIN_NOTE);
	int r;

	bind_i64(&b, min_size);
	r = bind_run(&b, err);
	if (r < 0)
		return r;
	b = bind_begin(store, Q_TWIN_FILL);
	bind_i64(&b, min_size);
	return bind_run(&b, err);
}

int
store_candidates_open(struct store *store, int64_t min_size, struct error *err)
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
	state->next_twin = 1;
	state->last_size = -1;
	state->filter = calloc(1, FILTER_BYTES);
	if (!state->filter)
		return error_set(err, ENOMEM, "out of memory");
	r = find_twins(store, min_size > 1 ? min_size : 1, err);
	free(state->filter);
	state->filter = NULL;
	return r;
}

int
store_candidates_bytes(struct store *store, int64_t *ret, int64_t most,
	struct error *err)
{
	return query_i64_of(store, ret, Q_TWIN_BYTES, most, err);
}

struct twin {
	int64_t size;
	int64_t volume_id;
	int64_t inode;
};

static int
peek_twin(struct store *store, struct twin *ret, int64_t id, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_TWIN_PEEK);
	int r;

	bind_i64(&b, id);
	r = bind_next(&b, err);
	if (r <= 0)
		return r;
	ret->size = bind_get_i64(&b, 0);
	ret->volume_id = bind_get_i64(&b, 1);
	ret->inode = bind_get_i64(&b, 2);
	return 1;
}

/*
 * The row `id` opens a new size.  Does another inode have it too: one that
 * waits as well, or one that was read before?  If not, *ret_next is the first
 * row of the size after it.
 */
static int
size_has_twins(struct store *store, int64_t id, const struct twin *first,
	int64_t *ret_next, struct error *err)
{
	struct twin other;
	int64_t known;
	int r;

	do {
		r = peek_twin(store, &other, ++id, err);
	} while (r > 0 && other.size == first->size &&
		other.inode == first->inode &&
		other.volume_id == first->volume_id);
	if (r < 0)
		return r;
	if (r > 0 && other.size == first->size)
		return 1;
	*ret_next = id;
	r = query_i64_of(store, &known, Q_CONTENT_OF_SIZE, first->size, err);
	return r < 0 ? r : known != 0;
}

/* Move on to a row whose size has twins.  0 at the end. */
static int
skip_to_twins(struct store *store, struct error *err)
{
	struct contents_state *state = store->contents;
	struct twin twin;
	int64_t next;
	int r;

	for (;;) {
		r = peek_twin(store, &twin, state->next_twin, err);
		if (r <= 0 || twin.size == state->last_size)
			return r;
		r = size_has_twins(store, state->next_twin, &twin, &next, err);
		if (r < 0)
			return r;
		if (r > 0) {
			state->last_size = twin.size;
			return 1;
		}
		state->next_twin = next;
	}
}

int
store_candidates_next(struct store *store, struct candidate *ret,
	struct error *err)
{
	struct contents_state *state = store->contents;
	int r;

	do {
		r = skip_to_twins(store, err);
		if (r <= 0)
			return r;
		r = read_candidate(store, ret, Q_TWIN_READ, state->next_twin++,
			&state->twin_name, err);
	} while (r == 0);
	return r;
}

void
store_candidates_close(struct store *store)
{
	struct bind b = bind_begin(store, Q_TWIN_EMPTY);

	/* Nobody but the next open looks there, and it empties it first. */
	(void)bind_run(&b, NULL);
}

/* --- alike --------------------------------------------------------------- */

int
store_alike_open(struct store *store, int64_t size, struct error *err)
{
	struct contents_state *state;
	struct bind b;
	int r;

	r = contents_prepare(store, err);
	if (r < 0)
		return r;
	state = store->contents;
	state->next_alike = 1;
	state->last_alike = 0;
	b = bind_begin(store, Q_ALIKE_FILL);
	bind_i64(&b, size);
	r = bind_run(&b, err);
	if (r < 0)
		return r;
	return query_i64(store, &state->last_alike, Q_ALIKE_LAST, err);
}

int
store_alike_next(struct store *store, struct candidate *ret, struct error *err)
{
	struct contents_state *state = store->contents;
	int r = 0;

	while (r == 0 && state->next_alike <= state->last_alike)
		r = read_candidate(store, ret, Q_ALIKE_READ,
			state->next_alike++, &state->alike_name, err);
	return r;
}

void
store_alike_close(struct store *store)
{
	struct bind b;

	if (store->contents->last_alike == 0)
		return;
	store->contents->last_alike = 0;
	b = bind_begin(store, Q_ALIKE_EMPTY);
	/* Rows left would only repeat work that is checked again. */
	(void)bind_run(&b, NULL);
}
