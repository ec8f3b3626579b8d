/* SPDX-License-Identifier: MIT */
/* compare: content of one side that is not on the other. */
#include "report/names.h"
#include "report/compare.h"

#include "store/survey/other.h"

/* Columns of ROWS_ONLY_HERE. */
enum {
	R_DIR_ID,
	R_NAME,
	R_MTIME,
	R_INODE,
	R_NLINK,
	R_VOLUME_ID,
	R_SIZE,
	R_DIGEST,
	R_STATE,
};

enum {
	C_STATE,
	C_SIZE,
	C_DIGEST,
	C_MTIME,
	C_VOLUME,
	C_PATH,
	C_INODE,
	C_NLINK,
	C_ONLINE,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "state", "STATE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "digest", "DIGEST", OUTPUT_HEX, OUTPUT_MACHINE, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_EVERYWHERE, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "inode", "INODE", OUTPUT_UNSIGNED, OUTPUT_MACHINE, false },
	{ "nlink", "LINKS", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_MACHINE, false },
};
/* clang-format on */

struct only_here {
	const struct report_only_here *options;
	struct store *store;
	struct names names;
	struct rows *rows;
	struct few_names first; /* by size: then they stand for the rows, */
	size_t at;		/* of these */
	bool has_first;		/* and rows is ROWS_ONLY_HERE_NAME */
};

static void
only_here_clear(struct only_here *o)
{
	rows_close(o->rows);
	few_names_clear(&o->first);
	names_clear(&o->names);
}

static int
print(const struct names *names, const struct rows *rows, struct output *output,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	struct names_entry entry = { .dir_id = rows_i64(rows, R_DIR_ID) };
	struct output_value v[N_COLUMNS];
	bool online = false;
	int r;

	entry.name = rows_bytes(rows, R_NAME, &entry.name_len);
	r = names_path(names, &path, &entry, &online, err);
	if (r < 0)
		return r;
	v[C_STATE] = value_string(
		rows_i64(rows, R_STATE) == 0 ? "missing" : "unknown");
	v[C_SIZE] = value_i64(rows, R_SIZE);
	v[C_DIGEST] = value_bytes(rows, R_DIGEST);
	v[C_MTIME] = value_i64(rows, R_MTIME);
	v[C_VOLUME] =
		value_string(names_volume(names, rows_i64(rows, R_VOLUME_ID)));
	v[C_PATH] = value_strbuf(&path);
	v[C_INODE] = value_i64(rows, R_INODE);
	v[C_NLINK] = value_i64(rows, R_NLINK);
	v[C_ONLINE] = output_number(online);
	return output_row(output, v, err);
}

/* --- which rows ------------------------------------------------------------ */

static enum rows_query
query_of(const struct only_here *o)
{
	if (o->has_first)
		return ROWS_ONLY_HERE_NAME;
	return o->options->by_size ? ROWS_ONLY_HERE_SIZE : ROWS_ONLY_HERE;
}

static int
open_rows(struct only_here *o, const struct other_totals *totals,
	struct error *err)
{
	int r = rows_open(&o->rows, o->store, query_of(o), err);

	if (r < 0 || o->has_first)
		return r;
	rows_bind_i64(o->rows, totals->first_dir);
	rows_bind_i64(o->rows, totals->last_dir);
	if (o->options->by_size) {
		rows_bind_i64(o->rows, o->options->reverse ? -1 : 1);
		rows_bind_i64(o->rows, o->options->limit);
	}
	return 0;
}

static int
next_row(struct only_here *o, struct error *err)
{
	const struct few_name *name;

	if (!o->has_first)
		return rows_next(o->rows, err);
	if (o->at == o->first.n)
		return 0;
	name = &o->first.list[o->at++];
	rows_reset(o->rows);
	rows_bind_i64(o->rows, name->dir_id);
	rows_bind_bytes(o->rows, name->name, name->name_len);
	return rows_next(o->rows, err);
}

/* --- the whole ------------------------------------------------------------- */

/* All of them, whatever the limit; and the first by size. */
static int
count(struct only_here *o, struct other_totals *ret, struct error *err)
{
	const struct report_only_here *options = o->options;
	const struct other_sides sides = { .here = options->a,
		.there = options->b,
		.min_size = options->size.min,
		.max_size = options->size.max,
		.first = options->by_size && options->limit > 0 ?
			options->limit :
			0,
		.reverse = options->reverse };
	int r = store_compare_sides(o->store, &sides, ret, err);

	if (r >= 0)
		r = store_compare_names(o->store, &o->first, err);
	o->has_first = r > 0;
	return r < 0 ? r : 0;
}

static int
print_rows(struct only_here *o, struct output *output, int64_t *shown,
	struct error *err)
{
	const int64_t limit = o->options->limit;
	int r = 0;

	while ((limit < 0 || *shown < limit) && (r = next_row(o, err)) > 0) {
		++*shown;
		r = print(&o->names, o->rows, output, err);
		if (r < 0)
			return r;
	}
	return r;
}

int
report_only_here(struct store *store, const struct report_only_here *options,
	struct output *output, struct report_compared *ret, struct error *err)
{
	_cleanup_(only_here_clear) struct only_here o = { .options = options,
		.store = store,
		.names = NAMES_INIT,
		.first = FEW_NAMES_INIT };
	struct other_totals totals;
	int r = names_load(&o.names, store, err);

	*ret = (struct report_compared){ 0 };
	if (r >= 0)
		r = count(&o, &totals, err);
	if (r >= 0)
		r = open_rows(&o, &totals, err);
	if (r < 0)
		return r;
	ret->missing = totals.missing;
	ret->missing_bytes = totals.missing_bytes;
	ret->unknown = totals.unknown;
	output_begin(output, columns, N_COLUMNS);
	r = print_rows(&o, output, &ret->shown, err);
	return r < 0 ? r : output_end(output, err);
}
