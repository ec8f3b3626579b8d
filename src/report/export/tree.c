/* SPDX-License-Identifier: MIT */
/*
 * One statement serves the whole walk: it lists a directory until it meets a
 * directory, is started again for that one, and when that is done again for
 * the first, behind the name where it stopped, which is the last component of
 * the path walked so far.  So a level costs 16 bytes however large its
 * directory is, and each directory one more seek.
 */
#include "report/export/tree.h"

#include "report/names.h"
#include "util/alloc.h"
#include "util/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of ROWS_TREE. */
enum {
	R_NAME,
	R_SIZE,
	R_BLOCKS,
	R_MTIME,
	R_CTIME,
	R_MODE,
	R_UID,
	R_GID,
	R_INODE,
	R_NLINK,
	R_CHILD_ID,
	R_STATE,
	R_DIGEST,
};

struct level {
	int64_t dir_id;
	size_t below_len; /* of its path below the top */
};

struct tree {
	struct store *store;
	const struct tree_sink *sink;
	void *arg;
	struct names names;
	struct rows *rows;
	struct level *levels;
	size_t n_levels;
	size_t size_levels;
	struct strbuf path;	 /* of the name */
	struct strbuf directory; /* of the directory it is in */
	struct strbuf below;
	struct strbuf after; /* the name to go on behind; the statement's */
	int64_t volume_id;
	bool is_online;
	bool is_volume_root; /* what is told now */
};

static void
tree_clear(struct tree *t)
{
	names_clear(&t->names);
	rows_close(t->rows);
	free(t->levels);
	strbuf_clear(&t->path);
	strbuf_clear(&t->directory);
	strbuf_clear(&t->below);
	strbuf_clear(&t->after);
}

static void
read_entry(struct entry *ret, const struct rows *rows)
{
	ret->size_bytes = rows_i64(rows, R_SIZE);
	ret->blocks = rows_i64(rows, R_BLOCKS);
	ret->mtime_ns = rows_i64(rows, R_MTIME);
	ret->ctime_ns = rows_i64(rows, R_CTIME);
	ret->mode = (uint32_t)rows_i64(rows, R_MODE);
	ret->uid = (uint32_t)rows_i64(rows, R_UID);
	ret->gid = (uint32_t)rows_i64(rows, R_GID);
	ret->inode = (uint64_t)rows_i64(rows, R_INODE);
	ret->nlink = (uint32_t)rows_i64(rows, R_NLINK);
}

/* The row as a name in the sink's terms; t->path and t->below are set. */
static int
tell(struct tree *t, const struct rows *rows, bool is_top, struct error *err)
{
	struct tree_name name = {
		.path = t->path.buf,
		.path_len = t->path.len,
		.below = t->below.buf,
		.below_len = t->below.len,
		.volume = names_volume(&t->names, t->volume_id),
		.volume_id = t->volume_id,
		.is_online = t->is_online,
		.is_top = is_top,
		.is_directory = !rows_is_null(rows, R_CHILD_ID),
	};

	read_entry(&name.entry, rows);
	name.entry.name = rows_bytes(rows, R_NAME, &name.entry.name_len);
	if (t->is_volume_root)
		name.entry.name_len = 0; /* it is a number */
	if (name.is_directory)
		name.state = (enum directory_state)rows_i64(rows, R_STATE);
	if (!rows_is_null(rows, R_DIGEST))
		name.digest = rows_bytes(rows, R_DIGEST, NULL);
	return t->sink->name(t->arg, &name, err);
}

/* Go down into a directory whose name was told. */
static int
enter(struct tree *t, int64_t dir_id, struct error *err)
{
	if (t->n_levels == t->size_levels) {
		t->size_levels = t->size_levels ? t->size_levels * 2 : 32;
		t->levels = xreallocarray(t->levels, t->size_levels,
			sizeof(*t->levels));
	}
	t->levels[t->n_levels++] =
		(struct level){ .dir_id = dir_id, .below_len = t->below.len };
	rows_reset(t->rows);
	rows_bind_i64(t->rows, dir_id);
	rows_bind_bytes(t->rows, NULL, 0);
	return store_directory_path(t->store, &t->directory, dir_id,
		&t->is_online, err);
}

/* Back to the directory above, behind the one that is done. */
static int
leave(struct tree *t, struct error *err)
{
	const struct level *up;
	size_t name;
	int r = t->sink->leave ? t->sink->leave(t->arg, err) : 0;

	t->n_levels--;
	if (r < 0 || t->n_levels == 0)
		return r;
	up = &t->levels[t->n_levels - 1];
	rows_reset(t->rows);
	rows_bind_i64(t->rows, up->dir_id);
	name = up->below_len + (up->below_len > 0);
	strbuf_truncate(&t->after, 0);
	strbuf_add(&t->after, t->below.buf + name,
		t->levels[t->n_levels].below_len - name);
	rows_bind_bytes(t->rows, t->after.buf, t->after.len);
	return store_directory_path(t->store, &t->directory, up->dir_id,
		&t->is_online, err);
}

static int
visit(struct tree *t, struct error *err)
{
	size_t len;
	const char *name = rows_bytes(t->rows, R_NAME, &len);
	int r;

	strbuf_truncate(&t->path, 0);
	strbuf_add(&t->path, t->directory.buf, t->directory.len);
	path_append(&t->path, name, len);
	strbuf_truncate(&t->below, t->levels[t->n_levels - 1].below_len);
	path_append(&t->below, name, len);
	r = tell(t, t->rows, false, err);
	if (r == 0 && !rows_is_null(t->rows, R_CHILD_ID))
		r = enter(t, rows_i64(t->rows, R_CHILD_ID), err);
	return r;
}

static int
walk(struct tree *t, int64_t dir_id, struct error *err)
{
	int r = enter(t, dir_id, err);

	while (r == 0 && t->n_levels > 0) {
		r = rows_next(t->rows, err);
		if (r >= 0)
			r = r > 0 ? visit(t, err) : leave(t, err);
	}
	return r;
}

/* --- tops -------------------------------------------------------------- */

/* The name a directory has in the one above; *number lends it room. */
static int
find_name(struct tree *t, struct tree_top *ret, int64_t dir_id,
	char number[static 24], struct error *err)
{
	struct directory dir = { 0 };
	int r = store_directory(t->store, &dir, dir_id, err);

	if (r < 0)
		return r;
	t->volume_id = dir.volume_id;
	ret->dir_id = dir.parent_id;
	ret->name = dir.name;
	ret->name_len = dir.name_len;
	if (dir.parent_id != 0)
		return 0;
	/* The entry of a volume's own root is called by the volume's number. */
	ret->name_len =
		(size_t)snprintf(number, 24, "%lld", (long long)dir.volume_id);
	ret->name = number;
	return 0;
}

/* The path of the top; names_path() knows volumes' own roots. */
static int
find_path(struct tree *t, const struct tree_top *at, int64_t child_id,
	struct error *err)
{
	const struct names_entry entry = { .dir_id = at->dir_id,
		.child_id = child_id,
		.name = at->name,
		.name_len = at->name_len };

	strbuf_truncate(&t->below, 0);
	return names_path(&t->names, &t->path, &entry, &t->is_online, err);
}

static int
walk_top(struct tree *t, const struct tree_top *top, struct error *err)
{
	_cleanup_(rows_closep) struct rows *rows = NULL;
	struct tree_top at = *top;
	char number[24];
	int64_t child_id;
	int r;

	r = find_name(t, &at, top->dir_id, number, err);
	if (r >= 0 && top->name)
		at = *top;
	if (r >= 0)
		r = rows_open(&rows, t->store, ROWS_TREE_NAME, err);
	if (r < 0)
		return r;
	rows_bind_i64(rows, at.dir_id);
	rows_bind_bytes(rows, at.name, at.name_len);
	r = rows_next(rows, err);
	if (r <= 0)
		return r; /* it went since it was looked up */
	child_id = rows_i64(rows, R_CHILD_ID);
	r = find_path(t, &at, child_id, err);
	t->is_volume_root = at.dir_id == 0;
	if (r == 0)
		r = tell(t, rows, true, err);
	t->is_volume_root = false;
	return r < 0 || child_id == 0 ? r : walk(t, child_id, err);
}

/* Is the directory, or the one a name is in, in another top? */
static int
is_covered(struct tree *t, const struct tree_top *tops, size_t n, size_t which,
	struct error *err)
{
	const struct tree_top *own = &tops[which];
	struct directory dir = { .parent_id = own->dir_id };

	for (int64_t id = own->dir_id; id != 0; id = dir.parent_id) {
		int r;

		for (size_t i = 0; i < n; i++) {
			bool same = i != which && tops[i].dir_id == id;

			if (!same || (tops[i].name && id != own->dir_id))
				continue;
			if (!tops[i].name &&
				(id != own->dir_id || own->name || i < which))
				return 1;
			if (tops[i].name && own->name && i < which &&
				tops[i].name_len == own->name_len &&
				memcmp(tops[i].name, own->name,
					own->name_len) == 0)
				return 1;
		}
		r = store_directory(t->store, &dir, id, err);
		if (r <= 0)
			return r;
	}
	return 0;
}

int
report_tree(struct store *store, const struct tree_top *tops, size_t n_tops,
	const struct tree_sink *sink, void *arg, struct error *err)
{
	_cleanup_(tree_clear) struct tree t = { .store = store,
		.sink = sink,
		.arg = arg,
		.path = STRBUF_INIT,
		.directory = STRBUF_INIT,
		.below = STRBUF_INIT,
		.after = STRBUF_INIT };
	int r = names_load(&t.names, store, err);

	if (r == 0)
		r = rows_open(&t.rows, store, ROWS_TREE, err);
	for (size_t i = 0; r == 0 && i < n_tops; i++) {
		int covered = is_covered(&t, tops, n_tops, i, err);

		if (covered < 0)
			return covered;
		if (covered == 0)
			r = walk_top(&t, &tops[i], err);
	}
	return r;
}
