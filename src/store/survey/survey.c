/* SPDX-License-Identifier: MIT */
#include "store/survey/survey.h"

#include "store/survey/volume_runs.h"
#include "store/internal.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>
#include <stdlib.h>

DEFINE_CLEANUP(struct store *, store_close);

/* Numbers of attributes are handed out one by one, so a larger one is not ours
 * and must not cost memory. */
#define LAST_ATTRIBUTE ((int64_t)1 << 24)

/* One thread's part. */
struct survey_look {
	const struct survey_job *job;
	void *arg;
	const struct volume_runs *volumes;
	size_t run;
};

static void
take(const struct stored_entry *entry, void *arg)
{
	struct survey_look *look = arg;
	struct stored_entry linked;

	if (entry->nlink < 2) {
		look->job->visit(entry, look->arg);
		return;
	}
	linked = *entry;
	linked.volume_id = look->volumes->ids[volume_runs_next(look->volumes,
		&look->run, entry->dir_id)];
	look->job->visit(&linked, look->arg);
}

static int
survey(struct halves *halves, const struct survey_job *job, struct error *err)
{
	struct store *store = halves->store;
	_cleanup_(volume_runs_putp) struct volume_runs *volumes = NULL;
	struct survey_look first = { .job = job, .arg = job->first };
	struct survey_look second = { .job = job, .arg = job->second };
	struct halves_job all = {
		.look = { .entry = take, .floor = job->floor },
		.first = &first,
		.second = &second,
	};
	int64_t any_link = 0;
	int r = query_i64(store, &any_link, Q_OTHER_ANY_LINK, err);

	if (r >= 0 && any_link)
		r = volume_runs_get(&volumes, halves, err);
	first.volumes = second.volumes = volumes;
	if (r >= 0)
		r = store_last_directory_id(store, &all.last, err);
	if (r < 0)
		return r;
	if (!any_link) {
		all.look.entry = job->visit;
		all.first = job->first;
		all.second = job->second;
	}
	if (!job->second)
		all.second = NULL;
	return job->is_scoped ? halves_look_at_scope(store, &all, err) :
				halves_run(halves, &all, err);
}

int
store_survey(struct store *store, const struct survey_job *job,
	struct error *err)
{
	struct halves halves = { .store = store };
	int r = 0;

	if (job->second && !job->is_scoped)
		r = halves_open(&halves, store, err);
	return r < 0 ? r : survey(&halves, job, err);
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

	/* The last one first, so the list has its length at once; in a damaged
	 * file that may be another. */
	while ((r = bind_next(&b, err)) > 0) {
		int64_t id = bind_get_i64(&b, 0);

		if (id < 0 || id > LAST_ATTRIBUTE || (list && (size_t)id >= n))
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
