/* SPDX-License-Identifier: MIT */
/*
 * The candidates (contents.h) are the files whose size another one has and
 * that were not read in full.  They come size by size.  As long as one of a
 * size was not read at all, all of that size are unsettled; else those that
 * share their partial digest are, with each other or with a file that was
 * read in full.  Which of the two it is is known when the last of a size was
 * met, so those read in part are put aside until then.
 */
#include "store/unsettled.h"

#include "store/contents.h"
#include "store/internal.h"
#include "util/alloc.h"

#include <stdlib.h>

/* The candidates of one size. */
struct size_run {
	int64_t size;
	bool has_unread;
	bool has_parts; /* rows in temp.unsettled_part */
};

static int
run(struct store *store, enum query query, struct error *err)
{
	struct bind b = bind_begin(store, query);

	return bind_run(&b, err);
}

static int
add(struct store *store, enum query query, const struct candidate *c,
	struct error *err)
{
	struct bind b = bind_begin(store, query);

	bind_i64(&b, c->dir_id);
	bind_bytes(&b, c->entry.name, c->entry.name_len);
	bind_i64(&b, c->volume_id);
	bind_i64(&b, (int64_t)c->entry.inode);
	bind_i64(&b, c->entry.size_bytes);
	bind_id(&b, c->content_id);
	return bind_run(&b, err);
}

static int
end_size(struct store *store, struct size_run *s, struct error *err)
{
	struct bind b;
	int r;

	if (!s->has_parts)
		return 0;
	b = bind_begin(store, Q_UNSETTLED_TAKE_PARTS);
	bind_i64(&b, s->has_unread);
	r = bind_run(&b, err);
	return r < 0 ? r : run(store, Q_UNSETTLED_PART_EMPTY, err);
}

static int
visit(struct store *store, struct size_run *s, const struct candidate *c,
	struct error *err)
{
	int r = 0;

	if (c->entry.size_bytes != s->size) {
		r = end_size(store, s, err);
		*s = (struct size_run){ .size = c->entry.size_bytes };
	}
	if (r < 0)
		return r;
	if (c->content_id == 0)
		s->has_unread = true;
	else
		s->has_parts = true;
	return add(store,
		c->content_id == 0 ? Q_UNSETTLED_ADD : Q_UNSETTLED_PART_ADD, c,
		err);
}

int
store_find_unsettled(struct store *store, int64_t min_size, struct error *err)
{
	const struct candidates_filter everything = { .min_size = min_size };
	struct size_run s = { .size = -1 };
	struct candidate c;
	int r = run(store, Q_UNSETTLED_EMPTY, err);

	if (r == 0)
		r = run(store, Q_UNSETTLED_PART_EMPTY, err);
	if (r == 0)
		r = store_candidates_open(store, &everything, err);
	if (r < 0)
		return r;
	while ((r = store_candidates_next(store, &c, err)) > 0) {
		r = visit(store, &s, &c, err);
		if (r < 0)
			break;
	}
	if (r >= 0)
		r = end_size(store, &s, err);
	store_candidates_close(store);
	return r;
}

int
store_count_unsettled(struct store *store, bool is_scoped,
	struct unsettled **ret, size_t *ret_n, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_UNSETTLED_COUNT);
	struct unsettled *list = NULL;
	size_t n = 0;
	int r;

	bind_i64(&b, is_scoped);
	while ((r = bind_next(&b, err)) > 0) {
		list = xreallocarray(list, n + 1, sizeof(*list));
		list[n++] = (struct unsettled){
			.volume_id = bind_get_i64(&b, 0),
			.files = bind_get_i64(&b, 1),
			.bytes = bind_get_i64(&b, 2),
		};
	}
	if (r < 0) {
		free(list);
		return r;
	}
	*ret = list;
	*ret_n = n;
	return 0;
}

int
store_find_doubts(struct store *store, bool is_scoped, struct error *err)
{
	struct bind b;
	int r = run(store, Q_DOUBTS_EMPTY, err);

	if (r < 0)
		return r;
	b = bind_begin(store, Q_DOUBTS_FILL);
	bind_i64(&b, is_scoped);
	return bind_run(&b, err);
}

/* --- what was shown ---------------------------------------------------- */

int
store_seen_clear(struct store *store, struct error *err)
{
	return run(store, Q_SEEN_EMPTY, err);
}

int
store_seen_first(struct store *store, int64_t volume_id, int64_t id,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_SEEN_ADD);
	int r;

	bind_i64(&b, volume_id);
	bind_i64(&b, id);
	r = bind_run(&b, err);
	return r < 0 ? r : sqlite3_changes(store->db) > 0;
}
