/* SPDX-License-Identifier: MIT */
#include "store/scope.h"

#include "store/internal.h"

int
store_scope_clear(struct store *store, struct error *err)
{
	struct bind b = bind_begin(store, Q_SCOPE_CLEAR_DIRECTORIES);
	int r = bind_run(&b, err);

	if (r < 0)
		return r;
	b = bind_begin(store, Q_SCOPE_CLEAR_ENTRIES);
	return bind_run(&b, err);
}

int
store_scope_add_directory(struct store *store, int64_t dir_id,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_SCOPE_ADD_SUBTREE);

	bind_i64(&b, dir_id);
	return bind_run(&b, err);
}

int
store_scope_add_entry(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, struct error *err)
{
	struct bind b = bind_begin(store, Q_SCOPE_ADD_ENTRY);

	bind_i64(&b, dir_id);
	bind_bytes(&b, name, name_len);
	return bind_run(&b, err);
}
