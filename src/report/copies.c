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

/* clang-format off: a column a line */
enum { F_VOLUME, F_PATH, F_INODE, F_NLINK, F_MTIME, F_ONLINE, N_FILE_COLUMNS };

static const struct output_column file_columns[N_FILE_COLUMNS] = {
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_IN_JSON, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_IN_JSON, false },
	{ "inode", "INODE", OUTPUT_UNSIGNED, OUTPUT_IN_JSON, false },
	{ "nlink", "LINKS", OUTPUT_NUMBER, OUTPUT_IN_JSON, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_IN_JSON, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_IN_JSON, false },
};
/* clang-format on */

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
	rows_close(c->links);
	strbuf_clear(&c->path);
	arena_clear(&c->paths);
	free(c->items);
	free(c->values);
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
is_same_inode(const struct copies *c, const struct rows *row)
{
	const struct copy *last = c->n > 0 ? &c->items[c->n - 1] : NULL;

	return last && last->volume_id == rows_i64(row, R_VOLUME_ID) &&
		last->inode == rows_i64(row, R_INODE);
}

int
copies_add(struct copies *c, const struct rows *row, struct error *err)
{
	struct names_entry entry = { .dir_id = rows_i64(row, R_DIR_ID) };
	struct copy *copy;
	bool online = false;
	int r;

	entry.name = rows_bytes(row, R_NAME, &entry.name_len);
	r = names_path(c->names, &c->path, &entry, &online, err);
	if (r < 0)
		return r;
	if (is_same_inode(c, row)) {
		copy = &c->items[c->n - 1];
		if (strcmp(c->path.buf, copy->path) >= 0)
			return 0;
	} else {
		copy = add(c);
	}
	*copy = (struct copy){
		.volume_id = rows_i64(row, R_VOLUME_ID),
		.inode = rows_i64(row, R_INODE),
		.nlink = rows_i64(row, R_NLINK),
		.mtime_ns = rows_i64(row, R_MTIME),
		.volume = names_volume(c->names, rows_i64(row, R_VOLUME_ID)),
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

void
copies_sort(struct copies *c)
{
	if (c->n > 1)
		qsort(c->items, c->n, sizeof(c->items[0]), by_volume_and_path);
}

/* All rows of a cursor. */
static int
take_rows(struct copies *c, struct rows *rows, struct error *err)
{
	int r;

	while ((r = rows_next(rows, err)) > 0) {
		r = copies_add(c, rows, err);
		if (r < 0)
			return r;
	}
	if (r == 0)
		copies_sort(c);
	return r;
}

void
copies_forget(struct copies *c)
{
	c->n = 0;
	arena_reset(&c->paths);
}

int
copies_load(struct copies *c, int64_t content_id, struct error *err)
{
	copies_forget(c);
	rows_reset(c->rows);
	rows_bind_i64(c->rows, content_id);
	return take_rows(c, c->rows, err);
}

int
copies_load_file(struct copies *c, const struct rows *row, struct error *err)
{
	int r = 0;

	copies_forget(c);
	if (rows_i64(row, R_NLINK) < 2)
		return copies_add(c, row, err);
	if (!c->links)
		r = rows_open(&c->links, c->names->store, ROWS_LINKS, err);
	if (r < 0)
		return r;
	rows_reset(c->links);
	rows_bind_i64(c->links, rows_i64(row, R_VOLUME_ID));
	rows_bind_i64(c->links, rows_i64(row, R_INODE));
	return take_rows(c, c->links, err);
}

struct output_value
copies_list(struct copies *c)
{
	if (c->n > c->n_values) {
		c->n_values = c->n;
		c->values = xreallocarray(c->values, c->n * N_FILE_COLUMNS,
			sizeof(c->values[0]));
	}
	for (size_t i = 0; i < c->n; i++) {
		struct output_value *f = &c->values[i * N_FILE_COLUMNS];

		f[F_VOLUME] = value_string(c->items[i].volume);
		f[F_PATH] = value_string(c->items[i].path);
		f[F_INODE] = output_number(c->items[i].inode);
		f[F_NLINK] = output_number(c->items[i].nlink);
		f[F_MTIME] = output_number(c->items[i].mtime_ns);
		f[F_ONLINE] = output_number(c->items[i].online);
	}
	return (struct output_value){ .item_columns = file_columns,
		.n_item_columns = N_FILE_COLUMNS,
		.items = c->values,
		.n_items = c->n };
}
