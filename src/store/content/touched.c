/* SPDX-License-Identifier: MIT */
/*
 * Contents whose members a transaction changed: their counts are computed
 * again before it commits, and a content that nothing refers to any more is
 * dropped.
 *
 * Content ids are dense, so the set is a sparse bitmap: 16 bytes for up to 64
 * neighbours.  Cost: one index range per touched content, so linear in the
 * members of what was touched, whatever the size of the catalogue.
 */
#include "store/internal.h"

#include <errno.h>

void
store_touch_content(struct store *store, int64_t content_id)
{
	uint64_t *bits;

	if (content_id <= 0)
		return;
	bits = idmap_at(&store->touched, content_id / 64);
	if (!bits)
		store->out_of_memory = true;
	else
		*bits |= UINT64_C(1) << (content_id % 64);
}

static int
count_copies(struct store *store, int64_t id, int64_t *ret_copies,
	int64_t *ret_volumes, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_CONTENT_COPIES);
	int r;

	bind_i64(&b, id);
	r = bind_next(&b, err);
	if (r < 0)
		return r;
	*ret_copies = r > 0 ? bind_get_i64(&b, 0) : 0;
	*ret_volumes = r > 0 ? bind_get_i64(&b, 1) : 0;
	return 0;
}

/* Remove a content without members or children; then, perhaps, its parent. */
static int
drop_unused(struct store *store, int64_t id, bool *ret_dropped,
	int64_t *ret_parent, struct error *err)
{
	int64_t has_child;
	int r = query_i64_of(store, &has_child, Q_CONTENT_HAS_CHILD, id, err);

	*ret_dropped = r == 0 && !has_child;
	*ret_parent = 0;
	if (!*ret_dropped)
		return r;
	return query_i64_of(store, ret_parent, Q_CONTENT_REMOVE, id, err);
}

static int
refresh(struct store *store, int64_t id, struct error *err)
{
	struct bind b;
	int64_t copies, volumes;
	bool dropped = true;
	int r;

	while (id != 0 && dropped) {
		r = count_copies(store, id, &copies, &volumes, err);
		if (r < 0)
			return r;
		dropped = false;
		if (copies == 0) {
			int64_t parent;

			r = drop_unused(store, id, &dropped, &parent, err);
			if (r < 0)
				return r;
			if (dropped) {
				id = parent;
				continue;
			}
		}
		b = bind_begin(store, Q_CONTENT_SET_COPIES);
		bind_i64(&b, id);
		bind_i64(&b, copies);
		bind_i64(&b, volumes);
		r = bind_run(&b, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int
refresh_word(struct store *store, int64_t first, uint64_t bits,
	struct error *err)
{
	int r = 0;

	for (; bits != 0 && r == 0; bits &= bits - 1)
		r = refresh(store, first + __builtin_ctzll(bits), err);
	return r;
}

int
touched_flush(struct store *store, struct error *err)
{
	size_t cursor = 0;
	int64_t key;
	void *bits;
	int r = 0;

	if (store->out_of_memory)
		return error_set(err, ENOMEM, "out of memory");
	while (r == 0 && idmap_next(&store->touched, &cursor, &key, &bits))
		r = refresh_word(store, key * 64, *(uint64_t *)bits, err);
	if (r == 0)
		idmap_clear(&store->touched);
	return r;
}
