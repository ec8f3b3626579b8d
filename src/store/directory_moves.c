/* SPDX-License-Identifier: MIT */
/*
 * A directory that moved: the scan tells which one, by its number.  Its entry
 * goes to the new parent and its own row with it; what is below hangs on the
 * number and stays as it is.  What such a move costs is the climb to the top of
 * the volume, once for the check that it does not end up below itself and once
 * for the totals.
 */
#include "store/moves.h"

#include "store/internal.h"
#include "store/volumes.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>

int
store_directory_inodes(struct store *store, struct directory_inode **ret,
	size_t *ret_n, int64_t volume_id, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_DIRECTORY_INODES);
	_cleanup_(freep) struct directory_inode *list = NULL;
	size_t n = 0;
	size_t size = 0;
	int r;

	bind_i64(&b, volume_id);
	while ((r = bind_next(&b, err)) > 0) {
		if (n == size) {
			size = size ? size * 2 : 256;
			list = xreallocarray(list, size, sizeof(*list));
		}
		list[n].inode = (uint64_t)bind_get_i64(&b, 0);
		list[n++].id = bind_get_i64(&b, 1);
	}
	if (r < 0)
		return r;
	*ret = take_ptr(&list);
	*ret_n = n;
	return 0;
}

/* A directory on its way. */
struct journey {
	int64_t dir_id;
	int64_t to_dir;
	int64_t from_dir;
	struct strbuf name; /* that it had */
	struct strbuf old_within;
};

static void
journey_clear(struct journey *j)
{
	strbuf_clear(&j->name);
	strbuf_clear(&j->old_within);
}

/* Is `id` dir_id or below it?  1 or 0. */
static int
is_below(struct store *store, int64_t id, int64_t dir_id, struct error *err)
{
	while (id != 0 && id != dir_id) {
		int r = query_i64_of(store, &id, Q_DIRECTORY_PARENT, id, err);

		if (r < 0)
			return r;
	}
	return id != 0;
}

static int
must_have(struct store *store, struct directory *ret, int64_t id,
	struct error *err)
{
	int r = store_directory(store, ret, id, err);

	if (r == 0)
		return error_set(err, ENOENT,
			"no directory %lld in the catalogue", (long long)id);
	return r < 0 ? r : 0;
}

/* Refuses what would take it out of the tree. */
static int
set_out(struct store *store, struct journey *j, struct error *err)
{
	struct directory dir;
	int64_t volume_id;
	int r = must_have(store, &dir, j->to_dir, err);

	if (r < 0)
		return r;
	volume_id = dir.volume_id;
	r = must_have(store, &dir, j->dir_id, err);
	if (r < 0)
		return r;
	if (dir.parent_id == 0 || dir.volume_id != volume_id)
		return error_set(err, EXDEV,
			"directory %lld cannot leave its volume",
			(long long)j->dir_id);
	j->from_dir = dir.parent_id;
	strbuf_add(&j->name, dir.name, dir.name_len);
	r = is_below(store, j->to_dir, j->dir_id, err);
	if (r > 0)
		return error_set(err, EINVAL,
			"directory %lld cannot be moved below itself",
			(long long)j->dir_id);
	return r < 0 ?
		r :
		store_directory_within(store, &j->old_within, j->dir_id, err);
}

/* Take it from its old place, if its name there still means it; `below` is
 * what is in it. */
static int
leave(struct store *store, const struct journey *j, const struct totals *below,
	struct error *err)
{
	struct totals minus = totals_negative(below);
	struct known_entry known;
	int r = store_entry(store, &known, j->from_dir, j->name.buf,
		j->name.len, err);

	if (r <= 0 || known.child_id != j->dir_id)
		return r < 0 ? r : 0;
	r = entry_drop(store, j->from_dir, &known.entry, err);
	if (r < 0)
		return r;
	store_note_totals(store, j->from_dir, &minus);
	minus = totals_of_entry(&known.entry, -1);
	store_note_totals(store, j->from_dir, &minus);
	/* While it is still its parent's child for them. */
	return totals_flush(store, err);
}

static int
set_place(struct store *store, const struct journey *j,
	const struct entry *entry, struct error *err)
{
	struct bind b = bind_begin(store, Q_DIRECTORY_MOVE);
	int r;

	bind_i64(&b, j->dir_id);
	bind_i64(&b, j->to_dir);
	bind_bytes(&b, entry->name, entry->name_len);
	bind_i64(&b, (int64_t)entry->inode);
	r = bind_run(&b, err);
	store->rows_written++;
	store->kept_loaded = false; /* there may be a root below */
	paths_forget(store);
	return r;
}

/* Give it its new name, and forget what had that name before. */
static int
arrive(struct store *store, int64_t scan_id, const struct journey *j,
	const struct entry *entry, struct error *err)
{
	struct known_entry was;
	int r = store_entry(store, &was, j->to_dir, entry->name,
		entry->name_len, err);

	if (r < 0)
		return r;
	if (r == 0)
		return store_add_entry(store, j->to_dir, entry, j->dir_id, err);
	r = store_moves_gone(store, scan_id, j->to_dir, entry->name,
		entry->name_len, err);
	if (r < 0)
		return r;
	return store_change_entry(store, j->to_dir, &was, entry, j->dir_id,
		err);
}

static int
tell_journey(struct store *store, int64_t scan_id, const struct journey *j,
	const struct entry *entry, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf within = STRBUF_INIT;
	struct change c = { .scan_id = scan_id, .kind = CHANGE_MOVED };
	int r = store_directory_within(store, &within, j->dir_id, err);

	if (r < 0)
		return r;
	c.mode = entry->mode;
	c.within = within.buf;
	c.within_len = within.len;
	c.old_within = j->old_within.buf;
	c.old_within_len = j->old_within.len;
	c.size_bytes = c.old_size_bytes = entry->size_bytes;
	c.mtime_ns = entry->mtime_ns;
	return change_add(store, &c, err);
}

int
store_move_directory(struct store *store, int64_t scan_id, int64_t dir_id,
	int64_t to_dir, const struct entry *entry, struct error *err)
{
	_cleanup_(journey_clear) struct journey j = {
		.dir_id = dir_id,
		.to_dir = to_dir,
		.name = STRBUF_INIT,
		.old_within = STRBUF_INIT,
	};
	struct totals below;
	int r = set_out(store, &j, err);

	if (r == 0)
		r = totals_read(store, &below, dir_id, err);
	if (r == 0)
		r = leave(store, &j, &below, err);
	if (r == 0)
		r = set_place(store, &j, entry, err);
	if (r == 0)
		r = arrive(store, scan_id, &j, entry, err);
	if (r < 0)
		return r;
	store_note_totals(store, to_dir, &below);
	return tell_journey(store, scan_id, &j, entry, err);
}
