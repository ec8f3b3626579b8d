/* SPDX-License-Identifier: MIT */
#include "store/find/find_walk.h"

#include "store/entries.h"
#include "util/path.h"

#include <sys/stat.h>

/* Columns of the statements in find_levels.c. */
enum {
	R_NAME,
	R_FITS,
	R_SIZE,
	R_BLOCKS,
	R_MTIME,
	R_LAG,
	R_ATTRIBUTE,
	R_INODE,
	R_NLINK,
	R_CHILD,
	R_ARCHIVE,
	R_DIGEST,
};

/* Set the path of a directory below the level's; of other names it is plain. */
static int
path_of_directory(struct find *f, struct error *err)
{
	if (f->is_plain)
		return 0;
	return store_absolute_path(f->store, &f->path, f->context.volume_id,
		f->within.buf, &f->found.is_online, err);
}

int
find_read_facts(struct find *f, sqlite3_stmt *stmt, bool *ret_fits,
	struct error *err)
{
	struct find_entry *found = &f->found;
	struct entry *e = &found->entry;
	int r = attribute_get(f->store, sqlite3_column_int64(stmt, R_ATTRIBUTE),
		e, err);

	if (r < 0)
		return r;
	e->size_bytes = sqlite3_column_int64(stmt, R_SIZE);
	e->blocks = sqlite3_column_int64(stmt, R_BLOCKS);
	e->mtime_ns = sqlite3_column_int64(stmt, R_MTIME);
	e->ctime_ns =
		ctime_of_lag(e->mtime_ns, sqlite3_column_int64(stmt, R_LAG));
	e->inode = (uint64_t)sqlite3_column_int64(stmt, R_INODE);
	e->nlink = (uint32_t)sqlite3_column_int64(stmt, R_NLINK);
	found->child_id = sqlite3_column_int64(stmt, R_CHILD);
	found->inside = (struct inside){ 0 };
	f->into = (struct inside){ sqlite3_column_int64(stmt, R_ARCHIVE), 0 };
	found->digest = sqlite3_column_blob(stmt, R_DIGEST);
	found->digest_len = (size_t)sqlite3_column_bytes(stmt, R_DIGEST);
	*ret_fits = sqlite3_column_int(stmt, R_FITS) != 0;
	return 0;
}

/* Below what is only a way begins what was scanned. */
static int64_t
depth_below(int64_t above, bool is_way)
{
	return is_way ? -1 : above < 0 ? 0 : above + 1;
}

int
find_place(struct find *f, const struct find_level *level, const char *name,
	size_t len, struct error *err)
{
	struct find_entry *found = &f->found;
	int r = 0;

	find_enter_context(f, level);
	if (level->inside.archive_id == 0) {
		path_append(&f->path, name, len);
		path_append(&f->within, name, len);
	} else {
		inside_path_append(&f->path, name, len);
		inside_path_append(&f->within, name, len);
	}
	found->is_online = level->is_online;
	found->dir_id = level->dir_id;
	found->depth = depth_below(level->depth, found->entry.mode == 0);
	if (found->child_id != 0)
		r = path_of_directory(f, err);
	found->path = f->path.buf;
	found->path_len = f->path.len;
	found->entry.name = f->within.buf + f->within.len - len;
	found->entry.name_len = len;
	return r;
}

/* As find_read_facts(), of what the level's cursor is at. */
static int
read_kept(struct find *f, const struct find_cursor *c, bool *ret_fits,
	struct error *err)
{
	struct find_entry *found = &f->found;
	struct entry *e = &found->entry;
	const struct find_row *row = c->row;
	int r;

	found->child_id = c->child_id;
	found->inside = f->into = (struct inside){ 0 };
	*ret_fits = row != NULL;
	if (!row) {
		*e = (struct entry){ .mode = c->is_way ? 0 : S_IFDIR };
		return 0;
	}
	r = attribute_get(f->store, row->attribute_id, e, err);
	e->size_bytes = row->size_bytes;
	e->blocks = row->blocks;
	e->mtime_ns = row->mtime_ns;
	e->ctime_ns = ctime_of_lag(row->mtime_ns, row->lag);
	e->inode = (uint64_t)row->inode;
	e->nlink = row->nlink;
	found->digest = row->has_digest ? row->digest : NULL;
	found->digest_len = row->has_digest ? DIGEST_BYTES : 0;
	return r;
}

int
find_read_entry(struct find *f, const struct find_level *level, bool *ret_fits,
	struct error *err)
{
	const char *name;
	size_t len;
	int r;

	if (level->inside.archive_id != 0)
		return find_members_read(f, level, ret_fits, err);
	if (level->by_row) {
		r = read_kept(f, &level->cursor, ret_fits, err);
		return r < 0 ? r :
			       find_place(f, level, level->cursor.name,
				       level->cursor.name_len, err);
	}
	name = sqlite3_column_blob(level->stmt, R_NAME);
	len = (size_t)sqlite3_column_bytes(level->stmt, R_NAME);
	r = find_read_facts(f, level->stmt, ret_fits, err);
	return r < 0 ? r : find_place(f, level, name, len, err);
}
