/* SPDX-License-Identifier: MIT */
/*
 * One look at all names.  Of each content it notes the first place that one of
 * its files has: the rank of the directory (path_ranks.h) that is the last one
 * before it in the order of paths, be it the one it is in or one in that.  Two
 * files of one place are not told apart, so somewhat more groups are found.
 */
#include "store/content/last_by_path.h"

#include "store/internal.h"
#include "store/survey/halves.h"
#include "store/survey/path_ranks.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/sort.h"
#include "util/strbuf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A directory that was met among the names of another one, and that the files
 * which follow may still be before: "a" is behind "a-b". */
struct ahead {
	size_t name_at;
	size_t name_len;
	uint32_t last; /* rank */
};

/* So many places are asked from memory before the first one is noted. */
#define WAITING ((size_t)16)

/* Where a file of a content is. */
struct met {
	uint32_t *place; /* the content's */
	uint32_t here;
};

/* One thread's part. */
struct last_half {
	const struct path_ranks *ranks;
	const struct content_set *groups;
	uint32_t *places; /* by content, of both threads; 0: none yet */
	int64_t dir_id;
	uint32_t place; /* of the names that come now */
	struct ahead *ahead;
	size_t n;
	size_t room;
	struct strbuf names;
	struct met waiting[WAITING]; /* a ring */
	size_t n_met;		     /* files, of all */
};

struct last_by_path {
	struct store *store;
	bool is_scoped;
	bool is_prepared;
	struct path_ranks ranks;
	uint32_t *places;
	struct last_half halves[2];
};

struct last_by_path *
last_by_path_new(struct store *store, bool is_scoped)
{
	struct last_by_path *l = xcalloc(1, sizeof(*l));

	l->store = store;
	l->is_scoped = is_scoped;
	return l;
}

void
last_by_path_free(struct last_by_path *l)
{
	if (!l)
		return;
	for (int i = 0; i < 2; i++) {
		free(l->halves[i].ahead);
		strbuf_clear(&l->halves[i].names);
	}
	path_ranks_clear(&l->ranks);
	free(l->places);
	free(l);
}

/* --- places --------------------------------------------------------------- */

static void
enter(struct last_half *half, int64_t dir_id)
{
	half->dir_id = dir_id;
	half->place = dir_id > 0 && dir_id < half->ranks->n ?
		half->ranks->first[dir_id] :
		0;
	half->n = 0;
	strbuf_truncate(&half->names, 0);
}

/* Is the directory, with a slash behind it, before the name? */
static bool
is_passed(const struct last_half *half, const struct ahead *dir,
	const struct stored_entry *e)
{
	const size_t len =
		dir->name_len < e->name_len ? dir->name_len : e->name_len;
	int order = memcmp(half->names.buf + dir->name_at, e->name, len);

	if (order != 0)
		return order < 0;
	return dir->name_len < e->name_len &&
		(unsigned char)e->name[dir->name_len] > '/';
}

static void
pass(struct last_half *half, const struct stored_entry *e)
{
	size_t n = 0;

	for (size_t i = 0; i < half->n; i++) {
		const struct ahead *dir = &half->ahead[i];

		if (!is_passed(half, dir, e))
			half->ahead[n++] = *dir;
		else if (dir->last > half->place)
			half->place = dir->last;
	}
	half->n = n;
	if (n == 0)
		strbuf_truncate(&half->names, 0);
}

static void
note_directory(struct last_half *half, const struct stored_entry *e)
{
	if (e->child_id < 0 || e->child_id >= half->ranks->n)
		return;
	if (half->n == half->room) {
		half->room = half->room * 2 + 16;
		half->ahead = xreallocarray(half->ahead, half->room,
			sizeof(*half->ahead));
	}
	half->ahead[half->n++] = (struct ahead){ half->names.len, e->name_len,
		half->ranks->last[e->child_id] };
	strbuf_add(&half->names, e->name, e->name_len);
}

/* The other thread may come by the same content. */
static void
note_place(uint32_t *place, uint32_t here)
{
	uint32_t known = __atomic_load_n(place, __ATOMIC_RELAXED);

	while ((known == 0 || here < known) &&
		!__atomic_compare_exchange_n(place, &known, here, true,
			__ATOMIC_RELAXED, __ATOMIC_RELAXED))
		continue;
}

static void
meet(struct last_half *half, uint32_t *place)
{
	struct met *met = &half->waiting[half->n_met % WAITING];

	if (half->n_met++ >= WAITING)
		note_place(met->place, met->here);
	*met = (struct met){ place, half->place };
	__builtin_prefetch(place, 1);
}

static void
note_waiting(const struct last_half *half)
{
	for (size_t i = 0; i < WAITING && i < half->n_met; i++)
		note_place(half->waiting[i].place, half->waiting[i].here);
}

void
last_by_path_take(const struct stored_entry *e, struct last_half *half)
{
	if (e->dir_id != half->dir_id)
		enter(half, e->dir_id);
	if (e->child_id != 0) {
		pass(half, e);
		note_directory(half, e);
	} else if (content_set_has(half->groups, e->content_id)) {
		pass(half, e);
		if (half->place != 0)
			meet(half, &half->places[e->content_id]);
	}
}

/* --- the last ones -------------------------------------------------------- */

static int
last_first(const void *a, const void *b, void *arg)
{
	const int64_t *x = a;
	const int64_t *y = b;

	(void)arg; /* sort_first() passes one */
	return (*x < *y) - (*x > *y);
}

/* So many are surely not before it. */
static int64_t
find_bound(const struct path_ranks *ranks, const struct content_set *groups,
	const uint32_t *places, size_t most)
{
	_cleanup_(freep) int64_t *least =
		xcalloc(groups->n + 1, sizeof(*least));
	size_t n = 0;

	for (int64_t id = 0; (id = content_set_next(groups, id)) > 0;)
		if (places[id] != 0)
			least[n++] = path_ranks_bounds(ranks, places[id]).least;
	if (n <= most)
		return INT64_MIN;
	sort_first(least, n, sizeof(*least), most, last_first, NULL);
	return least[most - 1];
}

static void
find_last(const struct path_ranks *ranks, const struct content_set *groups,
	const uint32_t *places, size_t most, int64_t **ret, size_t *ret_n)
{
	const int64_t bound = find_bound(ranks, groups, places, most);
	size_t room = 0;

	for (int64_t id = 0; (id = content_set_next(groups, id)) > 0;) {
		if (places[id] == 0 ||
			path_ranks_bounds(ranks, places[id]).most < bound)
			continue;
		if (*ret_n == room) {
			room = room * 2 + 64;
			*ret = xreallocarray(*ret, room, sizeof(**ret));
		}
		(*ret)[(*ret_n)++] = id;
	}
}

/* --- the whole ------------------------------------------------------------ */

/* 1, or 0: names of the scope do not come by directory, or are few. */
static int
comes_by_directory(struct store *store, struct error *err)
{
	const struct subtree_bits *within;
	int64_t n_single = 0;
	int r = scope_within(store, &within, err);

	if (r <= 0)
		return r;
	r = query_i64(store, &n_single, Q_SCOPE_NAMES_COUNT, err);
	return r < 0 ? r : n_single == 0;
}

int
last_by_path_prepare(struct last_by_path *l, const struct content_set *groups,
	struct error *err)
{
	int r = l->is_scoped ? comes_by_directory(l->store, err) : 1;

	if (r > 0)
		r = path_ranks_load(&l->ranks, l->store, err);
	if (r <= 0)
		return r;
	l->places = calloc_large(groups->n + 1, sizeof(*l->places));
	if (!l->places)
		return error_set(err, ENOMEM, "out of memory");
	for (int i = 0; i < 2; i++)
		l->halves[i] = (struct last_half){ .ranks = &l->ranks,
			.groups = groups,
			.places = l->places,
			.names = STRBUF_INIT };
	l->is_prepared = true;
	return 1;
}

struct last_half *
last_by_path_half(struct last_by_path *l, int thread)
{
	return l && l->is_prepared ? &l->halves[thread] : NULL;
}

static void
take(const struct stored_entry *e, void *arg)
{
	last_by_path_take(e, arg);
}

int
last_by_path_look(struct last_by_path *l, struct error *err)
{
	struct halves_job job = { .look.entry = take,
		.in_turn = true,
		.first = &l->halves[0],
		.second = &l->halves[1] };

	if (!l->is_prepared)
		return 0;
	return l->is_scoped ? halves_look_at_scope(l->store, &job, err) :
			      halves_look_at_names(l->store, &job, err);
}

int
last_by_path_find(struct last_by_path *l, const struct content_set *groups,
	size_t most, int64_t **ret, size_t *ret_n)
{
	*ret = NULL;
	*ret_n = 0;
	if (!l->is_prepared)
		return 0;
	note_waiting(&l->halves[0]);
	note_waiting(&l->halves[1]);
	if (most > 0)
		find_last(&l->ranks, groups, l->places, most, ret, ret_n);
	return 1;
}
