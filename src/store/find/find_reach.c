/* SPDX-License-Identifier: MIT */
/*
 * A look at all directories says which is in which.  From each the way goes up
 * to a start, or to a directory whose depth is known, and the depths come down
 * again: as the walk counts them (find_rows.c).
 */
#include "store/find/find_reach.h"

#include "store/find/wanted_dirs.h"
#include "store/pages/look.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <stdlib.h>

/* Of a directory itself, where it is not a depth. */
enum { DEPTH_OPEN = INT32_MIN, DEPTH_ON_WAY, DEPTH_OUT };

struct reached {
	int32_t parent_id;
	int32_t depth; /* -1: above what was scanned */
	bool is_way;
};

struct reach {
	struct reached *list;
	int64_t n;
};

bool
find_limits_depth(const struct find_limits *limits)
{
	return limits->min_depth > 0 || limits->max_depth < INT64_MAX;
}

bool
find_limits_any(const struct find_limits *limits)
{
	return !limits->is_everywhere || find_limits_depth(limits);
}

static void
take_directory(const struct stored_directory *dir, void *arg)
{
	const struct reach *reach = arg;

	if (dir->id <= 0 || dir->id >= reach->n)
		return;
	if (dir->parent_id > 0 && dir->parent_id < reach->n)
		reach->list[dir->id].parent_id = (int32_t)dir->parent_id;
	reach->list[dir->id].is_way = dir->state == DIRECTORY_WAY;
}

/* 1, or 0: the start is in an archive. */
static int
place_start(const struct reach *reach, struct store *store,
	const struct find_start *s, struct error *err)
{
	int64_t id = 0;
	int r;

	if (s->inside)
		return 0;
	r = store_find_directory(store, &id, s->volume_id, s->within, err);
	if (r < 0)
		return r;
	if (id > 0 && id < reach->n)
		reach->list[id].depth = reach->list[id].is_way ? -1 : 0;
	return 1;
}

static int32_t
depth_below(const struct reach *reach, int32_t above, int64_t id)
{
	if (above < -1)
		return DEPTH_OUT;
	return reach->list[id].is_way ? -1 : above + 1;
}

/* Up from `id` to the first whose depth is known, and down again.  A circle is
 * no part of the tree: `check` tells of it. */
static void
settle(const struct reach *reach, int64_t id, int32_t *way)
{
	struct reached *list = reach->list;
	int32_t depth = DEPTH_OUT;
	size_t n = 0;

	for (; id > 0 && list[id].depth == DEPTH_OPEN;
		id = list[id].parent_id) {
		list[id].depth = DEPTH_ON_WAY;
		way[n++] = (int32_t)id;
	}
	if (id > 0 && list[id].depth != DEPTH_ON_WAY)
		depth = list[id].depth;
	while (n-- > 0) {
		depth = depth_below(reach, depth, way[n]);
		list[way[n]].depth = depth;
	}
}

/* Are the names in it as deep as is asked for? */
static bool
is_within(const struct find_limits *limits, int32_t depth)
{
	return depth >= -1 && depth + 1 >= limits->min_depth &&
		depth + 1 <= limits->max_depth;
}

static void
mark(struct subtree_bits *ret, const struct reach *reach,
	const struct find_limits *limits)
{
	_cleanup_(freep) int32_t *way =
		xcalloc((size_t)reach->n + 1, sizeof(*way));

	for (int64_t id = 1; id < reach->n; id++) {
		settle(reach, id, way);
		if (is_within(limits, reach->list[id].depth))
			subtree_add(ret, id);
	}
}

/* 1, or 0. */
static int
find_out(struct reach *reach, struct store *store,
	const struct find_limits *limits, struct error *err)
{
	const struct look all = { .directory = take_directory, .arg = reach };
	int r = look_at(store, &all, INT64_MIN, INT64_MAX, err);

	for (size_t i = 0; r >= 0 && i < limits->starts->n_items; i++) {
		r = place_start(reach, store, &limits->starts->items[i], err);
		if (r == 0)
			return 0;
	}
	return r < 0 ? r : 1;
}

int
find_reach_load(struct subtree_bits *ret, struct store *store,
	const struct find_limits *limits, struct error *err)
{
	_cleanup_(freep) struct reached *list = NULL;
	struct reach reach;
	int r;

	if (limits->has_orphans && find_limits_depth(limits))
		return 0;
	r = subtree_none(ret, store, err);
	if (r >= 0)
		r = wanted_dirs_are_worth_a_table(store, ret->n - 1, err);
	if (r <= 0)
		return r;
	list = xcalloc((size_t)ret->n + 1, sizeof(*list));
	for (int64_t id = 0; id < ret->n; id++)
		list[id].depth = DEPTH_OPEN;
	reach = (struct reach){ list, ret->n };
	r = find_out(&reach, store, limits, err);
	if (r > 0)
		mark(ret, &reach, limits);
	return r;
}
