/* SPDX-License-Identifier: MIT */
/*
 * Rows of directories.  Each has an entry, too, in the directory above it:
 * entries.c.
 */
#include "store/entries.h"

#include "store/internal.h"
#include "store/names/name_index.h"
#include "util/cleanup.h"

/* --- reading ----------------------------------------------------------- */

int
store_named_directory(struct store *store, struct known_entry *ret,
	struct directory *ret_dir, int64_t dir_id, const char *name,
	size_t name_len, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_DIRECTORY_NAMED);
	int r = entry_read_named(&b, ret, dir_id, name, name_len, err);

	if (r <= 0)
		return r;
	ret_dir->id = ret->child_id;
	ret_dir->state = (enum directory_state)bind_get_i64(&b, 9);
	ret_dir->seal = (uint64_t)bind_get_i64(&b, 10);
	return 1;
}

int
store_directory(struct store *store, struct directory *ret, int64_t id,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_DIRECTORY);
	const char *name;
	size_t len;
	int r;

	bind_i64(&b, id);
	r = bind_next(&b, err);
	if (r <= 0)
		return r;
	name = bind_get_bytes(&b, 2, &len);
	strbuf_truncate(&store->directory_name, 0);
	strbuf_add(&store->directory_name, name, len);
	*ret = (struct directory){
		.id = id,
		.parent_id = bind_get_i64(&b, 0),
		.volume_id = bind_get_i64(&b, 1),
		.name = store->directory_name.buf,
		.name_len = len,
		.state = (enum directory_state)bind_get_i64(&b, 3),
		.inode = (uint64_t)bind_get_i64(&b, 4),
		.seal = (uint64_t)bind_get_i64(&b, 5),
	};
	return 1;
}

int
store_last_directory_id(struct store *store, int64_t *ret, struct error *err)
{
	return query_i64(store, ret, Q_DIRECTORY_LAST, err);
}

/* --- writing ----------------------------------------------------------- */

int
store_add_directory(struct store *store, const struct directory *dir,
	struct error *err)
{
	return bulk_add_directory(store, dir, err);
}

int
store_set_directory_state(struct store *store, int64_t dir_id,
	enum directory_state state, uint64_t seal, struct error *err)
{
	struct bind b;

	store->unsealed_dir = 0;
	if (seal != 0)
		totals_note_sealed(store, dir_id);
	if (bulk_set_state(store, dir_id, totals_new_place(store, dir_id),
		    state, seal))
		return 0;
	b = bind_begin(store, Q_DIRECTORY_SET_STATE);
	bind_i64(&b, dir_id);
	bind_i64(&b, state);
	bind_i64(&b, (int64_t)seal);
	return entry_run_counted(&b, err);
}

/* Changes come directory by directory, and most to directories without a seal
 * yet. */
int
entry_unseal(struct store *store, int64_t dir_id, struct error *err)
{
	struct bind b;
	int r;

	if (dir_id == store->unsealed_dir)
		return 0;
	r = name_index_note(store, dir_id, err);
	if (r < 0)
		return r;
	store->unsealed_dir = dir_id;
	if (totals_is_unsealed(store, dir_id))
		return 0;
	b = bind_begin(store, Q_DIRECTORY_UNSEAL);
	bind_i64(&b, dir_id);
	return entry_run_counted(&b, err);
}
