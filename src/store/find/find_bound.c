/* SPDX-License-Identifier: MIT */
#include "store/find/find_bound.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/bytes.h"

#include <stdlib.h>

/* Only more, only less; and the same with what is equal. */
#define BEYOND(key)                                                            \
	{                                                                      \
		key " > ?5 AND ", key " < ?5 AND ", key " >= ?5 AND ",         \
			key " <= ?5 AND "                                      \
	}

/* Is there one yet? */
static bool
is_bound(const struct find_bound *bound, const struct find_row *last)
{
	return bound && (bound->is_set || last);
}

const char *
find_bound_sql(const struct find_bound *bound, const struct find_row *last)
{
	static const char *const texts[][4] = {
		[FIND_BY_SIZE] = BEYOND("e.size"),
		[FIND_BY_BLOCKS] = BEYOND("e.blocks"),
		[FIND_BY_MTIME] = BEYOND("e.mtime"),
		[FIND_BY_CTIME] = BEYOND(ENTRY_CTIME_SQL),
		[FIND_BY_NAME] = BEYOND("e.name"),
	};

	if (!is_bound(bound, last))
		return "";
	return texts[bound->key][(last ? 2 : 0) + (bound->is_below ? 1 : 0)];
}

/* What it is compared by, but for a name. */
static int64_t
number_of(const struct find_bound *bound, const struct find_row *row)
{
	switch (bound->key) {
	case FIND_BY_SIZE:
		return row->size_bytes;
	case FIND_BY_BLOCKS:
		return row->blocks;
	case FIND_BY_MTIME:
		return row->mtime_ns;
	case FIND_BY_CTIME:
		return ctime_of_lag(row->mtime_ns, row->lag);
	case FIND_BY_NAME:
		break;
	}
	return 0;
}

int
find_bound_bind(const struct find_bound *bound, const struct find_row *last,
	sqlite3_stmt *stmt)
{
	if (!is_bound(bound, last))
		return SQLITE_OK;
	if (bound->key == FIND_BY_NAME)
		return sqlite3_bind_blob64(stmt, 5,
			last ? last->name : bound->name,
			last ? last->name_len : bound->name_len, SQLITE_STATIC);
	return sqlite3_bind_int64(stmt, 5,
		last ? number_of(bound, last) : bound->than);
}

/* Likewise of an entry. */
static int64_t
number_of_entry(const struct find_bound *bound, const struct stored_entry *e)
{
	const struct find_row row = { .size_bytes = e->size_bytes,
		.blocks = e->blocks,
		.mtime_ns = e->mtime_ns,
		.lag = e->lag };

	return number_of(bound, &row);
}

/* The key of the entry, less the bound's: its sign. */
static int
beyond(const struct find_bound *bound, const struct find_row *last,
	const struct stored_entry *e)
{
	int64_t key, than;

	if (bound->key == FIND_BY_NAME)
		return bytes_compare(e->name, e->name_len,
			last ? last->name : bound->name,
			last ? last->name_len : bound->name_len);
	key = number_of_entry(bound, e);
	than = last ? number_of(bound, last) : bound->than;
	return (key > than) - (key < than);
}

enum look_known
find_bound_asks(const struct find_bound *bound, const struct find_row *last)
{
	static const enum look_known known[] = {
		[FIND_BY_SIZE] = LOOK_SIZE,
		[FIND_BY_BLOCKS] = LOOK_ALL,
		[FIND_BY_MTIME] = LOOK_MTIME,
		[FIND_BY_CTIME] = LOOK_LAG,
		[FIND_BY_NAME] = LOOK_NAME,
	};

	return is_bound(bound, last) ? known[bound->key] : LOOK_NAME;
}

bool
find_bound_lets(const struct find_bound *bound, const struct find_row *last,
	const struct stored_entry *e)
{
	int order;

	if (!is_bound(bound, last))
		return true;
	order = beyond(bound, last, e);
	if (bound->is_below)
		order = -order;
	return last ? order >= 0 : order > 0;
}

/* Negative if a comes before b. */
static int
compare(const struct find_bound *bound, const struct find_row *a,
	const struct find_row *b)
{
	int64_t x = number_of(bound, a);
	int64_t y = number_of(bound, b);
	int order = (x > y) - (x < y);

	if (bound->key == FIND_BY_NAME)
		order = bytes_compare(a->name, a->name_len, b->name,
			b->name_len);
	return bound->is_below ? order : -order;
}

bool
find_bound_is_before(const struct find_bound *bound, const struct find_row *a,
	const struct find_row *b)
{
	return compare(bound, a, b) < 0;
}

/* --- the last of the first few -------------------------------------------- */

static int
compare_rows(const void *a, const void *b, void *bound)
{
	return compare(bound, *(const struct find_row *const *)a,
		*(const struct find_row *const *)b);
}

const struct find_row *
find_bound_last(const struct find_bound *bound, const struct strbuf *bytes)
{
	struct find_bound copy = *bound; /* qsort_r() wants no const */
	const struct find_row *last = NULL;
	const struct find_row **rows;
	const struct find_row *row;
	int64_t n = 0;

	for (size_t at = 0; find_row_next(bytes, &at);)
		n++;
	if (n < bound->n_first)
		return NULL;
	rows = xcalloc((size_t)n + 1, sizeof(rows[0]));
	n = 0;
	for (size_t at = 0; (row = find_row_next(bytes, &at)) != NULL;)
		rows[n++] = row;
	qsort_r(rows, (size_t)n, sizeof(rows[0]), compare_rows, &copy);
	last = rows[bound->n_first - 1];
	free(rows);
	return last;
}
