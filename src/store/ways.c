/* SPDX-License-Identifier: MIT */
/*
 * Directories by their path within a volume.
 *
 * The directories from the top of a volume to a scanned one are ways: rows of
 * state DIRECTORY_WAY with an entry of mode 0, so that every directory is found
 * by one lookup of its entry, whether it was read or not, and a scan that comes
 * by later takes the row over.
 */
#include "store/volumes.h"

#include "store/internal.h"
#include "util/path.h"

#include <errno.h>

int
way_add(struct store *store, const struct directory *dir, struct error *err)
{
	int r = store_add_directory(store, dir, err);

	return r < 0 ? r : entry_add_way(store, dir->id, err);
}

static int
top_of(struct store *store, int64_t *ret, int64_t volume_id, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_VOLUME_MOUNT);
	int r;

	bind_i64(&b, volume_id);
	r = bind_next(&b, err);
	if (r == 0)
		return error_set(err, ENOENT, "no volume %lld in the catalogue",
			(long long)volume_id);
	if (r > 0)
		*ret = bind_get_i64(&b, 3);
	return r < 0 ? r : 0;
}

int
store_find_directory(struct store *store, int64_t *ret, int64_t volume_id,
	const char *within, struct error *err)
{
	const char *name;
	size_t len;
	int64_t id;
	int r = top_of(store, &id, volume_id, err);

	while (r == 0 && id != 0 && path_next(&within, &name, &len)) {
		struct known_entry known;

		r = store_entry(store, &known, id, name, len, err);
		id = r > 0 ? known.child_id : 0;
		r = r > 0 ? 0 : r;
	}
	if (r == 0)
		*ret = id;
	return r;
}

/* A way for a name that has no directory.  It may be known as something else,
 * which it then no longer is. */
static int
make_child(struct store *store, struct directory *dir, struct error *err)
{
	struct known_entry was;
	int64_t last;
	int r = store_entry(store, &was, dir->parent_id, dir->name,
		dir->name_len, err);

	if (r < 0)
		return r;
	if (r > 0 && was.child_id != 0) {
		dir->id = was.child_id;
		return 0;
	}
	if (r > 0) {
		int64_t removed = 0;

		r = store_remove_entry(store, dir->parent_id, dir->name,
			dir->name_len, &removed, err);
		if (r < 0)
			return r;
	}
	r = store_last_directory_id(store, &last, err);
	if (r < 0)
		return r;
	dir->id = last + 1;
	return way_add(store, dir, err);
}

int
store_make_directory(struct store *store, int64_t *ret, int64_t volume_id,
	const char *within, struct error *err)
{
	struct directory dir = { .volume_id = volume_id };
	int64_t id;
	int r = top_of(store, &id, volume_id, err);

	dir.state = DIRECTORY_WAY;
	while (r == 0 && path_next(&within, &dir.name, &dir.name_len)) {
		dir.parent_id = id;
		r = make_child(store, &dir, err);
		id = dir.id;
	}
	if (r == 0)
		*ret = id;
	return r;
}
