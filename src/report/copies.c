/* SPDX-License-Identifier: MIT */
#include "report/copies.h"

#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

/* Columns of ROWS_MEMBERS. */
enum {
	R_DIR_ID,
	R_NAME,
	R_MTIME,
	R_INODE,
	R_NLINK,
	R_VOLUME_ID,
};

int
copies_init(struct copies *c, const struct names *names, bool is_scoped,
	struct error *err)
{
	*c = (struct copies){ .names = names, .path = STRBUF_INIT };
	return rows_open(&c->rows, names->store,
		is_scoped ? ROWS_MEMBERS_SCOPED : ROWS_MEMBERS, err);
}

void
copies_clear(struct copies *c)
{
	rows_close(c->rows);
	strbuf_clear(&c->path);
	arena_clear(&c->paths);
	free(c->items);
}

static struct copy *
add(struct copies *c)
{
	if (c->n == c->room) {
		c->room = c->room ? c->room * 2 : 64;
		c->items =
			xreallocarray(c->items, c->room, sizeof(c->items[0]));
	}
	return &c->items[c->n++];
}

/* Is the row one more name of the copy above? */
static bool
is_same_inode(const struct copies *c)
{
	const struct copy *last = c->n > 0 ? &c->items[c->n - 1] : NULL;

	return last && last->volume_id == rows_i64(c->rows, R_VOLUME_ID) &&
		last->inode == rows_i64(c->rows, R_INODE);
}

static int
take_row(struct copies *c, struct error *err)
{
	struct names_entry entry = { .dir_id = rows_i64(c->rows, R_DIR_ID) };
	struct copy *copy;
	bool online = false;
	int r;

	entry.name = rows_bytes(c->rows, R_NAME, &entry.name_len);
	r = names_path(c->names, &c->path, &entry, &online, err);
	if (r < 0)
		return r;
	if (is_same_inode(c)) {
		copy = &c->items[c->n - 1];
		if (strcmp(c->path.buf, copy->path) >= 0)
			return 0;
	} else {
		copy = add(c);
	}
	*copy = (struct copy){
		.volume_id = rows_i64(c->rows, R_VOLUME_ID),
		.inode = rows_i64(c->rows, R_INODE),
		.nlink = rows_i64(c->rows, R_NLINK),
		.mtime_ns = rows_i64(c->rows, R_MTIME),
		.volume =
			names_volume(c->names, rows_i64(c->rows, R_VOLUME_ID)),
		.path = arena_copy(&c->paths, c->path.buf, c->path.len),
		.online = online,
	};
	return 0;
}

static int
by_volume_and_path(const void *a, const void *b)
{
	const struct copy *x = a;
	const struct copy *y = b;
	int order = strcmp(x->volume, y->volume);

	return order ? order : strcmp(x->path, y->path);
}

int
copies_load(struct copies *c, int64_t content_id, struct error *err)
{
	int r;

	c->n = 0;
	arena_reset(&c->paths);
	rows_reset(c->rows);
	rows_bind_i64(c->rows, content_id);
	while ((r = rows_next(c->rows, err)) > 0) {
		r = take_row(c, err);
		if (r < 0)
			return r;
	}
	if (r < 0)
		return r;
	if (c->n > 1)
		qsort(c->items, c->n, sizeof(c->items[0]), by_volume_and_path);
	return 0;
}
