/* SPDX-License-Identifier: MIT */
/* scans: the runs over roots and how they ended, newest first. */
#include "report/names.h"
#include "report/inventory.h"

#include "store/volumes.h"
#include "util/clock.h"

/* Columns of ROWS_SCANS. */
enum {
	R_SCAN_ID,
	R_VOLUME,
	R_ROOT,
	R_STARTED,
	R_FINISHED,
	R_STATUS,
	R_HOST,
	R_PID,
	R_ENTRIES,
	R_FILES,
	R_DIRECTORIES,
	R_BYTES,
	R_ADDED,
	R_REMOVED,
	R_MODIFIED,
	R_MOVED,
	R_PROBLEMS,
	R_SKIPPED,
	R_VOLUME_ID,
	R_CLOCK_SHIFT,
	R_ROOT_ID,
};

enum {
	C_SCAN,
	C_STARTED,
	C_VOLUME,
	C_ROOT,
	C_STATUS,
	C_ENTRIES,
	C_FILES,
	C_DIRECTORIES,
	C_BYTES,
	C_ADDED,
	C_REMOVED,
	C_MODIFIED,
	C_MOVED,
	C_PROBLEMS,
	C_SECONDS,
	C_TABLE_ROOT,
	N_SHORT,
	C_FINISHED = N_SHORT,
	C_HOST,
	C_PID,
	C_SKIPPED,
	C_CLOCK_SHIFT,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column short_columns[N_SHORT] = {
	{ "scan", "SCAN", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "started", "STARTED", OUTPUT_TIME, OUTPUT_EVERYWHERE, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "root", "ROOT", OUTPUT_PATH, OUTPUT_MACHINE, true },
	{ "status", "STATUS", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "entries", "ENTRIES", OUTPUT_NUMBER,
		OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM, false },
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "directories", "DIRS", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "bytes", "SIZE", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	{ "added", "ADDED", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "removed", "REMOVED", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "modified", "CHANGED", OUTPUT_NUMBER,
		OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM, false },
	{ "moved", "MOVED", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "problems", "PROBLEMS", OUTPUT_NUMBER,
		OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM, false },
	{ "seconds", "SECONDS", OUTPUT_DECIMAL, OUTPUT_MACHINE, false },
	{ "table_root", "ROOT", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
};

static const struct output_column long_columns[N_COLUMNS] = {
	{ "scan", "SCAN", OUTPUT_NUMBER, OUTPUT_EVERYWHERE | OUTPUT_AS_RECORD,
		false },
	{ "started", "STARTED", OUTPUT_TIME, OUTPUT_EVERYWHERE, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "root", "ROOT", OUTPUT_PATH, OUTPUT_MACHINE, true },
	{ "status", "STATUS", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "entries", "ENTRIES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "directories", "DIRS", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "bytes", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "added", "ADDED", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "removed", "REMOVED", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "modified", "CHANGED", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "moved", "MOVED", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "problems", "PROBLEMS", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "seconds", "SECONDS", OUTPUT_DECIMAL, OUTPUT_EVERYWHERE, false },
	{ "table_root", "ROOT", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
	{ "finished", "FINISHED", OUTPUT_TIME, OUTPUT_EVERYWHERE, false },
	{ "host", "HOST", OUTPUT_TEXT, OUTPUT_EVERYWHERE, true },
	{ "pid", "PID", OUTPUT_UNSIGNED, OUTPUT_EVERYWHERE, false },
	{ "skipped", "SKIPPED", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "clock_shift_ns", "CLOCK", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
};
/* clang-format on */

/* Machine columns that are as they were stored, in a row. */
static const struct {
	int to;
	int from;
} numbers[] = {
	{ C_SCAN, R_SCAN_ID },
	{ C_STARTED, R_STARTED },
	{ C_ENTRIES, R_ENTRIES },
	{ C_FILES, R_FILES },
	{ C_DIRECTORIES, R_DIRECTORIES },
	{ C_BYTES, R_BYTES },
	{ C_ADDED, R_ADDED },
	{ C_REMOVED, R_REMOVED },
	{ C_MODIFIED, R_MODIFIED },
	{ C_MOVED, R_MOVED },
	{ C_PROBLEMS, R_PROBLEMS },
	{ C_FINISHED, R_FINISHED },
	{ C_PID, R_PID },
	{ C_SKIPPED, R_SKIPPED },
	{ C_CLOCK_SHIFT, R_CLOCK_SHIFT },
};

static int
print(struct output *output, const struct rows *rows, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf seconds = STRBUF_INIT;
	struct output_value v[N_COLUMNS];
	int64_t ns;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		v[numbers[i].to] = value_i64(rows, numbers[i].from);
	v[C_VOLUME] = value_bytes(rows, R_VOLUME);
	v[C_ROOT] = value_bytes(rows, R_ROOT);
	v[C_TABLE_ROOT] = v[C_ROOT];
	v[C_STATUS] = value_bytes(rows, R_STATUS);
	v[C_HOST] = value_bytes(rows, R_HOST);
	v[C_SECONDS] = output_null();
	if (!rows_is_null(rows, R_FINISHED)) {
		ns = rows_i64(rows, R_FINISHED) - rows_i64(rows, R_STARTED);
		strbuf_addf(&seconds, "%.3f", (double)ns / NS_PER_SECOND);
		v[C_SECONDS] = value_strbuf(&seconds);
	}
	return output_row(output, v, err);
}

struct scans {
	struct root_row *roots;
	size_t n_roots;
	struct rows *rows;
};

static void
scans_clear(struct scans *s)
{
	store_roots_free(s->roots, s->n_roots);
	rows_close(s->rows);
}

/* Of a root that was dropped only the volume is known. */
static bool
is_in(const struct scans *s, const struct report_places *places)
{
	const struct root_row *root = NULL;
	int64_t volume_id = rows_i64(s->rows, R_VOLUME_ID);

	for (size_t i = 0; i < s->n_roots && !root; i++)
		if (s->roots[i].id == rows_i64(s->rows, R_ROOT_ID))
			root = &s->roots[i];
	return places_hold(places, volume_id, root ? root->within : "");
}

int
report_scans(struct store *store, const struct report_scans *options,
	struct output *output, int64_t *ret_rows, struct error *err)
{
	_cleanup_(scans_clear) struct scans s = { 0 };
	bool is_limited = options->limit >= 0 && options->places.n == 0;
	int r = rows_open(&s.rows, store, ROWS_SCANS, err);

	*ret_rows = 0;
	if (r >= 0)
		r = store_roots(store, &s.roots, &s.n_roots, err);
	if (r < 0)
		return r;
	rows_bind_i64(s.rows, is_limited ? options->limit : -1);
	output_begin(output, options->is_long ? long_columns : short_columns,
		options->is_long ? N_COLUMNS : N_SHORT);
	while ((options->limit < 0 || *ret_rows < options->limit) &&
		(r = rows_next(s.rows, err)) > 0) {
		if (!is_in(&s, &options->places))
			continue;
		r = print(output, s.rows, err);
		if (r < 0)
			return r;
		++*ret_rows;
	}
	return r < 0 ? r : output_end(output, err);
}
