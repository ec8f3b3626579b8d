/* SPDX-License-Identifier: MIT */
/*
 * Forgetting roots and volumes.
 *
 * Dropping a root empties its directory, but goes around the other roots
 * below it: the directories on the way to those become ways.  If nothing is
 * left that needs the directory, it goes as well, and so do the ways above
 * that led to it only.
 */
#include "store/forget.h"

#include "store/internal.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>

struct name {
	char *bytes;
	size_t len;
	int64_t child_id;
};

struct names {
	struct name *names;
	size_t n;
};

static void
names_clear(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->names[i].bytes);
	free(names->names);
}

/* All at once, because removing would disturb the cursor. */
static int
list_names(struct store *store, struct names *ret, int64_t dir_id,
	struct error *err)
{
	struct known_entry known;
	size_t size = 0;
	int r = store_entries_open(store, dir_id, err);

	while (r >= 0 && (r = store_entries_next(store, &known, err)) > 0) {
		if (ret->n == size) {
			size = size ? size * 2 : 64;
			ret->names = xreallocarray(ret->names, size,
				sizeof(*ret->names));
		}
		ret->names[ret->n++] =
			(struct name){ .bytes = xmemdupz(known.entry.name,
					       known.entry.name_len),
				.len = known.entry.name_len,
				.child_id = known.child_id };
	}
	store_entries_close(store);
	return r;
}

static int
run_with_id(struct store *store, enum query query, int64_t dir_id,
	struct error *err)
{
	struct bind b = bind_begin(store, query);

	bind_i64(&b, dir_id);
	return bind_run(&b, err);
}

/* --- a root ------------------------------------------------------------ */

static int
is_root(struct store *store, int64_t dir_id, struct error *err)
{
	int64_t n;
	int r = query_i64_of(store, &n, Q_ROOT_IS, dir_id, err);

	return r < 0 ? r : n > 0;
}

/* Is another root above it?  Then that one stands for what is below. */
static int
is_covered(struct store *store, int64_t dir_id, struct error *err)
{
	int r = 0;

	while (dir_id != 0 && r == 0) {
		r = query_i64_of(store, &dir_id, Q_DIRECTORY_PARENT, dir_id,
			err);
		if (r == 0 && dir_id != 0)
			r = is_root(store, dir_id, err);
	}
	return r;
}

/* The directory and its entry in the parent are a way from now on. */
static int
make_way(struct store *store, const struct directory *dir, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf top = STRBUF_INIT;
	struct entry way = { .name = dir->name, .name_len = dir->name_len };
	struct known_entry was;
	int r = run_with_id(store, Q_SUBTREE_PROBLEMS, dir->id, err);

	if (r == 0)
		r = store_set_directory_state(store, dir->id, DIRECTORY_WAY, 0,
			err);
	if (dir->parent_id == 0) {
		strbuf_addf(&top, "%lld", (long long)dir->volume_id);
		way.name = top.buf;
		way.name_len = top.len;
	}
	if (r == 0)
		r = store_entry(store, &was, dir->parent_id, way.name,
			way.name_len, err);
	if (r <= 0)
		return r;
	return store_change_entry(store, dir->parent_id, &was, &way, dir->id,
		err);
}

static int empty(struct store *store, int64_t dir_id, int64_t *removed,
	struct error *err);

/* One name of a directory that is emptied. */
static int
remove_name(struct store *store, int64_t dir_id, const struct name *name,
	int64_t *removed, struct error *err)
{
	int r = subtree_is_kept(store, name->child_id, err);

	if (r == 0)
		return store_remove_entry(store, dir_id, name->bytes, name->len,
			removed, err);
	if (r > 0)
		r = is_root(store, name->child_id, err);
	if (r != 0) /* that root's affair */
		return r < 0 ? r : 0;
	return empty(store, name->child_id, removed, err);
}

/* Goes down only on the ways to other roots. */
static int
empty(struct store *store, int64_t dir_id, int64_t *removed, struct error *err)
{
	_cleanup_(names_clear) struct names names = { 0 };
	struct directory dir = { 0 };
	int r = list_names(store, &names, dir_id, err);

	for (size_t i = 0; r == 0 && i < names.n; i++)
		r = remove_name(store, dir_id, &names.names[i], removed, err);
	if (r == 0)
		r = store_directory(store, &dir, dir_id, err);
	return r > 0 ? make_way(store, &dir, err) : r;
}

/* 1: it was a way that led nowhere, and *dir_id is the one above now. */
static int
remove_dead_end(struct store *store, int64_t *dir_id, struct error *err)
{
	struct directory dir;
	int64_t n_names, ignored = 0;
	int r = store_directory(store, &dir, *dir_id, err);

	if (r <= 0 || dir.parent_id == 0 || dir.state != DIRECTORY_WAY)
		return r < 0 ? r : 0;
	*dir_id = dir.parent_id;
	r = query_i64_of(store, &n_names, Q_ENTRIES_ANY, dir.id, err);
	if (r == 0 && n_names == 0)
		r = subtree_is_kept(store, dir.id, err);
	else if (r == 0)
		return 0;
	if (r != 0)
		return r < 0 ? r : 0;
	r = store_remove_entry(store, dir.parent_id, dir.name, dir.name_len,
		&ignored, err);
	return r < 0 ? r : 1;
}

int
store_drop_root(struct store *store, const struct root_row *root, bool keep,
	int64_t *removed, struct error *err)
{
	int64_t dir_id = root->dir_id;
	int r = run_with_id(store, Q_ROOT_REMOVE, dir_id, err);

	store->kept_loaded = false;
	if (r < 0 || keep)
		return r;
	r = is_covered(store, dir_id, err);
	if (r != 0)
		return r < 0 ? r : 0;
	r = empty(store, dir_id, removed, err);
	while (r == 0 && (r = remove_dead_end(store, &dir_id, err)) > 0)
		r = 0;
	return r;
}

/* --- a volume ---------------------------------------------------------- */

int
store_forget_volume(struct store *store, const struct volume_row *volume,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	struct bind b;
	int r = subtree_forget(store, volume->top_id, err);

	if (r < 0)
		return r;
	strbuf_addf(&name, "%lld", (long long)volume->volume.id);
	b = bind_begin(store, Q_ENTRY_REMOVE);
	bind_i64(&b, 0);
	bind_bytes(&b, name.buf, name.len);
	r = bind_run(&b, err);
	if (r == 0)
		r = run_with_id(store, Q_CHANGES_REMOVE, volume->volume.id,
			err);
	if (r == 0)
		r = run_with_id(store, Q_SCANS_REMOVE, volume->volume.id, err);
	if (r == 0)
		r = run_with_id(store, Q_VOLUME_REMOVE, volume->volume.id, err);
	store->entry_changed = true;
	return r;
}
