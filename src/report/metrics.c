/* SPDX-License-Identifier: MIT */
/*
 * metrics: what a monitoring system asks for, in Prometheus' text format.
 *
 * All samples of a metric stand together, so the rows of roots and volumes,
 * which are few, are gone through once for each metric.  Values are read from
 * what the catalogue keeps current; only the bytes that wait to be read may
 * cost a pass over all entries, and then only while some do.
 */
#include "report/names.h"
#include "report/inventory.h"
#include "report/metrics.h"

#include "store/content/ranking.h"
#include "store/entries.h"
#include "store/scans.h"
#include "store/survey/unsettled.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/escape.h"
#include "util/sum.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Columns of ROWS_ROOTS and ROWS_VOLUMES that are used. */
enum {
	ROOT_DIR_ID = 1,
	ROOT_VOLUME_ID = 2,
	ROOT_STATUS = 6,
	ROOT_STARTED = 7,
	ROOT_ENTRIES = 9,
	ROOT_BYTES = 10,
	ROOT_PROBLEMS = 11,
};

enum {
	VOLUME_ID = 0,
	VOLUME_NAME = 1,
	VOLUME_CAPACITY = 9,
	VOLUME_FREE = 10,
	VOLUME_LAST_SCAN = 14,
	VOLUME_TOP_ID = 16,
};

struct metrics {
	struct store *store;
	const struct report_volumes *online;
	struct names names;
	struct strbuf *text;
	int64_t bytes; /* of all volumes */
};

/* --- one sample ---------------------------------------------------------- */

static void
add_heading(struct metrics *m, const char *name, const char *help)
{
	strbuf_addf(m->text, "# HELP catalog_%s %s\n# TYPE catalog_%s gauge\n",
		name, help, name);
}

/* A label's value: UTF-8, what it means escaped. */
static void
add_label(struct strbuf *ret, const char *name, const char *bytes, size_t len)
{
	_cleanup_(strbuf_clear) struct strbuf safe = STRBUF_INIT;

	escape_bytes(&safe, bytes, len);
	strbuf_addf(ret, "%c%s=\"", ret->len > 0 ? ',' : '{', name);
	for (size_t i = 0; i < safe.len; i++) {
		if (safe.buf[i] == '"' || safe.buf[i] == '\\')
			strbuf_addc(ret, '\\');
		strbuf_addc(ret, safe.buf[i]);
	}
	strbuf_addc(ret, '"');
}

/* labels: "{a="b"", without its last brace, or empty. */
static void
add_sample(struct metrics *m, const char *name, const struct strbuf *labels,
	int64_t value)
{
	strbuf_addf(m->text, "catalog_%s%s%s %" PRId64 "\n", name,
		labels ? labels->buf : "", labels ? "}" : "", value);
}

static void
add_single(struct metrics *m, const char *name, const char *help, int64_t value)
{
	add_heading(m, name, help);
	add_sample(m, name, NULL, value);
}

/* --- roots --------------------------------------------------------------- */

/* Whole seconds: who asks for an age asks in hours. */
static int64_t
seconds(int64_t ns)
{
	return ns / NS_PER_SECOND;
}

static const struct per_root {
	const char *name;
	const char *help;
	int column; /* ROWS_ROOTS; 0: is it mounted? */
} per_root[] = {
	{ "root_online", "Is the volume of the root mounted?", 0 },
	{ "root_last_scan_timestamp_seconds",
		"Start of the last scan of the root that ended.",
		ROOT_STARTED },
	{ "root_last_scan_complete",
		"Did the last scan of the root read all of it?", ROOT_STATUS },
	{ "root_entries", "Names that the last scan of the root saw.",
		ROOT_ENTRIES },
	{ "root_bytes", "Sizes of the files that the last scan saw.",
		ROOT_BYTES },
	{ "root_problems", "What the last scan could not read.",
		ROOT_PROBLEMS },
};

static int64_t
root_value(const struct rows *rows, int column, bool online)
{
	if (column == 0)
		return online;
	if (column == ROOT_STATUS)
		return strcmp(rows_bytes(rows, column, NULL), "complete") == 0;
	if (column == ROOT_STARTED)
		return seconds(rows_i64(rows, column));
	return rows_i64(rows, column);
}

static int
add_root(struct metrics *m, const struct per_root *what,
	const struct rows *rows, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf labels = STRBUF_INIT;
	const struct names_entry root = {
		.dir_id = rows_i64(rows, ROOT_DIR_ID),
	};
	const char *volume;
	bool online = false;
	int r;

	if (what->column != 0 && rows_is_null(rows, what->column))
		return 0; /* never scanned to an end */
	r = names_path(&m->names, &path, &root, &online, err);
	if (r < 0)
		return r;
	volume = names_volume(&m->names, rows_i64(rows, ROOT_VOLUME_ID));
	add_label(&labels, "root", path.buf, path.len);
	add_label(&labels, "volume", volume, strlen(volume));
	add_sample(m, what->name, &labels,
		root_value(rows, what->column, online));
	return 0;
}

static int
add_roots(struct metrics *m, struct error *err)
{
	_cleanup_(rows_closep) struct rows *rows = NULL;
	int r = rows_open(&rows, m->store, ROWS_ROOTS, err);

	for (size_t i = 0; r == 0 && i < sizeof(per_root) / sizeof(per_root[0]);
		i++) {
		add_heading(m, per_root[i].name, per_root[i].help);
		while (r == 0 && (r = rows_next(rows, err)) > 0)
			r = add_root(m, &per_root[i], rows, err);
		rows_reset(rows);
	}
	return r;
}

/* --- volumes ------------------------------------------------------------- */

enum volume_value {
	V_ONLINE,
	V_LAST_SCAN,
	V_FILES,
	V_BYTES,
	V_CAPACITY,
	V_FREE,
};

static const struct per_volume {
	const char *name;
	const char *help;
	enum volume_value value;
} per_volume[] = {
	{ "volume_online", "Is the volume mounted?", V_ONLINE },
	{ "volume_last_scan_timestamp_seconds",
		"Start of the last scan of the volume that ended.",
		V_LAST_SCAN },
	{ "volume_files", "Files known on the volume, each inode once.",
		V_FILES },
	{ "volume_bytes", "Their sizes.", V_BYTES },
	{ "volume_capacity_bytes", "Size of the file system.", V_CAPACITY },
	{ "volume_free_bytes", "Free space, as far as it is known.", V_FREE },
};

static const struct report_online *
find_online(const struct metrics *m, int64_t volume_id)
{
	for (size_t i = 0; i < m->online->n_online; i++)
		if (m->online->online[i].volume_id == volume_id)
			return &m->online->online[i];
	return NULL;
}

/* False: there is none. */
static bool
volume_value(const struct rows *rows, const struct report_online *here,
	const struct totals *totals, enum volume_value which, int64_t *ret)
{
	int column = which == V_CAPACITY ? VOLUME_CAPACITY :
		which == V_FREE		 ? VOLUME_FREE :
					   VOLUME_LAST_SCAN;
	int64_t fresh = -1;

	switch (which) {
	case V_ONLINE:
		*ret = here != NULL;
		return true;
	case V_FILES:
		*ret = totals->files;
		return true;
	case V_BYTES:
		*ret = totals->bytes;
		return true;
	case V_CAPACITY:
		fresh = here ? here->capacity_bytes : -1;
		break;
	case V_FREE:
		fresh = here ? here->free_bytes : -1;
		break;
	case V_LAST_SCAN:
		break;
	}
	if (fresh < 0 && rows_is_null(rows, column))
		return false;
	*ret = fresh >= 0 ? fresh : rows_i64(rows, column);
	if (which == V_LAST_SCAN)
		*ret = seconds(*ret);
	return true;
}

static int
add_volume(struct metrics *m, const struct per_volume *what,
	const struct rows *rows, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf labels = STRBUF_INIT;
	struct totals totals = { 0 };
	const char *name;
	size_t len = 0;
	int64_t value;
	int r = store_directory_totals(m->store, &totals,
		rows_i64(rows, VOLUME_TOP_ID), err);

	if (r < 0)
		return r;
	if (what->value == V_BYTES)
		m->bytes = sum_sizes(m->bytes, totals.bytes);
	if (!volume_value(rows, find_online(m, rows_i64(rows, VOLUME_ID)),
		    &totals, what->value, &value))
		return 0;
	name = rows_bytes(rows, VOLUME_NAME, &len);
	add_label(&labels, "volume", name, len);
	add_sample(m, what->name, &labels, value);
	return 0;
}

static int
add_volumes(struct metrics *m, struct error *err)
{
	_cleanup_(rows_closep) struct rows *rows = NULL;
	int64_t n_offline = 0;
	int r = rows_open(&rows, m->store, ROWS_VOLUMES, err);

	for (size_t i = 0;
		r == 0 && i < sizeof(per_volume) / sizeof(per_volume[0]); i++) {
		add_heading(m, per_volume[i].name, per_volume[i].help);
		while (r == 0 && (r = rows_next(rows, err)) > 0)
			r = add_volume(m, &per_volume[i], rows, err);
		rows_reset(rows);
	}
	for (size_t i = 0; i < m->names.n_volumes; i++)
		n_offline += !find_online(m, m->names.volumes[i].volume.id);
	if (r == 0)
		add_single(m, "volumes_offline",
			"Volumes that are not mounted.", n_offline);
	return r;
}

/* --- the catalogue as a whole -------------------------------------------- */

static int
add_problems(struct metrics *m, struct error *err)
{
	int64_t n = 0;
	int r = store_count_problems(m->store, &n, err);

	if (r == 0)
		add_single(m, "problems", "What could not be read.", n);
	return r;
}

static int
add_duplicates(struct metrics *m, struct error *err)
{
	_cleanup_(ranking_clear) struct ranking all = RANKING_INIT;
	const struct ranking_filter filter = { .min_size = 1,
		.max_size = INT64_MAX };
	int r = store_rank_groups(m->store, &filter, &all, err);

	if (r < 0)
		return r;
	add_single(m, "duplicate_groups", "Groups of files with equal content.",
		all.groups);
	add_single(m, "wasted_bytes", "Bytes of copies beyond the first.",
		all.wasted);
	/* What is read already and has a copy is safe; the rest may not be. */
	add_single(m, "single_copy_bytes",
		"Bytes of files without a known copy, not read ones included.",
		m->bytes - all.copied);
	add_single(m, "single_volume_bytes",
		"Bytes of files without a known copy on another volume.",
		m->bytes - all.across);
	return 0;
}

/* As `dupes` and `hash` count them: an inode once, and nothing of what a digest
 * of its ends told from all others. */
static int
count_pending(struct store *store, int64_t *ret, struct error *err)
{
	_cleanup_(freep) struct unsettled *list = NULL;
	size_t n;
	int r = store_find_unsettled(store, 0, false, err);

	if (r < 0)
		return r;
	store_count_unsettled(store, false, &list, &n);
	*ret = 0;
	for (size_t i = 0; i < n; i++)
		*ret = sum_sizes(*ret, list[i].bytes);
	return 0;
}

static int
add_pending(struct metrics *m, int64_t pending, struct error *err)
{
	int r = pending < 0 ? count_pending(m->store, &pending, err) : 0;

	if (r == 0)
		add_single(m, "pending_bytes",
			"Bytes of files that may have a copy and wait to be "
			"read.",
			pending);
	return r;
}

int
report_metrics(struct store *store, const struct report_volumes *online,
	int64_t pending_bytes, struct strbuf *ret, struct error *err)
{
	struct metrics m = { .store = store, .online = online, .text = ret };
	int r = names_load(&m.names, store, err);

	if (r == 0)
		r = add_roots(&m, err);
	if (r == 0)
		r = add_volumes(&m, err);
	if (r == 0)
		r = add_problems(&m, err);
	if (r == 0)
		r = add_duplicates(&m, err);
	if (r == 0)
		r = add_pending(&m, pending_bytes, err);
	names_clear(&m.names);
	return r;
}
