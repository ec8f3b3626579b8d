/* SPDX-License-Identifier: MIT */
/*
 * find: entries by name, type and size, streamed in the order of the
 * directories, so that a directory's path is built once.
 *
 * Columns are in the order programs get them (catalog-formats(5)); a table for
 * people shows a few of them again in another order, path last.
 */
#include "report/names.h"
#include "report/report.h"

#include "model/entry.h"
#include "util/cleanup.h"

#include <string.h>

/* Columns of ROWS_FIND. */
enum {
	R_DIR_ID,
	R_NAME,
	R_SIZE,
	R_BLOCKS,
	R_MTIME,
	R_CTIME,
	R_MODE,
	R_UID,
	R_GID,
	R_INODE,
	R_NLINK,
	R_CHILD_ID,
	R_VOLUME_ID,
	R_DIGEST,
};

enum {
	C_VOLUME,
	C_PATH,
	C_TYPE,
	C_SIZE,
	C_ALLOCATED,
	C_MTIME,
	C_CTIME,
	C_MODE,
	C_UID,
	C_GID,
	C_INODE,
	C_NLINK,
	C_DIGEST,
	C_ONLINE,
	C_TABLE_SIZE,
	C_TABLE_MTIME,
	C_TABLE_VOLUME,
	C_TABLE_PATH,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, false },
	{ "type", "TYPE", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	{ "allocated", "ALLOCATED", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "ctime", "CHANGED", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "mode", "MODE", OUTPUT_MODE, OUTPUT_MACHINE, false },
	{ "uid", "UID", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "gid", "GID", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "inode", "INODE", OUTPUT_UNSIGNED, OUTPUT_MACHINE, false },
	{ "nlink", "LINKS", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "digest", "DIGEST", OUTPUT_HEX, OUTPUT_MACHINE, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_MACHINE, false },
	{ "table_size", "SIZE", OUTPUT_SIZE, OUTPUT_IN_TABLE, false },
	{ "table_mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_IN_TABLE, false },
	{ "table_volume", "VOLUME", OUTPUT_TEXT, OUTPUT_IN_TABLE, false },
	{ "table_path", "PATH", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
};
/* clang-format on */

struct finder {
	struct names names;
	struct output *output;
	struct strbuf path;
	struct output_column columns[N_COLUMNS];
};

static void
finder_clear(struct finder *f)
{
	names_clear(&f->names);
	strbuf_clear(&f->path);
}

static void
bind_optional(struct rows *rows, int64_t value)
{
	if (value)
		rows_bind_i64(rows, value);
	else
		rows_bind_null(rows);
}

static void
bind(struct rows *rows, const struct report_find *o)
{
	bind_optional(rows, o->pattern ? (int64_t)o->match : 0);
	if (o->pattern)
		rows_bind_bytes(rows, o->pattern, strlen(o->pattern));
	else
		rows_bind_null(rows);
	bind_optional(rows, o->types);
	rows_bind_i64(rows, o->size.min);
	rows_bind_i64(rows, o->size.max);
	rows_bind_i64(rows, o->limit);
}

static void
fill_facts(struct output_value *v, const struct rows *rows)
{
	v[C_SIZE] = output_number(rows_i64(rows, R_SIZE));
	v[C_ALLOCATED] = output_number(rows_i64(rows, R_BLOCKS) * 512);
	v[C_MTIME] = output_number(rows_i64(rows, R_MTIME));
	v[C_CTIME] = output_number(rows_i64(rows, R_CTIME));
	v[C_MODE] = output_number(rows_i64(rows, R_MODE));
	v[C_UID] = output_number(rows_i64(rows, R_UID));
	v[C_GID] = output_number(rows_i64(rows, R_GID));
	v[C_INODE] = output_number(rows_i64(rows, R_INODE));
	v[C_NLINK] = output_number(rows_i64(rows, R_NLINK));
	v[C_DIGEST] = value_bytes(rows, R_DIGEST);
}

static int
print(struct finder *f, const struct rows *rows, struct error *err)
{
	struct output_value v[N_COLUMNS];
	char letter = entry_type_letter((uint32_t)rows_i64(rows, R_MODE));
	struct names_entry entry = {
		.dir_id = rows_i64(rows, R_DIR_ID),
		.child_id = rows_i64(rows, R_CHILD_ID),
	};
	bool online = false;
	int r;

	entry.name = rows_bytes(rows, R_NAME, &entry.name_len);
	r = names_path(&f->names, &f->path, &entry, &online, err);
	if (r < 0)
		return r;
	fill_facts(v, rows);
	v[C_VOLUME] = value_string(
		names_volume(&f->names, rows_i64(rows, R_VOLUME_ID)));
	v[C_PATH] = value_strbuf(&f->path);
	v[C_TYPE] = output_text(&letter, 1);
	v[C_ONLINE] = output_number(online);
	v[C_TABLE_SIZE] = v[C_SIZE];
	v[C_TABLE_MTIME] = v[C_MTIME];
	v[C_TABLE_VOLUME] = v[C_VOLUME];
	v[C_TABLE_PATH] = v[C_PATH];
	return output_row(f->output, v, err);
}

int
report_find(struct store *store, const struct report_find *options,
	struct output *output, int64_t *ret_rows, struct error *err)
{
	_cleanup_(finder_clear) struct finder f = { .output = output,
		.path = STRBUF_INIT };
	_cleanup_(rows_closep) struct rows *rows = NULL;
	int r;

	*ret_rows = 0;
	r = names_load(&f.names, store, err);
	if (r >= 0)
		r = rows_open(&rows, store,
			options->is_scoped ? ROWS_FIND_SCOPED : ROWS_FIND, err);
	if (r < 0)
		return r;
	memcpy(f.columns, columns, sizeof(columns));
	if (f.names.n_volumes < 2)
		f.columns[C_TABLE_VOLUME].where = 0;
	output_begin(output, f.columns, N_COLUMNS);
	bind(rows, options);
	while ((r = rows_next(rows, err)) > 0) {
		r = print(&f, rows, err);
		if (r < 0)
			return r;
		++*ret_rows;
	}
	return r < 0 ? r : output_end(output, err);
}
