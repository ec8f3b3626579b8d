/* SPDX-License-Identifier: MIT */
#include "store/content/free_ids.h"

#include "store/content/candidate_cursor.h"
#include "store/internal.h"

/* A name has one content and what that refines. */
#define IDS_A_NAME 4
#define IDS_MORE 65536

void
free_ids_begin(struct free_ids *ids, int64_t last_id, int64_t n_names)
{
	*ids = (struct free_ids){ .next = 1, .end = 1 };
	ids->is_on = (last_id - IDS_MORE) / IDS_A_NAME > n_names;
}

/* Of what is behind the gap that was filled; there is none at the end. */
static int
find_gap(struct store *store, struct free_ids *ids, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_CONTENTS_FROM);
	int r;

	bind_i64(&b, ids->end);
	ids->next = ids->end;
	while ((r = bind_next(&b, err)) > 0) {
		ids->end = bind_get_i64(&b, 0);
		if (ids->next < ids->end)
			return 0;
		ids->next = ids->end + 1;
	}
	ids->is_on = false;
	return r;
}

int
free_ids_take(struct store *store, int64_t *ret, struct error *err)
{
	struct free_ids *ids = &store->contents->free_ids;
	int r = 0;

	*ret = 0;
	if (!ids->is_on)
		return 0;
	if (ids->next == ids->end)
		r = find_gap(store, ids, err);
	if (r >= 0 && ids->is_on)
		*ret = ids->next++;
	return r;
}
