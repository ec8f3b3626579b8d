/* SPDX-License-Identifier: MIT */
/*
 * Forgetting a directory with everything below it.
 *
 * A root that somebody asked to scan outlives the directory it was found in:
 * its options were typed by a person, and its directory may come back.  So
 * the directories from a removed one down to a root stay as ways.  Which
 * those are is read once a transaction (roots are few).
 */
#include "store/internal.h"

#include "util/cleanup.h"

#include <errno.h>
#include <stdlib.h>

struct stack {
	int64_t *ids;
	size_t n;
	size_t size;
};

static int
push(struct stack *s, int64_t id, struct error *err)
{
	if (s->n == s->size) {
		size_t size = s->size ? s->size * 2 : 64;
		int64_t *ids = reallocarray(s->ids, size, sizeof(*ids));

		if (!ids)
			return error_set(err, ENOMEM, "out of memory");
		s->ids = ids;
		s->size = size;
	}
	s->ids[s->n++] = id;
	return 0;
}

static void
stack_clear(struct stack *s)
{
	free(s->ids);
}

/* Mark a root and all above it. */
static int
keep_chain(struct store *store, int64_t dir_id, struct error *err)
{
	while (dir_id != 0) {
		bool *kept = idmap_at(&store->kept, dir_id);
		int r;

		if (!kept)
			return error_set(err, ENOMEM, "out of memory");
		if (*kept)
			return 0;
		*kept = true;
		r = query_i64_of(store, &dir_id, Q_DIRECTORY_PARENT, dir_id,
			err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int
load_kept(struct store *store, struct error *err)
{
	_cleanup_(bind_end) struct bind b = { 0 };
	int r;

	if (store->kept_loaded)
		return 0;
	idmap_clear(&store->kept);
	b = bind_begin(store, Q_ROOT_DIRECTORIES);
	while ((r = bind_next(&b, err)) > 0) {
		r = keep_chain(store, bind_get_i64(&b, 0), err);
		if (r < 0)
			return r;
	}
	store->kept_loaded = r == 0;
	return r;
}

int
subtree_is_kept(struct store *store, int64_t dir_id, struct error *err)
{
	int r;

	if (dir_id == 0)
		return 0;
	r = load_kept(store, err);
	return r < 0 ? r : idmap_find(&store->kept, dir_id) != NULL;
}

/* Note the directories and contents that the entries refer to. */
static int
visit_entries(struct store *store, int64_t dir_id, struct stack *below,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_SUBTREE_ENTRIES);
	int r;

	bind_i64(&b, dir_id);
	while ((r = bind_next(&b, err)) > 0) {
		int64_t child = bind_get_i64(&b, 0);

		store_touch_content(store, bind_get_i64(&b, 1));
		if (child != 0)
			r = push(below, child, err);
		if (r < 0)
			return r;
	}
	return r;
}

static int
run_with(struct store *store, enum query query, int64_t dir_id,
	int64_t *ret_changes, struct error *err)
{
	struct bind b = bind_begin(store, query);
	int r;

	bind_i64(&b, dir_id);
	r = bind_run(&b, err);
	if (r == 0)
		*ret_changes = sqlite3_changes(store->db);
	return r;
}

static int
clear_directory(struct store *store, int64_t dir_id, bool keep,
	int64_t *removed, struct error *err)
{
	int64_t n_entries = 0, n_directories = 0, ignored = 0;
	int r;

	r = run_with(store, Q_SUBTREE_CLEAR, dir_id, &n_entries, err);
	if (r < 0)
		return r;
	r = run_with(store, Q_SUBTREE_PROBLEMS, dir_id, &ignored, err);
	if (r < 0)
		return r;
	r = keep ? history_keep(store, dir_id, err) :
		   history_remove(store, dir_id, err);
	if (r < 0)
		return r;
	r = run_with(store, keep ? Q_DIRECTORY_MAKE_WAY : Q_DIRECTORY_REMOVE,
		dir_id, &n_directories, err);
	if (r < 0)
		return r;
	*removed += n_entries;
	store->rows_written += n_entries + n_directories;
	return 0;
}

static int
forget_root(struct store *store, int64_t dir_id, struct error *err)
{
	int64_t ignored = 0;
	int kept = subtree_is_kept(store, dir_id, err);

	if (kept <= 0)
		return kept;
	return run_with(store, Q_ROOT_REMOVE, dir_id, &ignored, err);
}

int
subtree_forget(struct store *store, int64_t dir_id, struct error *err)
{
	_cleanup_(stack_clear) struct stack below = { 0 };
	int64_t removed = 0;
	int r = push(&below, dir_id, err);

	paths_forget(store);
	while (r >= 0 && below.n > 0) {
		int64_t id = below.ids[--below.n];

		r = forget_root(store, id, err);
		if (r == 0)
			r = visit_entries(store, id, &below, err);
		if (r == 0)
			r = clear_directory(store, id, false, &removed, err);
	}
	store->kept_loaded = false;
	return r;
}

int
subtree_remove(struct store *store, int64_t dir_id, int64_t *removed,
	struct error *err)
{
	_cleanup_(stack_clear) struct stack below = { 0 };
	int r = push(&below, dir_id, err);

	paths_forget(store);
	while (r >= 0 && below.n > 0) {
		int64_t id = below.ids[--below.n];
		int keep = subtree_is_kept(store, id, err);

		if (keep < 0)
			return keep;
		r = visit_entries(store, id, &below, err);
		if (r < 0)
			return r;
		r = clear_directory(store, id, keep > 0, removed, err);
		if (r == 0 && keep > 0 && id != dir_id)
			r = entry_add_way(store, id, err);
	}
	return r;
}
