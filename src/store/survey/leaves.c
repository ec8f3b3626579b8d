/* SPDX-License-Identifier: MIT */
#include "store/survey/leaves.h"

#include "store/internal.h"
#include "store/survey/halves.h"

int
store_leaves(struct store *store, stored_entry_fn *visit, void *first,
	void *second, struct error *err)
{
	struct halves_job job = { .look.entry = visit,
		.first = first,
		.second = second };

	return halves_look_at_names(store, &job, err);
}

int
store_directories(struct store *store, stored_directory_fn *visit, void *arg,
	struct error *err)
{
	const struct look look = { .directory = visit, .arg = arg };

	return look_at(store, &look, 1, INT64_MAX, err);
}

struct parents {
	int64_t *list;
	int64_t n;
};

static void
note_parent(const struct stored_directory *dir, void *arg)
{
	const struct parents *parents = arg;

	if (dir->id < parents->n)
		parents->list[dir->id] =
			dir->parent_id < parents->n ? dir->parent_id : 0;
}

int
store_parents(struct store *store, int64_t *parents, int64_t n,
	struct error *err)
{
	struct parents list = { parents, n };

	return store_directories(store, note_parent, &list, err);
}

int
store_last_content_id(struct store *store, int64_t *ret, struct error *err)
{
	return query_i64(store, ret, Q_CONTENT_LAST, err);
}

int
store_contents(struct store *store, stored_content_fn *visit, void *arg,
	int (*before)(void *before_arg, struct error *err), void *before_arg,
	struct error *err)
{
	struct halves_job job = { .look.content = visit,
		.first = arg,
		.second = arg,
		.before = before,
		.before_arg = before_arg };
	int r = store_last_content_id(store, &job.last, err);

	return r < 0 ? r : halves_look(store, &job, err);
}
