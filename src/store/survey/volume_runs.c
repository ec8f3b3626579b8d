/* SPDX-License-Identifier: MIT */
#include "store/survey/volume_runs.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>
#include <stdlib.h>

/* One thread's part. */
struct runs_look {
	const struct volume_runs *runs; /* its ids are known */
	struct volume_run *list;
	size_t n;
	size_t room;
	int64_t next; /* behind the last directory */
};

void
volume_runs_put(struct volume_runs *runs)
{
	if (!runs || --runs->n_users > 0)
		return;
	free(runs->ids);
	free(runs->list);
	free(runs);
}

/* --- loading --------------------------------------------------------------- */

static int
list_volumes(struct volume_runs *runs, struct store *store, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_VOLUME_IDS);
	int r = 0;

	runs->ids = xcalloc(1, sizeof(*runs->ids));
	runs->n_ids = 1; /* of what is before all directories */
	while (r >= 0 && (r = bind_next(&b, err)) > 0) {
		if (runs->n_ids >= UINT16_MAX)
			return error_set(err, E2BIG,
				"the catalogue has too many volumes");
		runs->ids = xgrow(runs->ids, runs->n_ids, sizeof(*runs->ids));
		runs->ids[runs->n_ids++] = bind_get_i64(&b, 0);
	}
	return r;
}

static void
add_run(struct runs_look *look, int64_t first, uint16_t place)
{
	if (look->n > 0 && look->list[look->n - 1].place == place)
		return;
	if (look->n == look->room) {
		look->room = look->room * 2 + 16;
		look->list = xreallocarray(look->list, look->room,
			sizeof(*look->list));
	}
	look->list[look->n++] = (struct volume_run){ first, place };
}

/* By their numbers; those that are not there have the place of none, as those
 * have whose volume is not known. */
static void
take_directory(const struct stored_directory *dir, void *arg)
{
	struct runs_look *look = arg;
	const struct volume_runs *runs = look->runs;
	uint16_t place = 0;

	if (dir->id != look->next)
		add_run(look, look->next, 0);
	for (size_t i = 1; i < runs->n_ids && place == 0; i++)
		if (runs->ids[i] == dir->volume_id)
			place = (uint16_t)i;
	add_run(look, dir->id, place);
	look->next = dir->id < INT64_MAX ? dir->id + 1 : dir->id;
}

/* The second thread had the higher numbers. */
static void
join(struct volume_runs *runs, struct runs_look *first,
	const struct runs_look *second)
{
	add_run(first, first->next, 0);
	for (size_t i = 0; i < second->n; i++)
		if (second->list[i].first >= first->next)
			add_run(first, second->list[i].first,
				second->list[i].place);
	add_run(first, second->next, 0);
	runs->list = take_ptr(&first->list);
	runs->n = first->n;
}

static int
load(struct volume_runs *ret, struct halves *halves, struct error *err)
{
	struct runs_look first = { .runs = ret, .next = INT64_MIN };
	struct runs_look second = first;
	struct halves_job job = { .look.directory = take_directory,
		.first = &first,
		.second = &second };
	int r = list_volumes(ret, halves->store, err);

	if (r >= 0)
		r = store_last_directory_id(halves->store, &job.last, err);
	if (r >= 0)
		r = halves_run(halves, &job, err);
	if (r >= 0)
		join(ret, &first, &second);
	free(first.list);
	free(second.list);
	return r;
}

int
volume_runs_get(struct volume_runs **ret, struct halves *halves,
	struct error *err)
{
	struct store *store = halves->store;
	_cleanup_(volume_runs_putp) struct volume_runs *runs = NULL;
	int r;

	if (store->volume_runs) {
		*ret = store->volume_runs;
		(*ret)->n_users++;
		return 0;
	}
	runs = xcalloc(1, sizeof(*runs));
	runs->n_users = 1;
	r = load(runs, halves, err);
	if (r < 0)
		return r;
	if (store->mode == STORE_READ) {
		store->volume_runs = runs;
		runs->n_users++;
	}
	*ret = take_ptr(&runs);
	return 0;
}

/* --- what is asked of it --------------------------------------------------- */

/* There is one before all directories. */
static size_t
find_run(const struct volume_runs *runs, int64_t dir_id)
{
	size_t low = 1, high = runs->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (runs->list[middle].first <= dir_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low - 1;
}

uint16_t
volume_runs_place(const struct volume_runs *runs, int64_t dir_id)
{
	return runs->list[find_run(runs, dir_id)].place;
}

int64_t
volume_runs_id(const struct volume_runs *runs, int64_t dir_id)
{
	return runs->ids[volume_runs_place(runs, dir_id)];
}

uint16_t
volume_runs_next(const struct volume_runs *runs, size_t *run, int64_t dir_id)
{
	if (dir_id < runs->list[*run].first ||
		(*run + 1 < runs->n && dir_id >= runs->list[*run + 1].first))
		*run = find_run(runs, dir_id);
	return runs->list[*run].place;
}
