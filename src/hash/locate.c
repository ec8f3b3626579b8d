/* SPDX-License-Identifier: MIT */
#include "hash/locate.h"

#include "store/volumes.h"
#include "util/path.h"

void
locator_clear(struct locator *locator)
{
	strbuf_clear(&locator->within);
	locator->dir_id = 0;
}

static int
find_directory(struct locator *locator, struct store *store, int64_t dir_id,
	struct error *err)
{
	int r;

	if (locator->dir_id == dir_id)
		return 0;
	strbuf_truncate(&locator->within, 0);
	locator->dir_id = 0;
	r = store_directory_within(store, &locator->within, dir_id, err);
	if (r < 0)
		return r;
	locator->dir_id = dir_id;
	return 0;
}

int
locate(struct locator *locator, struct store *store,
	const struct schedule *schedule, struct job *job, int64_t dir_id,
	const struct entry *name, struct error *err)
{
	const char *rest;
	int r;

	if (!schedule_is_online(schedule, job->volume_id))
		return 0;
	r = find_directory(locator, store, dir_id, err);
	if (r < 0)
		return r;
	if (!schedule_find_place(schedule, job->volume_id, locator->within.buf,
		    &job->place, &rest))
		return 0;
	strbuf_adds(&job->path, rest);
	path_append(&job->path, name->name, name->name_len);
	return 1;
}
