/* SPDX-License-Identifier: MIT */
/* archives: the archives that were looked into, and what is in them. */
#include "report/names.h"
#include "report/inventory.h"

#include "store/archive/archives.h"

/* Columns of ROWS_ARCHIVES. */
enum {
	R_DIR_ID,
	R_NAME,
	R_VOLUME_ID,
	R_SIZE,
	R_MTIME,
	R_FORMAT,
	R_STATE,
	R_TEXT,
	R_LEVELS,
	R_READ,
	R_FILES,
	R_DIRECTORIES,
	R_BYTES,
};

enum {
	C_VOLUME,
	C_PATH,
	C_FORMAT,
	C_STATE,
	C_PROBLEM,
	C_MEMBERS,
	C_DIRECTORIES,
	C_SIZE,
	C_UNPACKED,
	C_MTIME,
	C_DEPTH,
	C_READ,
	C_ONLINE,
	C_TABLE_PATH,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, false },
	{ "format", "FORMAT", OUTPUT_TEXT, OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM,
		true },
	{ "state", "STATE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "problem", "PROBLEM", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "members", "MEMBERS", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "directories", "DIRS", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "unpacked", "UNPACKED", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "depth", "DEPTH", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "read", "READ", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_MACHINE, false },
	{ "table_path", "PATH", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
};
/* clang-format on */

static int
print(const struct names *names, struct output *output, const struct rows *rows,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	struct names_entry entry = { .dir_id = rows_i64(rows, R_DIR_ID) };
	enum archive_state state = (enum archive_state)rows_i64(rows, R_STATE);
	struct output_value v[N_COLUMNS];
	bool is_online = false;
	int r;

	entry.name = rows_bytes(rows, R_NAME, &entry.name_len);
	r = names_path(names, &path, &entry, &is_online, err);
	if (r < 0)
		return r;
	v[C_VOLUME] =
		value_string(names_volume(names, rows_i64(rows, R_VOLUME_ID)));
	v[C_PATH] = value_strbuf(&path);
	v[C_FORMAT] = value_bytes(rows, R_FORMAT);
	v[C_STATE] = value_string(archive_state_name(state));
	v[C_PROBLEM] = state == ARCHIVE_COMPLETE ? output_null() :
						   value_bytes(rows, R_TEXT);
	v[C_MEMBERS] = value_i64(rows, R_FILES);
	v[C_DIRECTORIES] = value_i64(rows, R_DIRECTORIES);
	v[C_SIZE] = value_i64(rows, R_SIZE);
	v[C_UNPACKED] = value_i64(rows, R_BYTES);
	v[C_MTIME] = value_i64(rows, R_MTIME);
	v[C_DEPTH] = value_i64(rows, R_LEVELS);
	v[C_READ] = value_i64(rows, R_READ);
	v[C_ONLINE] = output_number(is_online);
	v[C_TABLE_PATH] = v[C_PATH];
	return output_row(output, v, err);
}

static bool
is_wanted(const struct report_archives *options, const struct rows *rows)
{
	int64_t size = rows_i64(rows, R_SIZE);

	return size >= options->min_size && size <= options->max_size;
}

int
report_archives(struct store *store, const struct report_archives *options,
	struct output *output, int64_t *ret_rows, struct error *err)
{
	_cleanup_(names_clear) struct names names = NAMES_INIT;
	_cleanup_(rows_closep) struct rows *rows = NULL;
	int r = names_load(&names, store, err);

	*ret_rows = 0;
	if (r >= 0)
		r = rows_open(&rows, store,
			options->is_scoped ? ROWS_ARCHIVES_SCOPED :
					     ROWS_ARCHIVES,
			err);
	if (r < 0)
		return r;
	output_begin(output, columns, N_COLUMNS);
	while ((r = rows_next(rows, err)) > 0) {
		if (!is_wanted(options, rows))
			continue;
		r = print(&names, output, rows, err);
		if (r < 0)
			return r;
		++*ret_rows;
	}
	return r < 0 ? r : output_end(output, err);
}
