/* SPDX-License-Identifier: MIT */
#include "store/find/find_orphans.h"

#include "store/internal.h"
#include "util/alloc.h"

#include <stdlib.h>

int
find_orphans_load(struct find_orphans *ret, struct store *store,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = { 0 };
	int64_t n_running = 0;
	size_t room = 0;
	int r;

	*ret = (struct find_orphans){ NULL, 0 };
	r = query_i64(store, &n_running, Q_SCANS_RUNNING, err);
	if (r < 0 || n_running == 0)
		return r;
	b = bind_begin(store, Q_DIRECTORY_ORPHANS);
	while ((r = bind_next(&b, err)) > 0) {
		if (ret->n_items == room) {
			room = room ? room * 2 : 64;
			ret->items = xreallocarray(ret->items, room,
				sizeof(*ret->items));
		}
		ret->items[ret->n_items++] = (struct find_orphan){
			.parent_id = bind_get_i64(&b, 0),
			.id = bind_get_i64(&b, 1),
		};
	}
	return r;
}

struct find_span
find_orphans_of(const struct find_orphans *o, int64_t parent_id,
	bool is_reverse)
{
	return find_span_of(o->items, o->n_items, sizeof(*o->items), parent_id,
		is_reverse);
}

void
find_orphans_clear(struct find_orphans *orphans)
{
	free(orphans->items);
	*orphans = (struct find_orphans){ NULL, 0 };
}
