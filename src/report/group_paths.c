/* SPDX-License-Identifier: MIT */
/*
 * Forward, files are gone through by path (by_path.h) and a group is met where
 * the path is that of its first copy.  Backward, one would meet all its other
 * copies first, so those that may be the last are found by a look at all names
 * (last_by_path.h), where paths have an order; else it is done as forward.
 */
#include "report/group_paths.h"

#include "store/content/by_path.h"
#include "store/rows.h"
#include "util/alloc.h"
#include "util/sum.h"

#include <stdlib.h>
#include <string.h>

struct group_paths {
	const struct report_dupes *options;
	struct copies *copies;
	struct rows *rows;    /* of one group */
	struct by_path *walk; /* or NULL; then: */
	const struct ranking *ranking;
	size_t at; /* of its last ones */
};

void
group_paths_close(struct group_paths *p)
{
	if (!p)
		return;
	rows_close(p->rows);
	store_by_path_close(p->walk);
	free(p);
}

int
group_paths_open(struct group_paths **ret, struct store *store,
	const struct ranking *groups, const struct report_dupes *options,
	struct copies *copies, struct error *err)
{
	_cleanup_(group_paths_closep) struct group_paths *p =
		xcalloc(1, sizeof(*p));
	int r = 0;

	*ret = NULL;
	p->options = options;
	p->copies = copies;
	p->ranking = groups;
	if (!groups->has_last)
		r = store_by_path_open(&p->walk, store, &groups->set,
			options->is_scoped, options->reverse, err);
	if (r < 0 || (!groups->has_last && !p->walk))
		return r;
	r = rows_open(&p->rows, store, ROWS_GROUP, err);
	if (r >= 0)
		*ret = take_ptr(&p);
	return r;
}

bool
group_paths_in_order(const struct group_paths *p)
{
	return p->walk != NULL;
}

/* 1 if the content is a group; with its copies. */
static int
read_group(struct group_paths *p, struct group *ret, int64_t content_id,
	struct error *err)
{
	int r;

	rows_reset(p->rows);
	rows_bind_i64(p->rows, content_id);
	rows_bind_i64(p->rows, p->options->min_size);
	rows_bind_i64(p->rows, p->options->min_volumes);
	rows_bind_i64(p->rows, p->options->max_size);
	r = rows_next(p->rows, err);
	if (r <= 0)
		return r;
	group_from_rows(ret, p->rows);
	r = copies_load_group(p->copies, ret, err);
	if (r < 0 || p->copies->n == 0)
		return r < 0 ? r : 0;
	if (p->options->is_scoped) {
		ret->copies = (int64_t)p->copies->n;
		ret->wasted = sum_times(ret->size, ret->copies - 1);
	}
	ret->path = p->copies->items[0].path;
	return 1;
}

static int
next_on_walk(struct group_paths *p, struct group *ret, struct error *err)
{
	const char *path;
	int64_t content_id;
	int r;

	while ((r = store_by_path_next(p->walk, &path, &content_id, err)) > 0) {
		r = read_group(p, ret, content_id, err);
		if (r < 0 || (r > 0 && strcmp(ret->path, path) == 0))
			return r;
	}
	return r;
}

int
group_paths_next(struct group_paths *p, struct group *ret, struct error *err)
{
	int r = 0;

	if (p->walk)
		return next_on_walk(p, ret, err);
	while (r == 0 && p->at < p->ranking->n_last)
		r = read_group(p, ret, p->ranking->last[p->at++], err);
	return r;
}
