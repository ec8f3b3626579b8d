/* SPDX-License-Identifier: MIT */
/*
 * Entries; the rows of directories are in directories.c.
 *
 * Every verb that changes an entry keeps three things true: the totals of the
 * directories above (noted here, summed at commit), the counts of the content
 * the name had (noted likewise), and promise 3: when size, mtime, ctime or
 * inode change, what was read of the file is forgotten, for this name by the
 * statement that changes it and for the inode's other names beside it.
 *
 * Names are bound without being copied.
 */
#include "store/entries.h"

#include "store/internal.h"
#include "store/unwritten/unwritten.h"
#include "store/scans.h"
#include "util/cleanup.h"

#include <errno.h>
#include <sys/stat.h>

/* --- reading ----------------------------------------------------------- */

/* The columns of ENTRY and ENTRIES, all but the name. */
int
entry_read(const struct bind *b, struct known_entry *ret, struct error *err)
{
	struct entry *e = &ret->entry;

	e->size_bytes = bind_get_i64(b, 0);
	e->mtime_ns = bind_get_i64(b, 1);
	e->ctime_ns = ctime_of_lag(e->mtime_ns, bind_get_i64(b, 2));
	e->inode = (uint64_t)bind_get_i64(b, 3);
	e->nlink = (uint32_t)bind_get_i64(b, 5);
	e->blocks = bind_get_i64(b, 6);
	ret->child_id = bind_get_i64(b, 7);
	ret->content_id = bind_get_i64(b, 8);
	return attribute_get(b->store, bind_get_i64(b, 4), e, err);
}

void
entry_read_content_facts(const struct bind *b, int column, struct entry *ret)
{
	*ret = (struct entry){ .mode = S_IFREG };
	ret->name = bind_get_bytes(b, column, &ret->name_len);
	ret->size_bytes = bind_get_i64(b, column + 1);
	ret->mtime_ns = bind_get_i64(b, column + 2);
	ret->ctime_ns =
		ctime_of_lag(ret->mtime_ns, bind_get_i64(b, column + 3));
	ret->inode = (uint64_t)bind_get_i64(b, column + 4);
}

int
entry_read_named(struct bind *b, struct known_entry *ret, int64_t dir_id,
	const char *name, size_t name_len, struct error *err)
{
	struct known_entry known = { 0 };
	int r;

	bind_i64(b, dir_id);
	bind_bytes(b, name, name_len);
	r = bind_next(b, err);
	if (r <= 0)
		return r;
	r = entry_read(b, &known, err);
	if (r < 0)
		return r;
	known.entry.name = name;
	known.entry.name_len = name_len;
	*ret = known;
	return 1;
}

int
store_entry(struct store *store, struct known_entry *ret, int64_t dir_id,
	const char *name, size_t name_len, struct error *err)
{
	_cleanup_(bind_end) struct bind b = { 0 };
	int r = unwritten_has(store, dir_id, name, name_len) ?
		unwritten_write(store, err) :
		0;

	if (r < 0)
		return r;
	b = bind_begin(store, Q_ENTRY);
	return entry_read_named(&b, ret, dir_id, name, name_len, err);
}

/* --- writing ----------------------------------------------------------- */

int
entry_run_counted(struct bind *b, struct error *err)
{
	struct store *store = b->store;
	int r = bind_run(b, err);

	if (r == 0)
		store->rows_written += sqlite3_changes(store->db);
	return r;
}

/* The ten parameters of ENTRY_ADD and ENTRY_CHANGE. */
static void
bind_entry(struct bind *b, int64_t dir_id, const struct entry *e,
	int64_t attribute_id, int64_t child_id)
{
	bind_i64(b, dir_id);
	bind_bytes(b, e->name, e->name_len);
	bind_i64(b, e->size_bytes);
	bind_i64(b, e->mtime_ns);
	bind_i64(b, lag_of(e));
	bind_i64(b, (int64_t)e->inode);
	bind_i64(b, attribute_id);
	bind_i64(b, e->nlink);
	bind_i64(b, e->blocks);
	bind_id(b, child_id);
}

static int
write_entry(struct store *store, enum query query, int64_t dir_id,
	const struct entry *e, int64_t child_id, struct error *err)
{
	struct bind b;
	int64_t attribute_id;
	int r = attribute_put(store, &attribute_id, e, err);

	if (r == 0 && query == Q_ENTRY_ADD)
		r = entry_unseal(store, dir_id, err);
	if (r < 0)
		return r;
	b = bind_begin(store, query);
	bind_entry(&b, dir_id, e, attribute_id, child_id);
	store->entry_changed = true;
	return entry_run_counted(&b, err);
}

static void
bind_linked(struct bind *b, int64_t dir_id, const struct entry *e)
{
	bind_i64(b, (int64_t)e->inode);
	bind_i64(b, e->size_bytes);
	bind_i64(b, e->mtime_ns);
	bind_i64(b, lag_of(e));
	bind_i64(b, dir_id);
}

int
entry_clear_linked(struct store *store, int64_t dir_id, const struct entry *e,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = { 0 };
	bool any = false;
	int r;

	if (e->nlink <= 1 || !entry_is_regular(e))
		return 0;
	b = bind_begin(store, Q_LINKED_STALE);
	bind_linked(&b, dir_id, e);
	while ((r = bind_next(&b, err)) > 0) {
		store_touch_content(store, bind_get_i64(&b, 0));
		any = true;
	}
	if (r < 0 || !any)
		return r;
	b = bind_begin(store, Q_LINKED_CLEAR);
	bind_linked(&b, dir_id, e);
	return entry_run_counted(&b, err);
}

/*
 * The name is taken.  By a way to roots whose directory is gone: what has the
 * name now is no way to anything, so they go too.  Or it was told before, by
 * who met its directory under another name: the later word counts.
 */
static int
replace(struct store *store, int64_t dir_id, const struct entry *entry,
	int64_t child_id, struct error *err)
{
	struct known_entry known;
	int r = store_entry(store, &known, dir_id, entry->name, entry->name_len,
		err);

	if (r <= 0)
		return r < 0 ?
			r :
			error_set(err, ENOENT, "directory %lld lost a name",
				(long long)dir_id);
	return store_change_entry(store, dir_id, &known, entry, child_id, err);
}

int
store_add_entry(struct store *store, int64_t dir_id, const struct entry *entry,
	int64_t child_id, struct error *err)
{
	struct totals delta = totals_of_entry(entry, 1);
	int r;

	r = write_entry(store, Q_ENTRY_ADD, dir_id, entry, child_id, err);
	if (r < 0)
		return r;
	if (sqlite3_changes(store->db) == 0)
		return replace(store, dir_id, entry, child_id, err);
	store_note_totals(store, dir_id, &delta);
	return entry_clear_linked(store, dir_id, entry, err);
}

/* Take what is below a directory from the totals of the one it is in. */
static int
discount(struct store *store, int64_t dir_id, int64_t child_id,
	struct error *err)
{
	struct totals below;
	int r = totals_read(store, &below, child_id, err);

	if (r < 0)
		return r;
	below = totals_negative(&below);
	store_note_totals(store, dir_id, &below);
	return 0;
}

/* A directory's row has its inode too (store_directory_inodes()). */
static int
set_inode(struct store *store, int64_t dir_id, uint64_t inode,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_DIRECTORY_SET_INODE);

	bind_i64(&b, dir_id);
	bind_i64(&b, (int64_t)inode);
	return entry_run_counted(&b, err);
}

int
store_change_entry(struct store *store, int64_t dir_id,
	const struct known_entry *was, const struct entry *entry,
	int64_t child_id, struct error *err)
{
	struct totals before = totals_of_entry(&was->entry, -1);
	struct totals after = totals_of_entry(entry, 1);
	int r = 0;

	if (child_id == 0 || was->child_id != child_id)
		r = entry_unseal(store, dir_id, err);
	if (r == 0 && was->child_id != 0 && was->child_id != child_id) {
		r = discount(store, dir_id, was->child_id, err);
		if (r == 0)
			r = subtree_forget(store, was->child_id, err);
	}
	if (r == 0)
		r = write_entry(store, Q_ENTRY_CHANGE, dir_id, entry, child_id,
			err);
	if (r == 0 && child_id != 0 && was->entry.inode != entry->inode)
		r = set_inode(store, child_id, entry->inode, err);
	if (r < 0)
		return r;
	store_note_totals(store, dir_id, &before);
	store_note_totals(store, dir_id, &after);
	if (entry_same_content_facts(&was->entry, entry))
		return 0;
	store_touch_content(store, was->content_id);
	/* What kept the old content from being read says nothing of this. */
	r = store_clear_problems(store, dir_id, entry->name, entry->name_len,
		STAGE_HASH, 0, err);
	if (r >= 0)
		r = store_clear_problems(store, dir_id, entry->name,
			entry->name_len, STAGE_ARCHIVE, 0, err);
	if (r >= 0 && was->content_id != 0)
		r = store_clear_problems(store, dir_id, entry->name,
			entry->name_len, STAGE_VERIFY, 0, err);
	return r < 0 ? r : entry_clear_linked(store, dir_id, entry, err);
}

static int
bind_name_and_run(struct store *store, enum query query, int64_t dir_id,
	const struct entry *e, struct error *err)
{
	struct bind b = bind_begin(store, query);

	bind_i64(&b, dir_id);
	bind_bytes(&b, e->name, e->name_len);
	return bind_run(&b, err);
}

int
entry_drop(struct store *store, int64_t dir_id, const struct entry *entry,
	struct error *err)
{
	int r = entry_unseal(store, dir_id, err);

	if (r == 0)
		r = bind_name_and_run(store, Q_ENTRY_REMOVE, dir_id, entry,
			err);
	if (r == 0)
		r = bind_name_and_run(store, Q_ENTRY_PROBLEMS, dir_id, entry,
			err);
	store->entry_changed = true;
	store->rows_written++;
	return r;
}

int
store_remove_entry(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, int64_t *removed, struct error *err)
{
	struct known_entry known;
	struct totals delta;
	int kept;
	int r = store_entry(store, &known, dir_id, name, name_len, err);

	if (r <= 0)
		return r;
	kept = subtree_is_kept(store, known.child_id, err);
	if (kept < 0 || (kept > 0 && known.entry.mode == 0))
		return kept < 0 ? kept : 0; /* it is a way already */
	r = entry_drop(store, dir_id, &known.entry, err);
	if (r == 0 && known.child_id != 0)
		r = discount(store, dir_id, known.child_id, err);
	if (r == 0 && known.child_id != 0)
		r = subtree_remove(store, known.child_id, removed, err);
	if (r < 0)
		return r;
	if (kept > 0)
		r = entry_add_way(store, known.child_id, err);
	delta = totals_of_entry(&known.entry, -1);
	store_note_totals(store, dir_id, &delta);
	store_touch_content(store, known.content_id);
	(*removed)++;
	return r;
}

int
entry_add_way(struct store *store, int64_t dir_id, struct error *err)
{
	struct directory dir = { 0 };
	struct entry way = { 0 };
	_cleanup_(strbuf_clear) struct strbuf top = STRBUF_INIT;
	int r = store_directory(store, &dir, dir_id, err);

	if (r <= 0)
		return r;
	way.name = dir.name;
	way.name_len = dir.name_len;
	if (dir.parent_id == 0) {
		strbuf_addf(&top, "%lld", (long long)dir.volume_id);
		way.name = top.buf;
		way.name_len = top.len;
	}
	return write_entry(store, Q_ENTRY_ADD, dir.parent_id, &way, dir_id,
		err);
}

int
store_count_entry(struct store *store, int64_t *ret, int64_t dir_id,
	const char *name, size_t name_len, struct error *err)
{
	struct known_entry known;
	struct totals below = { 0 };
	int found = store_entry(store, &known, dir_id, name, name_len, err);
	int r = 0;

	if (found > 0 && known.child_id != 0)
		r = totals_read(store, &below, known.child_id, err);
	if (found < 0 || r < 0)
		return found < 0 ? found : r;
	*ret = found + below.files + below.directories;
	return 0;
}
