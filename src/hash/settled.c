/* SPDX-License-Identifier: MIT */
#include "hash/settled.h"

#include "util/cleanup.h"

#include <stdlib.h>

static int
compare_ids(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* FNV-1a over the ids of the mounted volumes. */
static int64_t
fingerprint(const struct hash_places *places)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	_cleanup_(freep) int64_t *ids = NULL;

	ids = calloc(places->n_places + 1, sizeof(*ids));
	if (!ids)
		return 0; /* equal to nothing stored: look again */
	for (size_t i = 0; i < places->n_places; i++)
		ids[i] = places->places[i].volume_id;
	qsort(ids, places->n_places, sizeof(*ids), compare_ids);
	for (size_t i = 0; i < places->n_places; i++) {
		if (i > 0 && ids[i] == ids[i - 1])
			continue;
		hash ^= (uint64_t)ids[i];
		hash *= UINT64_C(0x100000001b3);
	}
	return (int64_t)(hash | 1);
}

/* Sticky: after a failure in *r it does nothing. */
static int64_t
fact(struct store *store, const char *name, int *r, struct error *err)
{
	int64_t value = 0;

	if (*r == 0)
		*r = store_fact(store, &value, name, err);
	return value;
}

static void
set_fact(struct store *store, const char *name, int64_t value, int *r,
	struct error *err)
{
	if (*r == 0)
		*r = store_set_fact(store, name, value, err);
}

int
settled_check(struct store *store, const struct hash_places *places,
	struct hash_stats *ret, struct error *err)
{
	int64_t generation, settled, where;
	int r = 0;

	generation = fact(store, "generation", &r, err);
	settled = fact(store, "settled", &r, err);
	where = fact(store, "settled_places", &r, err);
	if (r < 0)
		return r;
	if (settled != generation || where != fingerprint(places))
		return 0;
	ret->pending_files = fact(store, "pending_files", &r, err);
	ret->pending_bytes = fact(store, "pending_bytes", &r, err);
	ret->is_settled = r == 0;
	return r < 0 ? r : 1;
}

int
settled_note(struct store *store, const struct hash_places *places,
	struct hash_stats *stats, struct error *err)
{
	int64_t generation;
	int r;

	r = store_begin(store, err);
	if (r < 0)
		return r;
	generation = fact(store, "generation", &r, err);
	set_fact(store, "settled", generation, &r, err);
	set_fact(store, "settled_places", fingerprint(places), &r, err);
	set_fact(store, "pending_files", stats->pending_files, &r, err);
	set_fact(store, "pending_bytes", stats->pending_bytes, &r, err);
	if (r == 0)
		r = store_commit(store, err);
	if (r < 0)
		(void)store_rollback(store, NULL); /* the first error counts */
	else
		stats->is_settled = true;
	return r;
}

/* --- members of archives ------------------------------------------------- */

int
settled_members_check(struct store *store, const struct hash_places *places,
	int64_t *ret_pending, struct error *err)
{
	int64_t generation, settled, where;
	int r = 0;

	generation = fact(store, "generation", &r, err);
	settled = fact(store, "members_settled", &r, err);
	where = fact(store, "members_places", &r, err);
	*ret_pending = fact(store, "members_pending", &r, err);
	if (r < 0)
		return r;
	return settled == generation && where == fingerprint(places);
}

int
settled_members_note(struct store *store, const struct hash_places *places,
	int64_t pending, struct error *err)
{
	int64_t generation;
	int r = 0;

	generation = fact(store, "generation", &r, err);
	set_fact(store, "members_settled", generation, &r, err);
	set_fact(store, "members_places", fingerprint(places), &r, err);
	set_fact(store, "members_pending", pending, &r, err);
	return r;
}

int
settled_members_reset(struct store *store, struct error *err)
{
	return store_set_fact(store, "members_settled", 0, err);
}
