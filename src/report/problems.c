/* SPDX-License-Identifier: MIT */
/* problems: what could not be read, since when, and why. */
#include "report/names.h"
#include "report/inventory.h"

#include <string.h>

/* Columns of ROWS_PROBLEMS. */
enum {
	R_DIR_ID,
	R_NAME,
	R_STAGE,
	R_ERROR,
	R_TEXT,
	R_SINCE,
	R_LAST,
	R_VOLUME_ID,
};

enum {
	C_VOLUME,
	C_PATH,
	C_STAGE,
	C_PROBLEM,
	C_ERROR,
	C_SINCE,
	C_LAST,
	C_TABLE_SINCE,
	C_TABLE_PROBLEM,
	C_TABLE_PATH,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, false },
	{ "stage", "STAGE", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "problem", "PROBLEM", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "error", "ERROR", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "since", "SINCE", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "last", "LAST", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "table_since", "SINCE", OUTPUT_TIME, OUTPUT_IN_TABLE, false },
	{ "table_problem", "PROBLEM", OUTPUT_TEXT, OUTPUT_IN_TABLE, false },
	{ "table_path", "PATH", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
};
/* clang-format on */

/* A name that programs can rely on, "EACCES"; a number where it has none. */
static void
add_error_name(struct strbuf *ret, int error)
{
	const char *name = strerrorname_np(error);

	if (name)
		strbuf_adds(ret, name);
	else
		strbuf_addf(ret, "%d", error);
}

static void
add_problem(struct strbuf *ret, const struct rows *rows, int error)
{
	size_t len;
	const char *text = rows_bytes(rows, R_TEXT, &len);

	strbuf_add(ret, text, len);
	/* Some stages say it themselves. */
	if (error && !strstr(text, strerror(error)))
		strbuf_addf(ret, ": %s", strerror(error));
}

static int
print(const struct names *names, struct output *output, const struct rows *rows,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf problem = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	struct names_entry entry = { .dir_id = rows_i64(rows, R_DIR_ID) };
	int error = (int)rows_i64(rows, R_ERROR);
	struct output_value v[N_COLUMNS];
	int r;

	entry.name = rows_bytes(rows, R_NAME, &entry.name_len);
	r = names_path(names, &path, &entry, NULL, err);
	if (r < 0)
		return r;
	add_problem(&problem, rows, error);
	add_error_name(&name, error);
	v[C_VOLUME] =
		value_string(names_volume(names, rows_i64(rows, R_VOLUME_ID)));
	v[C_PATH] = value_strbuf(&path);
	v[C_STAGE] = value_bytes(rows, R_STAGE);
	v[C_PROBLEM] = value_strbuf(&problem);
	v[C_ERROR] = error ? value_strbuf(&name) : output_null();
	v[C_SINCE] = output_number(rows_i64(rows, R_SINCE));
	v[C_LAST] = output_number(rows_i64(rows, R_LAST));
	v[C_TABLE_SINCE] = v[C_SINCE];
	v[C_TABLE_PROBLEM] = v[C_PROBLEM];
	v[C_TABLE_PATH] = v[C_PATH];
	return output_row(output, v, err);
}

int
report_problems(struct store *store, bool is_scoped, struct output *output,
	int64_t *ret_rows, struct error *err)
{
	_cleanup_(names_clear) struct names names = NAMES_INIT;
	_cleanup_(rows_closep) struct rows *rows = NULL;
	int r = names_load(&names, store, err);

	*ret_rows = 0;
	if (r >= 0)
		r = rows_open(&rows, store,
			is_scoped ? ROWS_PROBLEMS_SCOPED : ROWS_PROBLEMS, err);
	if (r < 0)
		return r;
	output_begin(output, columns, N_COLUMNS);
	while ((r = rows_next(rows, err)) > 0) {
		r = print(&names, output, rows, err);
		if (r < 0)
			return r;
		++*ret_rows;
	}
	return r < 0 ? r : output_end(output, err);
}

int
report_has_problems(struct store *store, bool is_scoped, const char *stage,
	struct error *err)
{
	_cleanup_(rows_closep) struct rows *rows = NULL;
	int r = rows_open(&rows, store,
		is_scoped ? ROWS_PROBLEMS_SCOPED : ROWS_PROBLEMS, err);

	while (r >= 0) {
		r = rows_next(rows, err);
		if (r <= 0)
			break;
		if (strcmp(rows_bytes(rows, R_STAGE, NULL), stage) == 0)
			return 1;
	}
	return r;
}
