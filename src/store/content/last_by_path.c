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

/* One thread's part. */
struct last_look {
	const struct path_ranks *ranks;
	const struct content_set *groups;
	uint32_t *places; /* by content, of both threads; 0: none yet */
	int64_t dir_id;
	uint32_t place; /* of the names that come now */
	struct ahead *ahead;
	size_t n;
	size_t room;
	struct strbuf names;
};

static void
look_clear(struct last_look *look)
{
	free(look->ahead);
	strbuf_clear(&look->names);
}

/* --- places --------------------------------------------------------------- */

static void
enter(struct last_look *look, int64_t dir_id)
{
	look->dir_id = dir_id;
	look->place = dir_id > 0 && dir_id < look->ranks->n ?
		look->ranks->first[dir_id] :
		0;
	look->n = 0;
	strbuf_truncate(&look->names, 0);
}

/* Is the directory, with a slash behind it, before the name? */
static bool
is_passed(const struct last_look *look, const struct ahead *dir,
	const struct stored_entry *e)
{
	const size_t len =
		dir->name_len < e->name_len ? dir->name_len : e->name_len;
	int order = memcmp(look->names.buf + dir->name_at, e->name, len);

	if (order != 0)
		return order < 0;
	return dir->name_len < e->name_len &&
		(unsigned char)e->name[dir->name_len] > '/';
}

static void
pass(struct last_look *look, const struct stored_entry *e)
{
	size_t n = 0;

	for (size_t i = 0; i < look->n; i++) {
		const struct ahead *dir = &look->ahead[i];

		if (!is_passed(look, dir, e))
			look->ahead[n++] = *dir;
		else if (dir->last > look->place)
			look->place = dir->last;
	}
	look->n = n;
	if (n == 0)
		strbuf_truncate(&look->names, 0);
}

static void
note_directory(struct last_look *look, const struct stored_entry *e)
{
	if (e->child_id < 0 || e->child_id >= look->ranks->n)
		return;
	if (look->n == look->room) {
		look->room = look->room * 2 + 16;
		look->ahead = xreallocarray(look->ahead, look->room,
			sizeof(*look->ahead));
	}
	look->ahead[look->n++] = (struct ahead){ look->names.len, e->name_len,
		look->ranks->last[e->child_id] };
	strbuf_add(&look->names, e->name, e->name_len);
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
take(const struct stored_entry *e, void *arg)
{
	struct last_look *look = arg;

	if (e->dir_id != look->dir_id)
		enter(look, e->dir_id);
	if (e->child_id != 0) {
		pass(look, e);
		note_directory(look, e);
	} else if (content_set_has(look->groups, e->content_id)) {
		pass(look, e);
		if (look->place != 0)
			note_place(&look->places[e->content_id], look->place);
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

static int
look_at_names(struct last_look *first, struct store *store, bool is_scoped,
	struct error *err)
{
	struct last_look second = *first;
	struct halves_job job = { .look.entry = take,
		.in_turn = true,
		.first = first,
		.second = &second };
	int r = is_scoped ? halves_look_at_scope(store, &job, err) :
			    halves_look_at_names(store, &job, err);

	look_clear(&second);
	return r;
}

static int
find(struct store *store, const struct path_ranks *ranks,
	const struct content_set *groups, bool is_scoped, size_t most,
	int64_t **ret, size_t *ret_n, struct error *err)
{
	_cleanup_(freep) uint32_t *places =
		calloc_large(groups->n + 1, sizeof(*places));
	_cleanup_(look_clear) struct last_look look = { .ranks = ranks,
		.groups = groups,
		.places = places,
		.names = STRBUF_INIT };
	int r = places ? look_at_names(&look, store, is_scoped, err) :
			 error_set(err, ENOMEM, "out of memory");

	if (r < 0)
		return r;
	find_last(ranks, groups, places, most, ret, ret_n);
	return 1;
}

int
store_last_by_path(struct store *store, const struct content_set *groups,
	bool is_scoped, size_t most, int64_t **ret, size_t *ret_n,
	struct error *err)
{
	_cleanup_(path_ranks_clear) struct path_ranks ranks = { .n = 0 };
	int r;

	*ret = NULL;
	*ret_n = 0;
	if (most == 0)
		return 1;
	r = is_scoped ? comes_by_directory(store, err) : 1;
	if (r > 0)
		r = path_ranks_load(&ranks, store, err);
	if (r <= 0)
		return r;
	return find(store, &ranks, groups, is_scoped, most, ret, ret_n, err);
}
