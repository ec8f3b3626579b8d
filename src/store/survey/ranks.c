/* SPDX-License-Identifier: MIT */
/* What has no way to it has rank 0: a scan that runs will tell where it is. */
#include "store/survey/ranks.h"

#include "store/entries.h"
#include "store/find/find_marks.h"
#include "store/internal.h"
#include "store/volumes.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct walk {
	const struct find_tree *tree;
	int32_t *ranks;
	size_t n;
	int32_t last;
	struct find_cursor *levels;
	size_t n_levels;
	size_t room;
};

static void
walk_clear(struct walk *w)
{
	for (size_t i = 0; i < w->n_levels; i++)
		find_cursor_clear(&w->levels[i]);
	free(w->levels);
	free(w->ranks);
}

static bool
any(const void *arg, int64_t dir_id)
{
	(void)arg;
	(void)dir_id;
	return true;
}

static void
enter(struct walk *w, int64_t dir_id)
{
	if (w->n_levels == w->room) {
		w->room = w->room * 2 + 16;
		w->levels =
			xreallocarray(w->levels, w->room, sizeof(w->levels[0]));
	}
	if (dir_id > 0 && (size_t)dir_id < w->n)
		w->ranks[dir_id] = ++w->last;
	find_cursor_start(&w->levels[w->n_levels++], w->tree, dir_id, false,
		any, NULL);
}

static void
walk_from(struct walk *w, int64_t top_id)
{
	enter(w, top_id);
	while (w->n_levels > 0) {
		struct find_cursor *level = &w->levels[w->n_levels - 1];

		if (find_cursor_next(level, w->tree)) {
			enter(w, level->child_id);
		} else {
			find_cursor_clear(level);
			w->n_levels--;
		}
	}
}

static int
by_name(const void *a, const void *b)
{
	const struct volume_row *x = a;
	const struct volume_row *y = b;

	return strcmp(x->volume.name, y->volume.name);
}

int
store_directory_ranks(struct store *store, int32_t **ret, size_t *ret_n,
	struct error *err)
{
	_cleanup_(find_tree_freep) struct find_tree *tree = NULL;
	_cleanup_(walk_clear) struct walk w = { 0 };
	struct volume_row *volumes = NULL;
	size_t n_volumes = 0;
	int64_t last = 0;
	int r = store_last_directory_id(store, &last, err);

	if (r < 0)
		return r;
	if (last >= INT32_MAX)
		return error_set(err, EOVERFLOW, "too many directories");
	w.n = (size_t)last + 1;
	w.ranks = xcalloc(w.n, sizeof(w.ranks[0]));
	tree = find_tree_new(NULL, 0, last + 1);
	if (!tree)
		return error_set(err, ENOMEM, "out of memory");
	w.tree = tree;
	r = find_tree_note_all(tree, store, err);
	if (r == 0)
		r = store_volumes(store, &volumes, &n_volumes, err);
	if (r < 0)
		return r;
	if (n_volumes > 1)
		qsort(volumes, n_volumes, sizeof(volumes[0]), by_name);
	for (size_t i = 0; i < n_volumes; i++)
		walk_from(&w, volumes[i].top_id);
	store_volumes_free(volumes, n_volumes);
	*ret = take_ptr(&w.ranks);
	*ret_n = w.n;
	return 0;
}
