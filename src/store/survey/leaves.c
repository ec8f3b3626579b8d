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
store_has_links(struct store *store, struct error *err)
{
	int64_t any = 0;
	int r = query_i64(store, &any, Q_OTHER_ANY_LINK, err);

	return r < 0 ? r : any != 0;
}

int
store_last_content_id(struct store *store, int64_t *ret, struct error *err)
{
	return query_i64(store, ret, Q_STANDING_LAST, err);
}

int
store_contents(struct store *store, stored_content_fn *visit, void *arg,
	struct error *err)
{
	struct halves_job job = { .look.content = visit,
		.first = arg,
		.second = arg };
	int r = store_last_content_id(store, &job.last, err);

	return r < 0 ? r : halves_look(store, &job, err);
}
