/* SPDX-License-Identifier: MIT */
/* volumes: what is known of each, and of those that are here now. */
#include "report/names.h"
#include "report/inventory.h"

#include "output/bar.h"
#include "store/entries.h"

/* Columns of ROWS_VOLUMES. */
enum {
	R_VOLUME_ID,
	R_NAME,
	R_IDENTITY,
	R_UUID,
	R_LABEL,
	R_FSTYPE,
	R_SOURCE,
	R_MOUNT_POINT,
	R_MOUNT_ROOT,
	R_CAPACITY,
	R_FREE,
	R_NETWORK,
	R_ROTATIONAL,
	R_LAST_SEEN,
	R_LAST_SCAN,
	R_NOTE,
	R_TOP_ID,
	R_GRANULARITY,
	R_INODES_STABLE,
	R_FIRST_SEEN,
	R_CTIME_IGNORED,
	R_CLOCK_SHIFT,
	R_JOBS,
};

enum {
	C_NAME,
	C_UUID,
	C_FSTYPE,
	C_SOURCE,
	C_STATE,
	C_ONLINE,
	C_CAPACITY,
	C_FREE,
	C_FILES,
	C_BYTES,
	C_LAST_SCAN,
	C_LAST_SEEN,
	C_MOUNT_POINT,
	C_NOTE,
	N_SHORT,
	C_IDENTITY = N_SHORT,
	C_LABEL,
	C_GRANULARITY,
	C_INODES_STABLE,
	C_ROTATIONAL,
	C_NETWORK,
	C_FIRST_SEEN,
	C_CTIME_IGNORED,
	C_CLOCK_SHIFT,
	C_JOBS,
	C_FULL,	 /* of its capacity, what is used */
	C_SHARE, /* of all that the catalogue knows */
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column short_columns[N_SHORT] = {
	{ "name", "NAME", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "uuid", "UUID", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "fstype", "TYPE", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "source", "SOURCE", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "state", "STATE", OUTPUT_TEXT, OUTPUT_IN_TABLE, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_MACHINE, false },
	{ "capacity", "CAPACITY", OUTPUT_SIZE,
		OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM, false },
	{ "free", "FREE", OUTPUT_SIZE, OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM,
		false },
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "bytes", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "last_scan", "LAST SCAN", OUTPUT_TIME,
		OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM, false },
	{ "last_seen", "LAST SEEN", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "mount_point", "MOUNT POINT", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "note", "NOTE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, true },
};

static const struct output_column long_columns[N_COLUMNS] = {
	{ "name", "NAME", OUTPUT_TEXT, OUTPUT_EVERYWHERE | OUTPUT_AS_RECORD,
		false },
	{ "uuid", "UUID", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "fstype", "TYPE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "source", "SOURCE", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "state", "STATE", OUTPUT_TEXT, OUTPUT_IN_TABLE, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_MACHINE, false },
	{ "capacity", "CAPACITY", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "free", "FREE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "bytes", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "last_scan", "LAST SCAN", OUTPUT_TIME, OUTPUT_EVERYWHERE, false },
	{ "last_seen", "LAST SEEN", OUTPUT_TIME, OUTPUT_EVERYWHERE, false },
	{ "mount_point", "MOUNT POINT", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "note", "NOTE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, true },
	{ "identity", "IDENTITY", OUTPUT_TEXT, OUTPUT_EVERYWHERE, true },
	{ "label", "LABEL", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "granularity_ns", "TIME STEP NS", OUTPUT_NUMBER, OUTPUT_EVERYWHERE,
		false },
	{ "inodes_stable", "STABLE INODES", OUTPUT_BOOL, OUTPUT_EVERYWHERE,
		false },
	{ "rotational", "SPINS", OUTPUT_BOOL, OUTPUT_EVERYWHERE, false },
	{ "network", "NETWORK", OUTPUT_BOOL, OUTPUT_EVERYWHERE, false },
	{ "first_seen", "FIRST SEEN", OUTPUT_TIME, OUTPUT_EVERYWHERE, false },
	{ "ctime_ignored", "CTIMES", OUTPUT_BOOL, OUTPUT_MACHINE, false },
	{ "clock_shift_ns", "CLOCK", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "jobs", "JOBS", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "full", "FULL", OUTPUT_SHARE, OUTPUT_EVERYWHERE, false },
	{ "share", "SHARE", OUTPUT_SHARE, OUTPUT_EVERYWHERE, false },
};
/* clang-format on */

static const struct report_online *
find_online(const struct report_online *online, size_t n, int64_t volume_id)
{
	for (size_t i = 0; i < n; i++)
		if (online[i].volume_id == volume_id)
			return &online[i];
	return NULL;
}

static struct output_value
fresh_or_stored(int64_t fresh, const struct rows *rows, int column)
{
	return fresh >= 0 ? output_number(fresh) : value_i64(rows, column);
}

static void
fill(struct output_value *v, const struct rows *rows,
	const struct report_online *here)
{
	v[C_NAME] = value_bytes(rows, R_NAME);
	v[C_UUID] = value_bytes(rows, R_UUID);
	v[C_FSTYPE] = value_bytes(rows, R_FSTYPE);
	v[C_SOURCE] = value_bytes(rows, R_SOURCE);
	v[C_STATE] = value_string(here ? "online" : "offline");
	v[C_ONLINE] = output_number(here != NULL);
	v[C_CAPACITY] = fresh_or_stored(here ? here->capacity_bytes : -1, rows,
		R_CAPACITY);
	v[C_FREE] = fresh_or_stored(here ? here->free_bytes : -1, rows, R_FREE);
	v[C_FULL] = output_null();
	if (!v[C_CAPACITY].is_null && !v[C_FREE].is_null)
		v[C_FULL] = output_number(
			share_of(v[C_CAPACITY].number - v[C_FREE].number,
				v[C_CAPACITY].number));
	v[C_LAST_SCAN] = value_i64(rows, R_LAST_SCAN);
	v[C_LAST_SEEN] = value_i64(rows, R_LAST_SEEN);
	v[C_MOUNT_POINT] = here ? value_string(here->mount_point) :
				  value_bytes(rows, R_MOUNT_POINT);
	v[C_NOTE] = value_bytes(rows, R_NOTE);
	v[C_IDENTITY] = value_bytes(rows, R_IDENTITY);
	v[C_LABEL] = value_bytes(rows, R_LABEL);
	v[C_GRANULARITY] = value_i64(rows, R_GRANULARITY);
	v[C_INODES_STABLE] = value_i64(rows, R_INODES_STABLE);
	v[C_ROTATIONAL] = value_i64(rows, R_ROTATIONAL);
	v[C_NETWORK] = value_i64(rows, R_NETWORK);
	v[C_FIRST_SEEN] = value_i64(rows, R_FIRST_SEEN);
	v[C_CTIME_IGNORED] = value_i64(rows, R_CTIME_IGNORED);
	v[C_CLOCK_SHIFT] = value_i64(rows, R_CLOCK_SHIFT);
	v[C_JOBS] = value_i64(rows, R_JOBS);
}

static int
find_whole(struct store *store, int64_t *ret, struct error *err)
{
	_cleanup_(names_clear) struct names names = NAMES_INIT;
	int r = names_load(&names, store, err);

	return r < 0 ? r : names_whole(&names, ret, err);
}

int
report_volumes(struct store *store, const struct report_volumes *options,
	struct output *output, int64_t *ret_rows, struct error *err)
{
	_cleanup_(rows_closep) struct rows *rows = NULL;
	struct output_value v[N_COLUMNS];
	struct totals totals;
	int64_t whole = 0;
	int r = rows_open(&rows, store, ROWS_VOLUMES, err);

	*ret_rows = 0;
	if (r >= 0 && options->is_long)
		r = find_whole(store, &whole, err);
	if (r < 0)
		return r;
	output_begin(output, options->is_long ? long_columns : short_columns,
		options->is_long ? N_COLUMNS : N_SHORT);
	while ((r = rows_next(rows, err)) > 0) {
		if (!places_touch(&options->places,
			    rows_i64(rows, R_VOLUME_ID)))
			continue;
		fill(v, rows,
			find_online(options->online, options->n_online,
				rows_i64(rows, R_VOLUME_ID)));
		r = store_directory_totals(store, &totals,
			rows_i64(rows, R_TOP_ID), err);
		v[C_FILES] = output_number(totals.files);
		v[C_BYTES] = output_number(totals.bytes);
		v[C_SHARE] = output_number(share_of(totals.bytes, whole));
		if (r >= 0)
			r = output_row(output, v, err);
		if (r < 0)
			return r;
		++*ret_rows;
	}
	return r < 0 ? r : output_end(output, err);
}
