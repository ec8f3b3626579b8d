/* SPDX-License-Identifier: MIT */
#include "store/survey/unsettled.h"

#include "store/internal.h"
#include "store/survey/sightings.h"
#include "store/survey/standing.h"
#include "util/alloc.h"
#include "util/sum.h"

static int
run(struct store *store, enum query query, struct error *err)
{
	struct bind b = bind_begin(store, query);

	return bind_run(&b, err);
}

int
store_find_unsettled(struct store *store, int64_t min_size, bool is_scoped,
	struct error *err)
{
	return standing_load(store, min_size,
		is_scoped ? STANDING_SCOPE : STANDING_ALL, err);
}

void
store_sight_sizes(struct store *store)
{
	if (!store->sightings)
		store->sightings = xcalloc(1, sizeof(*store->sightings));
}

/* --- how many there are --------------------------------------------------- */

static int64_t
in_slot(const struct standing *s, const struct size_slot *slot,
	const void *is_scoped)
{
	if (*(const bool *)is_scoped && slot->is_outside)
		return 0;
	return standing_count_unsettled(s, slot);
}

void
store_count_unsettled(const struct store *store, bool is_scoped,
	struct unsettled **ret, size_t *ret_n)
{
	const struct standing *s = store->standing;
	const size_t n_ids = s->volumes ? s->volumes->n_ids : 0;
	struct unsettled *list = xcalloc(n_ids + 1, sizeof(*list));
	const struct size_slot *slot;
	size_t cursor = 0, n = 0;

	while ((slot = sizes_next(&s->sizes, &cursor))) {
		struct unsettled *u = &list[slot->volume];
		int64_t files = in_slot(s, slot, &is_scoped);

		u->files += files;
		u->bytes = sum_sizes(u->bytes, sum_times(slot->size, files));
	}
	cursor = 0;
	while ((slot = standing_next_repeat(s, &cursor, in_slot, &is_scoped))) {
		list[slot->volume].files--;
		if (list[slot->volume].bytes < INT64_MAX)
			list[slot->volume].bytes -= slot->size;
	}
	for (size_t i = 0; i < n_ids; i++) {
		list[i].volume_id = s->volumes->ids[i];
		if (list[i].files > 0)
			list[n++] = list[i];
	}
	*ret = list;
	*ret_n = n;
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
