/* SPDX-License-Identifier: MIT */
/*
 * One pass over the contents notes what counts of each in a list, one over the
 * entries puts the sizes of what was not read in full in tables
 * (standing_sizes.c), each by two threads.  After that every question about a
 * name is answered from memory.
 *
 * Memory: 24 bytes a content, some 50 a size of which a file was not read in
 * full.
 */
#include "store/survey/standing_look.h"

#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>

/* A catalogue whose contents have such numbers is not ours. */
#define MAX_CONTENTS (INT64_C(1) << 31)

/* --- contents ------------------------------------------------------------- */

/* Each thread has contents of its own, but not those that these refine. */
static void
raise_flags(struct content_standing *c, unsigned int flags)
{
	(void)__atomic_fetch_or(&c->flags, (uint8_t)flags, __ATOMIC_RELAXED);
}

/* standing_content(id, parent_id, size, covered [, copies, volumes]) */
static void
sql_content(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	const struct standing *s = store->look ? store->look->standing : NULL;
	int64_t parent = sqlite3_value_int64(v[1]);
	int64_t copies = n > 4 ? sqlite3_value_int64(v[4]) : 0;
	int64_t volumes = n > 4 ? sqlite3_value_int64(v[5]) : 0;
	struct content_standing *c;

	sqlite3_result_int(context, 0);
	c = s ? standing_content(s, sqlite3_value_int64(v[0])) : NULL;
	if (!c)
		return;
	c->size = sqlite3_value_int64(v[2]);
	c->parent =
		(uint32_t)(parent > 0 && parent < MAX_CONTENTS ? parent : 0);
	c->copies = (uint32_t)(copies < UINT32_MAX ? copies : UINT32_MAX);
	c->volumes = (uint16_t)(volumes < UINT16_MAX ? volumes : UINT16_MAX);
	raise_flags(c,
		(sqlite3_value_int64(v[3]) == c->size ? CONTENT_FULL : 0) |
			(copies > 1 ? CONTENT_MANY : 0));
	/* What nothing below refers to is dropped. */
	c = parent > 0 ? standing_content(s, parent) : NULL;
	if (c)
		raise_flags(c, CONTENT_MANY);
}

void
standing_assign(struct store *store, void *arg)
{
	store->look = arg;
}

static int
load_contents(struct standing *s, struct halves *halves, struct halves_job job,
	struct error *err)
{
	int r = query_i64(halves->store, &job.last, Q_STANDING_LAST, err);

	if (r < 0 || job.last <= 0 || job.last >= MAX_CONTENTS)
		return r;
	s->n_contents = (size_t)job.last + 1;
	s->contents = calloc(s->n_contents, sizeof(*s->contents));
	if (!s->contents)
		return error_set(err, ENOMEM, "out of memory");
	return halves_run(halves, &job, err);
}

/* --- directories ---------------------------------------------------------- */

/* standing_directory(id, volume_id): in the order of their numbers. */
static void
sql_directory(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct standing_look *look = store->look;
	int64_t volume_id = sqlite3_value_int64(v[1]);
	const struct standing *s;
	struct volume_run run = { .first = sqlite3_value_int64(v[0]) };

	(void)n; /* registered with two arguments */
	sqlite3_result_int(context, 0);
	if (!look)
		return;
	s = look->standing;
	if (look->n_runs > 0 &&
		s->volumes[look->runs[look->n_runs - 1].volume] == volume_id)
		return;
	/* One that is not known has the place of none, 0. */
	for (size_t i = 1; i < s->n_volumes; i++)
		if (s->volumes[i] == volume_id)
			run.volume = (uint16_t)i;
	if (look->n_runs == look->room_runs) {
		look->room_runs = look->room_runs * 2 + 16;
		look->runs = xreallocarray(look->runs, look->room_runs,
			sizeof(*look->runs));
	}
	look->runs[look->n_runs++] = run;
}

static int
list_volumes(struct store *store, struct standing *s, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_STANDING_VOLUMES);
	int r = 0;

	s->volumes = xcalloc(1, sizeof(*s->volumes));
	s->n_volumes = 1; /* of what is before all directories */
	while (r >= 0 && (r = bind_next(&b, err)) > 0) {
		if (s->n_volumes > UINT16_MAX)
			return error_set(err, E2BIG,
				"the catalogue has too many volumes");
		s->volumes = xreallocarray(s->volumes, s->n_volumes + 1,
			sizeof(*s->volumes));
		s->volumes[s->n_volumes++] = bind_get_i64(&b, 0);
	}
	return r;
}

static int
load_runs(struct standing *s, struct halves *halves, struct halves_job job,
	struct error *err)
{
	const struct standing_look *looks[] = { job.first, job.second };
	int r = store_last_directory_id(halves->store, &job.last, err);

	job.query = Q_STANDING_DIRECTORIES;
	if (r >= 0)
		r = halves_run(halves, &job, err);
	if (r < 0)
		return r;
	s->runs = xcalloc(looks[0]->n_runs + looks[1]->n_runs + 1,
		sizeof(*s->runs));
	s->runs[s->n_runs++] = (struct volume_run){ INT64_MIN, 0 };
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < looks[k]->n_runs; i++)
			s->runs[s->n_runs++] = looks[k]->runs[i];
	return 0;
}

/* --- the whole ------------------------------------------------------------ */

static void
look_init(struct standing_look *look, struct standing *s)
{
	*look = (struct standing_look){ .standing = s,
		.first_alone = INT64_MAX,
		.first_on_one = INT64_MAX };
	look->linked = xcalloc(s->n_volumes, sizeof(*look->linked));
	for (size_t i = 0; i < s->n_volumes; i++)
		idmap_init(&look->linked[i], sizeof(struct linked_file));
}

static void
look_clear(struct standing_look *look)
{
	for (size_t i = 0; i < look->standing->n_volumes; i++)
		idmap_clear(&look->linked[i]);
	free(look->linked);
	free(look->odd);
	free(look->runs);
	sizes_clear(&look->sizes);
}

static int
load(struct store *store, struct standing *s, bool contents_only,
	struct error *err)
{
	_cleanup_(halves_close) struct halves halves = { .store = NULL };
	struct standing_look first, second;
	const struct halves_job job = {
		.query = contents_only ? Q_STANDING_COVERED :
					 Q_STANDING_CONTENTS,
		.assign = standing_assign,
		.first = &first,
		.second = &second,
	};
	int r = halves_open(&halves, store, err);

	if (r < 0)
		return r;
	look_init(&first, s);
	look_init(&second, s);
	r = load_contents(s, &halves, job, err);
	if (r >= 0 && !contents_only)
		r = load_runs(s, &halves, job, err);
	if (r >= 0 && !contents_only)
		r = standing_load_sizes(&halves, &first, &second, err);
	store->look = NULL;
	look_clear(&first);
	look_clear(&second);
	return r;
}

int
standing_load(struct store *store, int64_t min_size, bool contents_only,
	struct error *err)
{
	struct standing *s = xcalloc(1, sizeof(*s));
	int r;

	standing_free(store->standing);
	store->standing = s;
	s->min_size = min_size > 1 ? min_size : 1;
	r = list_volumes(store, s, err);
	if (r >= 0)
		r = regular_load(store, &s->regular, err);
	if (r >= 0)
		r = load(store, s, contents_only, err);
	return r < 0 ? r : 0;
}

/* --- SQL ------------------------------------------------------------------ */

int
standing_load_register(struct store *store, struct error *err)
{
	int r = query_function(store, "standing_content", 6, sql_content, err);

	if (r == 0)
		r = query_function(store, "standing_content", 4, sql_content,
			err);
	if (r == 0)
		r = query_function(store, "standing_directory", 2,
			sql_directory, err);
	return r < 0 ? r : standing_sizes_register(store, err);
}
