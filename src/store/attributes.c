/* SPDX-License-Identifier: MIT */
/*
 * Mode, owner and group interned as one number.
 *
 * A tree of millions of files has a few dozen combinations, so a small
 * direct-mapped cache in each direction answers nearly every time and never
 * grows; what it does not hold is a point query.  A rollback drops it,
 * because the rows it remembers may be gone.
 */
#include "store/internal.h"

#include <errno.h>
#include <stdlib.h>

#define N_SLOTS 1024u

struct slot {
	int64_t id; /* 0: empty */
	uint32_t mode;
	uint32_t uid;
	uint32_t gid;
};

struct attribute_cache {
	struct slot by_value[N_SLOTS];
	struct slot by_id[N_SLOTS];
};

static struct attribute_cache *
cache_of(struct store *store)
{
	if (!store->attributes)
		store->attributes = calloc(1, sizeof(*store->attributes));
	return store->attributes;
}

static struct slot *
value_slot(struct attribute_cache *cache, const struct entry *e)
{
	uint32_t h = e->mode;

	h = (h ^ e->uid) * UINT32_C(0x9e3779b1);
	h = (h ^ e->gid) * UINT32_C(0x85ebca6b);
	return &cache->by_value[(h >> 16) % N_SLOTS];
}

static int
find_or_add(struct store *store, int64_t *ret_id, const struct entry *e,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_ATTRIBUTE_FIND);
	int r;

	bind_i64(&b, e->mode);
	bind_i64(&b, e->uid);
	bind_i64(&b, e->gid);
	r = bind_next(&b, err);
	if (r < 0)
		return r;
	if (r > 0) {
		*ret_id = bind_get_i64(&b, 0);
		bind_end(&b);
		return 0;
	}
	b = bind_begin(store, Q_ATTRIBUTE_ADD);
	bind_i64(&b, e->mode);
	bind_i64(&b, e->uid);
	bind_i64(&b, e->gid);
	r = bind_run(&b, err);
	if (r < 0)
		return r;
	*ret_id = sqlite3_last_insert_rowid(store->db);
	return 0;
}

int
attribute_put(struct store *store, int64_t *ret_id, const struct entry *e,
	struct error *err)
{
	struct attribute_cache *cache = cache_of(store);
	struct slot *slot;
	int64_t id;
	int r;

	if (!cache)
		return error_set(err, ENOMEM, "out of memory");
	slot = value_slot(cache, e);
	if (slot->id == 0 || slot->mode != e->mode || slot->uid != e->uid ||
		slot->gid != e->gid) {
		r = find_or_add(store, &id, e, err);
		if (r < 0)
			return r;
		*slot = (struct slot){ id, e->mode, e->uid, e->gid };
	}
	*ret_id = slot->id;
	return 0;
}

int
attribute_get(struct store *store, int64_t id, struct entry *ret,
	struct error *err)
{
	struct attribute_cache *cache = cache_of(store);
	struct slot *slot;
	int r;

	if (!cache)
		return error_set(err, ENOMEM, "out of memory");
	slot = &cache->by_id[(uint64_t)id % N_SLOTS];
	if (slot->id != id || id == 0) {
		_cleanup_(bind_end) struct bind b =
			bind_begin(store, Q_ATTRIBUTE);

		bind_i64(&b, id);
		r = bind_next(&b, err);
		if (r < 0)
			return r;
		if (r == 0)
			return error_sqlite(err, store, SQLITE_CORRUPT,
				"cannot read the catalogue");
		slot->id = id;
		slot->mode = (uint32_t)bind_get_i64(&b, 0);
		slot->uid = (uint32_t)bind_get_i64(&b, 1);
		slot->gid = (uint32_t)bind_get_i64(&b, 2);
	}
	ret->mode = slot->mode;
	ret->uid = slot->uid;
	ret->gid = slot->gid;
	return 0;
}

void
attributes_free(struct store *store)
{
	free(store->attributes);
	store->attributes = NULL;
}
