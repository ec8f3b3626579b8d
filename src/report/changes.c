/* SPDX-License-Identifier: MIT */
/*
 * changes: what scans found different, one row a change.
 *
 * Each place that was asked for has a cursor of its own, in the order that was
 * asked for; they are merged, so rows stream however many there are, and a
 * change that is in two of the places (a move from one to the other, or places
 * within each other) comes once.
 */
#include "report/names.h"
#include "report/changes.h"

#include "store/changes.h"
#include "util/alloc.h"
#include "util/bytes.h"
#include "util/sort.h"

#include <stdlib.h>
#include <string.h>

/* Columns of ROWS_CHANGES. */
enum {
	R_SCAN_ID,
	R_VOLUME,
	R_KIND,
	R_WITHIN,
	R_OLD_WITHIN,
	R_TYPE,
	R_SIZE,
	R_OLD_SIZE,
	R_MTIME,
	R_TIME,
	R_VOLUME_ID,
	R_CHANGE_ID,
};

enum {
	C_TABLE_TIME,
	C_SCAN,
	C_VOLUME,
	C_CHANGE,
	C_PATH,
	C_OLD_PATH,
	C_TYPE,
	C_SIZE,
	C_TABLE_SIZE,
	C_OLD_SIZE,
	C_TIME,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "table_time", "SCANNED", OUTPUT_TIME, OUTPUT_IN_TABLE, false },
	{ "scan", "SCAN", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "change", "CHANGE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "old_path", "FROM", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "type", "TYPE", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	/* Of what is gone: what it was, as there may be no room for WAS. */
	{ "table_size", "SIZE", OUTPUT_SIZE, OUTPUT_IN_TABLE, false },
	{ "old_size", "WAS", OUTPUT_SIZE, OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM,
		false },
	{ "time", "TIME", OUTPUT_TIME, OUTPUT_MACHINE, false },
};
/* clang-format on */

static const enum rows_query queries[][2] = {
	[REPORT_CHANGES_BY_TIME] = { ROWS_CHANGES, ROWS_CHANGES_OLDEST },
	[REPORT_CHANGES_BY_PATH] = { ROWS_CHANGES_PATH,
		ROWS_CHANGES_PATH_LAST },
	[REPORT_CHANGES_BY_SIZE] = { ROWS_CHANGES_SIZE, ROWS_CHANGES_SIZE },
};

static const char *
kind_name(int64_t kind)
{
	switch (kind) {
	case CHANGE_ADDED:
		return "added";
	case CHANGE_REMOVED:
		return "removed";
	case CHANGE_MODIFIED:
		return "modified";
	case CHANGE_MOVED:
		return "moved";
	default:
		return "?";
	}
}

/* A path in the volume, which may be none, as it is mounted now. */
static int
absolute(struct store *store, struct strbuf *ret, struct output_value *value,
	const struct rows *rows, int column, struct error *err)
{
	int r;

	*value = output_null();
	if (rows_is_null(rows, column))
		return 0;
	r = store_absolute_path(store, ret, rows_i64(rows, R_VOLUME_ID),
		rows_bytes(rows, column, NULL), NULL, err);
	if (r >= 0)
		*value = value_strbuf(ret);
	return r;
}

static int
print(struct store *store, struct output *output, const struct rows *rows,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf old = STRBUF_INIT;
	struct output_value v[N_COLUMNS];
	int r = absolute(store, &path, &v[C_PATH], rows, R_WITHIN, err);

	if (r >= 0)
		r = absolute(store, &old, &v[C_OLD_PATH], rows, R_OLD_WITHIN,
			err);
	if (r < 0)
		return r;
	v[C_SCAN] = value_i64(rows, R_SCAN_ID);
	v[C_VOLUME] = value_bytes(rows, R_VOLUME);
	v[C_CHANGE] = value_string(kind_name(rows_i64(rows, R_KIND)));
	v[C_TYPE] = value_bytes(rows, R_TYPE);
	v[C_SIZE] = value_i64(rows, R_SIZE);
	v[C_OLD_SIZE] = value_i64(rows, R_OLD_SIZE);
	v[C_TABLE_SIZE] = v[rows_is_null(rows, R_SIZE) ? C_OLD_SIZE : C_SIZE];
	v[C_TIME] = value_i64(rows, R_TIME);
	v[C_TABLE_TIME] = v[C_TIME];
	return output_row(output, v, err);
}

static void
bind_or_null(struct rows *rows, int64_t value, bool is_given)
{
	if (is_given)
		rows_bind_i64(rows, value);
	else
		rows_bind_null(rows);
}

/* --- several places, as one ----------------------------------------------- */

struct merge {
	const struct report_changes *options;
	struct rows **sources; /* NULL: at its end */
	size_t n;
};

static void
merge_clear(struct merge *m)
{
	for (size_t i = 0; i < m->n; i++)
		rows_close(m->sources[i]);
	free(m->sources);
}

static int
compare_bytes(const struct rows *a, const struct rows *b, int column)
{
	size_t n = 0;
	size_t m = 0;
	const char *x = rows_bytes(a, column, &n);
	const char *y = rows_bytes(b, column, &m);

	return bytes_compare(x, n, y, m);
}

static int64_t
size_of(const struct rows *rows)
{
	return rows_i64(rows, rows_is_null(rows, R_SIZE) ? R_OLD_SIZE : R_SIZE);
}

/* As the queries order rows; 0: it is the same change. */
static int
compare(const struct report_changes *o, const struct rows *a,
	const struct rows *b)
{
	const int sign = o->reverse ? -1 : 1;
	int r = 0;

	if (o->order == REPORT_CHANGES_BY_TIME) {
		r = compare_i64(rows_i64(b, R_SCAN_ID), rows_i64(a, R_SCAN_ID));
		if (r == 0)
			r = compare_i64(rows_i64(a, R_CHANGE_ID),
				rows_i64(b, R_CHANGE_ID));
		return r * sign;
	}
	if (o->order == REPORT_CHANGES_BY_SIZE)
		r = compare_i64(size_of(b), size_of(a)) * sign;
	if (r != 0)
		return r;
	r = compare_bytes(a, b, R_VOLUME);
	if (r == 0)
		r = compare_bytes(a, b, R_WITHIN);
	if (r == 0)
		r = compare_i64(rows_i64(a, R_SCAN_ID), rows_i64(b, R_SCAN_ID));
	if (r == 0)
		r = compare_i64(rows_i64(a, R_CHANGE_ID),
			rows_i64(b, R_CHANGE_ID));
	return o->order == REPORT_CHANGES_BY_PATH ? r * sign : r;
}

/* The source whose row comes first, or NULL. */
static struct rows *
first_of(const struct merge *m)
{
	struct rows *first = NULL;

	for (size_t i = 0; i < m->n; i++)
		if (m->sources[i] &&
			(!first ||
				compare(m->options, m->sources[i], first) < 0))
			first = m->sources[i];
	return first;
}

static int
step(struct rows **source, struct error *err)
{
	int r = rows_next(*source, err);

	if (r == 0) {
		rows_close(*source);
		*source = NULL;
	}
	return r < 0 ? r : 0;
}

/* Go on where `first` stands: a change may be in several places. */
static int
leave(struct merge *m, const struct rows *first, struct error *err)
{
	int64_t id = rows_i64(first, R_CHANGE_ID);
	int r = 0;

	for (size_t i = 0; i < m->n && r == 0; i++)
		if (m->sources[i] && rows_i64(m->sources[i], R_CHANGE_ID) == id)
			r = step(&m->sources[i], err);
	return r;
}

/* --- the report ----------------------------------------------------------- */

/* The changes of one place, or all. */
static int
open_place(struct rows **ret, struct store *store,
	const struct report_changes *options, const struct report_place *place,
	struct error *err)
{
	struct rows *rows;
	int r = rows_open(ret, store, queries[options->order][options->reverse],
		err);

	if (r < 0)
		return r;
	rows = *ret;
	bind_or_null(rows, options->first_scan, options->first_scan > 0);
	bind_or_null(rows, options->last_scan, options->last_scan > 0);
	bind_or_null(rows, options->since_ns, options->has_since);
	bind_or_null(rows, place ? place->volume_id : 0, place != NULL);
	if (place)
		rows_bind_bytes(rows, place->within, strlen(place->within));
	else
		rows_bind_null(rows);
	rows_bind_i64(rows, options->limit < 0 ? -1 : options->limit);
	bind_or_null(rows, options->size.min, options->has_size);
	bind_or_null(rows, options->size.max, options->has_size);
	if (options->order == REPORT_CHANGES_BY_SIZE)
		rows_bind_i64(rows, options->reverse ? -1 : 1);
	return step(ret, err);
}

static int
print_all(struct store *store, struct merge *m, struct output *output,
	int64_t *n_rows, struct error *err)
{
	const int64_t limit = m->options->limit;
	struct rows *first;
	int r = 0;

	while (r == 0 && (limit < 0 || *n_rows < limit)) {
		first = first_of(m);
		if (!first)
			return 0;
		r = print(store, output, first, err);
		if (r < 0)
			return r;
		++*n_rows;
		r = leave(m, first, err);
	}
	return r;
}

int
report_changes(struct store *store, const struct report_changes *options,
	struct output *output, int64_t *ret_rows, struct error *err)
{
	size_t n = options->places.n > 0 ? options->places.n : 1;
	_cleanup_(merge_clear) struct merge m = {
		.options = options,
		.sources = xcalloc(n, sizeof(m.sources[0])),
		.n = n,
	};
	int r = 0;

	*ret_rows = 0;
	output_begin(output, columns, N_COLUMNS);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = open_place(&m.sources[i], store, options,
			options->places.n > 0 ? &options->places.list[i] : NULL,
			err);
	if (r == 0)
		r = print_all(store, &m, output, ret_rows, err);
	return r < 0 ? r : output_end(output, err);
}
