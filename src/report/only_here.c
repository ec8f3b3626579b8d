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

static void
only_here_clear(struct names *names)
{
	names_clear(names);
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

int
report_only_here(struct store *store, const struct report_only_here *options,
	struct output *output, struct report_compared *ret, struct error *err)
{
	const int64_t limit = options->limit;
	_cleanup_(only_here_clear) struct names names = NAMES_INIT;
	_cleanup_(rows_closep) struct rows *rows = NULL;
	const struct other_sides sides = { .here = options->a,
		.there = options->b,
		.min_size = options->size.min,
		.max_size = options->size.max };
	struct other_totals totals;
	int r = names_load(&names, store, err);

	*ret = (struct report_compared){ 0 };
	if (r >= 0)
		r = store_compare_sides(store, &sides, &totals, err);
	if (r >= 0)
		r = rows_open(&rows, store,
			options->by_size ? ROWS_ONLY_HERE_SIZE : ROWS_ONLY_HERE,
			err);
	if (r < 0)
		return r;
	ret->missing = totals.missing;
	ret->missing_bytes = totals.missing_bytes;
	ret->unknown = totals.unknown;
	rows_bind_i64(rows, totals.first_dir);
	rows_bind_i64(rows, totals.last_dir);
	if (options->by_size) {
		rows_bind_i64(rows, options->reverse ? -1 : 1);
		rows_bind_i64(rows, limit);
	}
	output_begin(output, columns, N_COLUMNS);
	while ((limit < 0 || ret->shown < limit) &&
		(r = rows_next(rows, err)) > 0) {
		ret->shown++;
		r = print(&names, rows, output, err);
		if (r < 0)
			return r;
	}
	return r < 0 ? r : output_end(output, err);
}
