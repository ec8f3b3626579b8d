/* SPDX-License-Identifier: MIT */
/* roots: the directories that are scanned, as they were added. */
#include "report/names.h"
#include "report/inventory.h"

#include "output/bar.h"
#include "store/entries.h"
#include "util/alloc.h"

#include <string.h>

/* Columns of ROWS_ROOTS. */
enum {
	R_ROOT_ID,
	R_DIR_ID,
	R_VOLUME_ID,
	R_OPTIONS,
	R_ADDED,
	R_SCAN_ID,
	R_STATUS,
	R_STARTED,
	R_FINISHED,
	R_ENTRIES,
	R_BYTES,
	R_PROBLEMS,
};

enum {
	C_PATH,
	C_VOLUME,
	C_ONLINE,
	C_STATUS,
	C_LAST_SCAN,
	C_ENTRIES,
	C_BYTES,
	C_PROBLEMS,
	C_ADDED,
	C_OPTIONS,
	C_EXCLUDE,
	C_ALL_VOLUMES,
	C_HASH,
	C_ARCHIVES,
	C_ARCHIVE_DEPTH,
	C_SHARE, /* of all that the catalogue knows */
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "path", "ROOT", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM,
		false },
	{ "status", "STATUS", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "last_scan", "LAST SCAN", OUTPUT_TIME, OUTPUT_EVERYWHERE, false },
	{ "entries", "ENTRIES", OUTPUT_NUMBER,
		OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM, false },
	{ "bytes", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM,
		false },
	{ "problems", "PROBLEMS", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "added", "ADDED", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "options", "OPTIONS", OUTPUT_TEXT, OUTPUT_IN_TABLE | OUTPUT_IN_PLAIN,
		true },
	{ "exclude", "EXCLUDE", OUTPUT_LIST, OUTPUT_IN_JSON, false },
	{ "all_volumes", "ALL", OUTPUT_BOOL, OUTPUT_IN_JSON, false },
	{ "hash", "HASH", OUTPUT_TEXT, OUTPUT_IN_JSON, false },
	{ "archives", "ARCHIVES", OUTPUT_SIZE, OUTPUT_IN_JSON, false },
	{ "archive_depth", "DEPTH", OUTPUT_NUMBER, OUTPUT_IN_JSON, false },
	{ "share", "SHARE", OUTPUT_SHARE, OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM,
		false },
};
/* clang-format on */

static const struct output_column exclude_column = { NULL, NULL, OUTPUT_TEXT,
	OUTPUT_IN_JSON, false };

/* As they were typed, near enough to read. */
static void
spell(struct strbuf *ret, const struct root_options *options)
{
	for (size_t i = 0; i < options->n_excludes; i++)
		strbuf_addf(ret, "%s--exclude=%s", ret->len > 0 ? " " : "",
			options->excludes[i]);
	if (options->all_volumes)
		strbuf_addf(ret, "%s--all-volumes", ret->len > 0 ? " " : "");
	if (options->archives == ROOT_ARCHIVES_ALL)
		strbuf_addf(ret, "%s--archives", ret->len > 0 ? " " : "");
	else if (options->archives > 0)
		strbuf_addf(ret, "%s--archives=%lld", ret->len > 0 ? " " : "",
			(long long)options->archives);
	if (options->archives > 0 && options->archive_depth > 1)
		strbuf_addf(ret, " --archive-depth=%lld",
			(long long)options->archive_depth);
	if (options->hash != ROOT_HASH_NONE)
		strbuf_addf(ret, "%s--hash=%s", ret->len > 0 ? " " : "",
			store_root_hash_name(options->hash));
}

/* Borrows from options. */
static struct output_value *
list_excludes(const struct root_options *options)
{
	struct output_value *items =
		xcalloc(options->n_excludes + 1, sizeof(*items));

	for (size_t i = 0; i < options->n_excludes; i++)
		items[i] = value_string(options->excludes[i]);
	return items;
}

static int
print_options(struct output *output, struct output_value *v, const char *json,
	struct error *err)
{
	_cleanup_(store_root_options_clear) struct root_options options = { 0 };
	_cleanup_(strbuf_clear) struct strbuf spelt = STRBUF_INIT;
	_cleanup_(freep) struct output_value *items = NULL;
	int r = store_root_options_parse(&options, json, err);

	if (r < 0)
		return r;
	spell(&spelt, &options);
	items = list_excludes(&options);
	v[C_OPTIONS] = value_strbuf(&spelt);
	v[C_EXCLUDE] = (struct output_value){ .item_columns = &exclude_column,
		.n_item_columns = 1,
		.items = items,
		.n_items = options.n_excludes };
	v[C_ALL_VOLUMES] = output_number(options.all_volumes);
	v[C_HASH] = value_string(store_root_hash_name(options.hash));
	v[C_ARCHIVES] = options.archives > 0 ? output_number(options.archives) :
					       output_null();
	v[C_ARCHIVE_DEPTH] = output_number(options.archive_depth);
	return output_row(output, v, err);
}

static int
find_share(const struct names *names, struct output_value *ret,
	const struct rows *rows, int64_t whole, struct error *err)
{
	struct totals totals = { 0 };
	int r = store_directory_totals(names->store, &totals,
		rows_i64(rows, R_DIR_ID), err);

	*ret = output_number(share_of(totals.bytes, whole));
	return r;
}

static int
print(struct output *output, const struct names *names, const struct rows *rows,
	int64_t whole, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	const struct names_entry root = { .dir_id = rows_i64(rows, R_DIR_ID) };
	struct output_value v[N_COLUMNS];
	bool online = false;
	int r = names_path(names, &path, &root, &online, err);

	if (r >= 0)
		r = find_share(names, &v[C_SHARE], rows, whole, err);
	if (r < 0)
		return r;
	v[C_PATH] = value_strbuf(&path);
	v[C_VOLUME] =
		value_string(names_volume(names, rows_i64(rows, R_VOLUME_ID)));
	v[C_ONLINE] = output_number(online);
	v[C_STATUS] = value_bytes(rows, R_STATUS);
	v[C_LAST_SCAN] = value_i64(rows, R_STARTED);
	v[C_ENTRIES] = value_i64(rows, R_ENTRIES);
	v[C_BYTES] = value_i64(rows, R_BYTES);
	v[C_PROBLEMS] = value_i64(rows, R_PROBLEMS);
	v[C_ADDED] = value_i64(rows, R_ADDED);
	return print_options(output, v, rows_bytes(rows, R_OPTIONS, NULL), err);
}

/* 1 or 0. */
static int
is_in(const struct report_places *places, struct store *store,
	const struct rows *rows, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf within = STRBUF_INIT;
	int r;

	if (places->n == 0)
		return 1;
	r = store_directory_within(store, &within, rows_i64(rows, R_DIR_ID),
		err);
	return r < 0 ?
		r :
		places_hold(places, rows_i64(rows, R_VOLUME_ID), within.buf);
}

int
report_roots(struct store *store, const struct report_places *places,
	struct output *output, int64_t *ret_rows, struct error *err)
{
	_cleanup_(names_clear) struct names names = NAMES_INIT;
	_cleanup_(rows_closep) struct rows *rows = NULL;
	int64_t whole = 0;
	int r = names_load(&names, store, err);

	*ret_rows = 0;
	if (r >= 0)
		r = names_whole(&names, &whole, err);
	if (r >= 0)
		r = rows_open(&rows, store, ROWS_ROOTS, err);
	if (r < 0)
		return r;
	output_begin(output, columns, N_COLUMNS);
	while ((r = rows_next(rows, err)) > 0) {
		r = is_in(places, store, rows, err);
		if (r == 0)
			continue;
		if (r > 0)
			r = print(output, &names, rows, whole, err);
		if (r < 0)
			return r;
		++*ret_rows;
	}
	return r < 0 ? r : output_end(output, err);
}
