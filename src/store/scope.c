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

int
store_set_other_side(struct store *store, int64_t dir_id, struct error *err)
{
	static const enum query queries[] = { Q_OTHER_CLEAR_DIRECTORIES,
		Q_OTHER_CLEAR_SIZES, Q_OTHER_CLEAR_CONTENTS,
		Q_OTHER_CLEAR_LINKS, Q_OTHER_DIRECTORIES, Q_OTHER_SIZES,
		Q_OTHER_CONTENTS, Q_OTHER_PARENTS, Q_OTHER_LINKS };
	int r = store_scope_clear(store, err);

	if (r == 0)
		r = store_scope_add_directory(store, dir_id, err);
	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries) && r == 0;
		i++) {
		struct bind b = bind_begin(store, queries[i]);

		r = bind_run(&b, err);
	}
	return r < 0 ? r : store_scope_clear(store, err);
}
