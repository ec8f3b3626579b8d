/* SPDX-License-Identifier: MIT */
#include "hash/archive/members.h"

#include "hash/settled.h"

static bool
is_everything(const struct member_filter *filter)
{
	return filter->min_size <= 1 && filter->max_size == 0 &&
		filter->scope == CANDIDATES_ANYWHERE;
}

static int
note(struct store *store, const struct hash_places *places, int64_t pending,
	struct error *err)
{
	int r = store_begin(store, err);

	if (r < 0)
		return r;
	r = settled_members_note(store, places, pending, err);
	if (r >= 0)
		r = store_commit(store, err);
	if (r < 0)
		(void)store_rollback(store, NULL); /* r says why */
	return r;
}

int
members_find(struct store *store, const struct hash_places *places,
	const struct members_options *options, const struct hash_options *how,
	struct members_stats *ret, struct hash_stats *ret_files,
	struct error *err)
{
	struct hash_options beside = *how;
	int r = members_run(store, places, options, ret, err);

	*ret_files = (struct hash_stats){ 0 };
	if (r >= 0 && !ret->interrupted && !ret->is_limited) {
		beside.filter = (struct candidates_filter){
			.min_size = options->filter.min_size,
			.max_size = options->filter.max_size,
			.scope = options->filter.scope,
			.is_all = true,
			.beside_members = true,
		};
		r = hash_run(store, places, &beside, ret_files, err);
	}
	store_member_work_close(store);
	if (r < 0 || ret->interrupted || ret->is_limited ||
		ret_files->interrupted || ret_files->is_limited ||
		!is_everything(&options->filter))
		return r;
	return note(store, places, ret->pending, err);
}
