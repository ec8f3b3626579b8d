/* SPDX-License-Identifier: MIT */
/*
 * The SQL function survey(...) that hands each row to the report that asked.
 * It is always false, so that the statement has no result but its end.  With
 * two arguments more it is of a file with several links: of the others nobody
 * needs to know which inode they are.
 */
#include "store/survey/survey.h"

#include "store/entries.h"
#include "store/internal.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>

DEFINE_CLEANUP(struct store *, store_close);

/* Numbers of attributes are handed out one by one, so a larger one is not ours
 * and must not cost memory. */
#define LAST_ATTRIBUTE ((int64_t)1 << 24)

/* survey(dir_id, name, size, blocks, mtime, attribute_id [, inode, volume]) */
static void
survey(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct survey_entry e = { .dir_id = sqlite3_value_int64(v[0]) };

	e.name = sqlite3_value_blob(v[1]);
	e.name_len = e.name ? (size_t)sqlite3_value_bytes(v[1]) : 0;
	if (n > 2) {
		e.size_bytes = sqlite3_value_int64(v[2]);
		e.blocks = sqlite3_value_int64(v[3]);
		e.mtime_ns = sqlite3_value_int64(v[4]);
		e.attribute_id = sqlite3_value_int64(v[5]);
	}
	if (n > 6) {
		e.inode = sqlite3_value_int64(v[6]);
		e.volume_id = sqlite3_value_int64(v[7]);
	}
	if (store->survey)
		store->survey->visit(&e, store->survey->arg);
	sqlite3_result_int(context, 0);
}

int
survey_register(struct store *store, struct error *err)
{
	static const int n_arguments[] = { 2, 6, 8 };
	int rc = SQLITE_OK;

	for (size_t i = 0; i < 3 && rc == SQLITE_OK; i++)
		rc = sqlite3_create_function_v2(store->db, "survey",
			n_arguments[i], SQLITE_UTF8 | SQLITE_DIRECTONLY, store,
			survey, NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return error_sqlite(err, store, rc,
			"cannot open the catalogue");
	return 0;
}

static const enum query queries[SURVEY_N][2] = {
	[SURVEY_SIZES] = { Q_SURVEY_SIZES, Q_SURVEY_SIZES_SCOPED },
	[SURVEY_NAMES] = { Q_SURVEY_NAMES, Q_SURVEY_NAMES_SCOPED },
	[SURVEY_TIMES] = { Q_SURVEY_TIMES, Q_SURVEY_TIMES_SCOPED },
	[SURVEY_DIRECTORIES] = { Q_SURVEY_DIRECTORIES,
		Q_SURVEY_DIRECTORIES_SCOPED },
	[SURVEY_LARGE] = { Q_SURVEY_LARGE, Q_SURVEY_LARGE_SCOPED },
	[SURVEY_NAMES_ONLY] = { Q_SURVEY_NAMES_ONLY,
		Q_SURVEY_NAMES_ONLY_SCOPED },
};

/* A statement sees the floor as it was when it began, so there are several
 * that each look at a part of the directories. */
#define FLOOR_PIECES 64

static int
survey_range(struct store *store, const struct survey_job *job, int64_t first,
	int64_t last, struct error *err)
{
	struct bind b = bind_begin(store, queries[job->what][job->is_scoped]);

	if (!job->is_scoped) {
		bind_i64(&b, first);
		bind_i64(&b, last);
	}
	if (job->what == SURVEY_LARGE)
		bind_i64(&b, job->floor ? *job->floor : INT64_MIN);
	return bind_run(&b, err);
}

static int
survey_pieces(struct store *store, const struct survey_job *job,
	struct error *err)
{
	int64_t first = job->first_dir;
	int64_t last, size;
	int r = store_last_directory_id(store, &last, err);

	if (last > job->last_dir)
		last = job->last_dir;
	size = (last - first) / FLOOR_PIECES + 1;
	for (; r == 0 && first <= last; first += size)
		r = survey_range(store, job, first,
			last - first < size ? last : first + size - 1, err);
	return r;
}

int
store_survey(struct store *store, const struct survey_job *job,
	struct error *err)
{
	int r;

	store->survey = job;
	store_read_once(store, true);
	store->in_rows = true; /* an interrupt ends it */
	if (job->floor && !job->is_scoped)
		r = survey_pieces(store, job, err);
	else
		r = survey_range(store, job, job->first_dir, job->last_dir,
			err);
	store->in_rows = false;
	store_read_once(store, false);
	store->survey = NULL;
	return r;
}

int
store_open_beside(struct store **ret, struct store *store, struct error *err)
{
	_cleanup_(store_closep) struct store *beside = NULL;
	int64_t ours = 0;
	int64_t theirs = 0;
	int r;

	if (!*store->path || store->path[0] == ':') /* in memory */
		return 0;
	/* What is not committed, no other connection sees. */
	if (store->mode != STORE_READ)
		return 0;
	r = store_open(&beside, store->path, STORE_READ, err);
	if (r >= 0)
		r = store_begin(beside, err);
	if (r >= 0)
		r = store_fact(store, &ours, "generation", err);
	if (r >= 0)
		r = store_fact(beside, &theirs, "generation", err);
	if (r < 0 || ours != theirs)
		return r < 0 ? r : 0;
	*ret = take_ptr(&beside);
	return 1;
}

int
store_attributes(struct store *store, struct survey_attribute **ret,
	size_t *ret_n, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_ATTRIBUTES);
	_cleanup_(freep) struct survey_attribute *list = NULL;
	size_t n = 0;
	int r;

	/* The last one first, so the list has its length at once. */
	while ((r = bind_next(&b, err)) > 0) {
		int64_t id = bind_get_i64(&b, 0);

		if (id < 0 || id > LAST_ATTRIBUTE)
			return error_sqlite(err, store, SQLITE_CORRUPT,
				"cannot read the catalogue");
		if (!list) {
			n = (size_t)id + 1;
			list = xcalloc(n, sizeof(*list));
		}
		list[id] = (struct survey_attribute){
			.mode = (uint32_t)bind_get_i64(&b, 1),
			.uid = (uint32_t)bind_get_i64(&b, 2),
			.gid = (uint32_t)bind_get_i64(&b, 3),
		};
	}
	if (r < 0)
		return r;
	*ret = take_ptr(&list);
	*ret_n = n;
	return 0;
}
