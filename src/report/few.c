/* SPDX-License-Identifier: MIT */
/*
 * copies: contents of which there are few copies.
 *
 * The rows are names.  A content that several names have is shown at the first
 * of them that is met, with all its copies; what was shown is noted in the
 * connection, so that memory does not grow with it.
 */
#include "report/copies.h"
#include "report/names.h"
#include "report/few.h"

#include "model/digest.h"
#include "store/survey/few.h"
#include "store/survey/unsettled.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

/* Where a copy is a row. */
#define ROWS (OUTPUT_IN_PLAIN)

/* Columns of ROWS_FEW; the first ones are those of ROWS_MEMBERS. */
enum {
	R_DIR_ID,
	R_NAME,
	R_MTIME,
	R_INODE,
	R_NLINK,
	R_VOLUME_ID,
	R_SIZE,
	R_CONTENT_ID,
	R_DIGEST,
	R_COPIES,
	R_VOLUMES,
	R_IS_OPEN,
};

enum {
	C_GROUP,
	C_SIZE,
	C_DIGEST,
	C_STATE,
	C_COPIES,
	C_VOLUMES,
	C_VOLUME,
	C_TABLE_VOLUME,
	C_PATH,
	C_INODE,
	C_NLINK,
	C_MTIME,
	C_ONLINE,
	C_FILES,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "group", "GROUP", OUTPUT_NUMBER, ROWS, false },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "digest", "DIGEST", OUTPUT_HEX, OUTPUT_MACHINE, false },
	{ "state", "STATE", OUTPUT_TEXT, OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM,
		false },
	{ "copies", "COPIES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "volumes", "VOLUMES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, ROWS, false },
	{ "table_volume", "VOLUME", OUTPUT_TEXT, OUTPUT_IN_TABLE, false },
	{ "path", "PATH", OUTPUT_PATH, ROWS | OUTPUT_IN_TABLE, true },
	{ "inode", "INODE", OUTPUT_UNSIGNED, ROWS, false },
	{ "nlink", "LINKS", OUTPUT_NUMBER, ROWS, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, ROWS, false },
	{ "online", "ONLINE", OUTPUT_BOOL, ROWS, false },
	{ "files", "FILES", OUTPUT_LIST, OUTPUT_IN_JSON, false },
};

static const struct output_column summary_columns[] = {
	{ "contents", "CONTENTS", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "bytes", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
};
/* clang-format on */

/* One of several that are of one size; they are shown by volume and path. */
struct tie {
	int64_t dir_id;
	const char *name; /* in the arena, as all of these */
	size_t name_len;
	int64_t volume_id;
	const char *path;
};

struct few {
	const struct report_few *options;
	struct store *store;
	struct names names;
	struct copies copies;
	struct rows *rows;  /* NULL: has_first */
	struct rows *again; /* ROWS_FEW_NAME */
	struct few_names first;
	size_t at;	/* of these */
	bool is_within; /* see struct few_totals */
	bool has_first; /* then they stand for the rows */
	struct tie *ties;
	size_t n_ties;
	size_t room;
	struct arena arena;
	int64_t size;	       /* of the ties */
	int64_t min_size;      /* of those to list */
	int64_t first_dir;     /* likewise, if there is no scope */
	struct output *output; /* NULL: only count */
	struct report_few_totals *totals;
	struct output_column columns[N_COLUMNS];
};

static void
few_clear(struct few *f)
{
	rows_close(f->rows);
	rows_close(f->again);
	few_names_clear(&f->first);
	copies_clear(&f->copies);
	names_clear(&f->names);
	arena_clear(&f->arena);
	free(f->ties);
}

/* All names there are to list. */
static int
open_rows(struct few *f, struct error *err)
{
	const struct report_few *o = f->options;
	const bool is_within = f->is_within && !o->by_size;
	static const enum rows_query queries[2][2] = {
		{ ROWS_FEW, ROWS_FEW_SCOPED },
		{ ROWS_FEW_SIZE, ROWS_FEW_SIZE_SCOPED },
	};
	int r = rows_open(&f->rows, f->store,
		is_within ? ROWS_FEW_WITHIN : queries[o->by_size][o->is_scoped],
		err);

	if (r >= 0 && o->by_size) {
		rows_bind_i64(f->rows, o->reverse ? -1 : 1);
		rows_bind_i64(f->rows, f->min_size);
	}
	if (r >= 0 && (!o->is_scoped || is_within))
		rows_bind_i64(f->rows, f->first_dir);
	return r;
}

static int
few_open(struct few *f, struct error *err)
{
	int r = names_load(&f->names, f->store, err);

	if (r >= 0)
		r = copies_init(&f->copies, &f->names, false, err);
	if (r >= 0)
		r = store_seen_clear(f->store, err);
	if (r >= 0)
		r = rows_open(&f->again, f->store, ROWS_FEW_NAME, err);
	return r < 0 || f->has_first ? r : open_rows(f, err);
}

/* Is the row the first of its content?  1 or 0. */
static int
is_first(struct few *f, const struct rows *row, struct error *err)
{
	if (!rows_is_null(row, R_CONTENT_ID))
		return rows_i64(row, R_COPIES) == 1 &&
				rows_i64(row, R_NLINK) < 2 ?
			1 :
			store_seen_first(f->store, 0,
				rows_i64(row, R_CONTENT_ID), err);
	return rows_i64(row, R_NLINK) < 2 ?
		1 :
		store_seen_first(f->store, rows_i64(row, R_VOLUME_ID),
			rows_i64(row, R_INODE), err);
}

static void
fill_content(struct output_value *v, const struct rows *rows)
{
	for (size_t i = 0; i < N_COLUMNS; i++)
		v[i] = output_null();
	v[C_SIZE] = value_i64(rows, R_SIZE);
	if (!rows_is_null(rows, R_DIGEST))
		v[C_DIGEST] = value_bytes(rows, R_DIGEST);
	v[C_STATE] = value_string(
		rows_i64(rows, R_IS_OPEN) ? "candidate" : "confirmed");
	v[C_COPIES] = value_i64(rows, R_COPIES);
	v[C_VOLUMES] = value_i64(rows, R_VOLUMES);
}

static int
print_copy(struct few *f, struct output_value *v, const struct copy *copy,
	bool is_first_copy, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf volume = STRBUF_INIT;

	strbuf_addf(&volume, "%s%s", copy->volume,
		copy->online ? "" : " (offline)");
	v[C_VOLUME] = value_string(copy->volume);
	v[C_TABLE_VOLUME] = value_strbuf(&volume);
	v[C_PATH] = value_string(copy->path);
	v[C_INODE] = output_number(copy->inode);
	v[C_NLINK] = output_number(copy->nlink);
	v[C_MTIME] = output_number(copy->mtime_ns);
	v[C_ONLINE] = output_number(copy->online);
	return is_first_copy ? output_row(f->output, v, err) :
			       output_continue(f->output, v, err);
}

static int
print_copies(struct few *f, struct output_value *v, struct error *err)
{
	int r = 0;

	for (size_t i = 0; i < f->copies.n && r >= 0; i++) {
		if (i == 1 && output_format_of(f->output) == OUTPUT_TABLE) {
			v[C_SIZE] = output_null();
			v[C_STATE] = output_null();
			v[C_COPIES] = output_null();
			v[C_VOLUMES] = output_null();
		}
		r = print_copy(f, v, &f->copies.items[i], i == 0, err);
	}
	return r;
}

/* With the copies of the content, or of the file, that a row is about. */
static int
load_copies(struct few *f, const struct rows *rows, struct error *err)
{
	return rows_is_null(rows, R_CONTENT_ID) ?
		copies_load_file(&f->copies, rows, err) :
		copies_load(&f->copies, rows_i64(rows, R_CONTENT_ID), err);
}

static int
print(struct few *f, const struct rows *rows, struct error *err)
{
	struct output_value v[N_COLUMNS];
	int r = load_copies(f, rows, err);

	if (r < 0)
		return r;
	fill_content(v, rows);
	v[C_GROUP] = output_number(++f->totals->shown);
	if (output_format_of(f->output) != OUTPUT_NDJSON)
		return print_copies(f, v, err);
	v[C_FILES] = copies_list(&f->copies);
	return output_row(f->output, v, err);
}

static bool
is_done(const struct few *f)
{
	return f->options->limit >= 0 && f->totals->shown >= f->options->limit;
}

/* --- in the order of directories ------------------------------------------ */

static int
print_all(struct few *f, struct error *err)
{
	int r = 0;

	while (!is_done(f) && (r = rows_next(f->rows, err)) > 0) {
		r = is_first(f, f->rows, err);
		if (r > 0)
			r = print(f, f->rows, err);
		if (r < 0)
			return r;
	}
	return r;
}

/* --- by size -------------------------------------------------------------- */

static int
by_volume_and_path(const void *a, const void *b)
{
	const struct tie *x = a;
	const struct tie *y = b;

	if (x->volume_id != y->volume_id)
		return x->volume_id > y->volume_id ? 1 : -1;
	return strcmp(x->path, y->path);
}

/* A name that was found, again. */
static int
read_again(struct few *f, int64_t dir_id, const char *name, size_t name_len,
	struct error *err)
{
	rows_reset(f->again);
	rows_bind_i64(f->again, dir_id);
	rows_bind_bytes(f->again, name, name_len);
	return rows_next(f->again, err);
}

/* Those of one size, which the numbers of directories would put in the order
 * in which they were met. */
static int
print_ties(struct few *f, struct error *err)
{
	int r = 0;

	if (f->n_ties > 1)
		qsort(f->ties, f->n_ties, sizeof(*f->ties), by_volume_and_path);
	for (size_t i = 0; i < f->n_ties && r >= 0 && !is_done(f); i++) {
		const struct tie *tie = &f->ties[i];

		r = read_again(f, tie->dir_id, tie->name, tie->name_len, err);
		if (r > 0)
			r = print(f, f->again, err);
	}
	f->n_ties = 0;
	arena_reset(&f->arena);
	return r;
}

static int
add_tie(struct few *f, const struct rows *row, struct error *err)
{
	struct tie tie = { .dir_id = rows_i64(row, R_DIR_ID) };
	const struct copy *first;
	int r = load_copies(f, row, err);

	if (r < 0 || f->copies.n == 0)
		return r;
	first = &f->copies.items[0];
	tie.name = rows_bytes(row, R_NAME, &tie.name_len);
	tie.name = arena_copy(&f->arena, tie.name, tie.name_len);
	tie.volume_id = first->volume_id;
	tie.path = arena_copy(&f->arena, first->path, strlen(first->path));
	if (f->n_ties == f->room) {
		f->room = f->room ? f->room * 2 : 64;
		f->ties = xreallocarray(f->ties, f->room, sizeof(*f->ties));
	}
	f->ties[f->n_ties++] = tie;
	return 0;
}

/* 1 and the size of the next name, or 0. */
static int
next_size(struct few *f, int64_t *ret, struct error *err)
{
	int r;

	if (f->has_first) {
		if (f->at == f->first.n)
			return 0;
		*ret = f->first.list[f->at++].size_bytes;
		return 1;
	}
	r = rows_next(f->rows, err);
	if (r > 0)
		*ret = rows_i64(f->rows, R_SIZE);
	return r;
}

static int
take_name(struct few *f, struct error *err)
{
	const struct few_name *name;
	const struct rows *row = f->rows;
	int r = 1;

	if (f->has_first) {
		name = &f->first.list[f->at - 1];
		row = f->again;
		r = read_again(f, name->dir_id, name->name, name->name_len,
			err);
	}
	if (r > 0)
		r = is_first(f, row, err);
	return r > 0 ? add_tie(f, row, err) : r;
}

static int
print_by_size(struct few *f, struct error *err)
{
	int64_t size;
	int r = 0;

	while (!is_done(f) && (r = next_size(f, &size, err)) > 0) {
		if (f->n_ties > 0 && f->size != size)
			r = print_ties(f, err);
		f->size = size;
		if (r >= 0)
			r = take_name(f, err);
		if (r < 0)
			return r;
	}
	return r < 0 ? r : print_ties(f, err);
}

/* --- the whole ------------------------------------------------------------ */

/* All of them, whatever the limit; and which of them to list. */
static int
count(struct few *f, struct error *err)
{
	const struct report_few *o = f->options;
	struct few_filter filter = { .min_size = o->min_size,
		.max_size = o->max_size,
		.min_copies = o->min_copies,
		.min_volumes = o->min_volumes,
		.only_on = o->only_on,
		.candidates = o->candidates,
		.is_scoped = o->is_scoped,
		.reverse = o->reverse,
		.first = o->by_size && f->output && o->limit > 0 ? o->limit :
								   0 };
	struct few_totals totals;
	int r = store_few_totals(f->store, &filter, &totals, err);

	if (r < 0)
		return r;
	f->totals->contents = totals.contents;
	f->totals->bytes = totals.bytes;
	filter.min_size = f->min_size = totals.min_size;
	filter.max_size = totals.max_size;
	f->first_dir = totals.first_dir;
	f->is_within = totals.is_within;
	store_few_list(f->store, &filter);
	if (filter.first == 0 || filter.first > FEW_FIRST_MAX ||
		totals.contents == 0)
		return 0;
	r = store_few_names(f->store, &f->first, err);
	f->has_first = r > 0;
	return r < 0 ? r : 0;
}

int
report_few(struct store *store, const struct report_few *options,
	struct output *output, struct report_few_totals *ret, struct error *err)
{
	_cleanup_(few_clear) struct few f = { .options = options,
		.store = store,
		.names = NAMES_INIT,
		.first = FEW_NAMES_INIT,
		.output = output,
		.totals = ret };
	int r;

	*ret = (struct report_few_totals){ 0 };
	r = count(&f, err);
	if (r < 0 || !output)
		return r;
	r = few_open(&f, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < N_COLUMNS; i++)
		f.columns[i] = columns[i];
	if (f.names.n_volumes < 2) {
		f.columns[C_TABLE_VOLUME].where = 0;
		f.columns[C_VOLUMES].where &= ~OUTPUT_IN_TABLE;
	}
	output_begin(output, f.columns, N_COLUMNS);
	r = options->by_size ? print_by_size(&f, err) : print_all(&f, err);
	return r < 0 ? r : output_end(output, err);
}

int
report_few_summary(const struct report_few_totals *totals,
	struct output *output, struct error *err)
{
	const struct output_value v[] = {
		output_number(totals->contents),
		output_number(totals->bytes),
	};
	int r;

	output_begin(output, summary_columns, 2);
	r = output_row(output, v, err);
	return r < 0 ? r : output_end(output, err);
}
