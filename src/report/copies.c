/* SPDX-License-Identifier: MIT */
#include "report/copies.h"

#include "report/groups.h"
#include "store/archive/member_groups.h"
#include "util/alloc.h"
#include "util/path.h"

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
	R_ARCHIVE_ID, /* of ROWS_MEMBER_COPIES */
	R_NUMBER,
};

/* clang-format off: a column a line */
enum {
	F_VOLUME,
	F_PATH,
	F_INODE,
	F_NLINK,
	F_MTIME,
	F_ONLINE,
	F_MEMBER, /* the last: it is left out where there are none */
	N_FILE_COLUMNS
};

static const struct output_column file_columns[N_FILE_COLUMNS] = {
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_IN_JSON, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_IN_JSON, false },
	{ "inode", "INODE", OUTPUT_UNSIGNED, OUTPUT_IN_JSON, false },
	{ "nlink", "LINKS", OUTPUT_NUMBER, OUTPUT_IN_JSON, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_IN_JSON, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_IN_JSON, false },
	{ "member", "MEMBER", OUTPUT_PATH, OUTPUT_IN_JSON, false },
};
/* clang-format on */

int
copies_init(struct copies *c, const struct names *names, bool is_scoped,
	struct error *err)
{
	*c = (struct copies){ .names = names,
		.is_scoped = is_scoped,
		.path = STRBUF_INIT };
	return rows_open(&c->rows, names->store,
		is_scoped ? ROWS_MEMBERS_SCOPED : ROWS_MEMBERS, err);
}

void
copies_clear(struct copies *c)
{
	rows_close(c->rows);
	rows_close(c->links);
	rows_close(c->members);
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

/* Is it one more name of the copy above? */
static bool
is_same_inode(const struct copies *c, const struct copy *copy)
{
	const struct copy *last = c->n > 0 ? &c->items[c->n - 1] : NULL;

	return last && last->archive_id == 0 &&
		last->volume_id == copy->volume_id &&
		last->inode == copy->inode;
}

/* A file whose path is c->path. */
static void
put(struct copies *c, const struct copy *copy)
{
	struct copy *last;
	bool is_unread = copy->is_unread;

	if (is_same_inode(c, copy)) {
		last = &c->items[c->n - 1];
		is_unread |= last->is_unread;
		last->is_unread = is_unread;
		if (strcmp(c->path.buf, last->path) >= 0)
			return;
	} else {
		last = add(c);
	}
	*last = *copy;
	last->is_unread = is_unread;
	last->path = arena_copy(&c->paths, c->path.buf, c->path.len);
}

void
copies_put(struct copies *c, const struct copy *copy, const char *dir,
	const char *name, size_t name_len)
{
	strbuf_truncate(&c->path, 0);
	strbuf_adds(&c->path, dir);
	if (name_len > 0)
		path_append(&c->path, name, name_len);
	put(c, copy);
}

int
copies_add(struct copies *c, const struct rows *row, struct error *err)
{
	struct names_entry entry = { .dir_id = rows_i64(row, R_DIR_ID) };
	struct copy copy = {
		.volume_id = rows_i64(row, R_VOLUME_ID),
		.inode = rows_i64(row, R_INODE),
		.nlink = rows_i64(row, R_NLINK),
		.mtime_ns = rows_i64(row, R_MTIME),
		.has_mtime = true,
	};
	int r;

	entry.name = rows_bytes(row, R_NAME, &entry.name_len);
	r = names_path(c->names, &c->path, &entry, &copy.online, err);
	if (r < 0)
		return r;
	copy.volume = names_volume(c->names, copy.volume_id);
	put(c, &copy);
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

/* --- members of archives ------------------------------------------------- */

int
copies_want_members(struct copies *c, struct error *err)
{
	return c->members ? 0 :
			    rows_open(&c->members, c->names->store,
				    ROWS_MEMBER_COPIES, err);
}

/* Is the row one more name of the archive of the copy above? */
static bool
is_same_member(const struct copies *c, const struct rows *row)
{
	const struct copy *last = c->n > 0 ? &c->items[c->n - 1] : NULL;

	return last && last->archive_id == rows_i64(row, R_ARCHIVE_ID) &&
		last->number == rows_i64(row, R_NUMBER) &&
		last->volume_id == rows_i64(row, R_VOLUME_ID) &&
		last->inode == rows_i64(row, R_INODE);
}

static int
add_member(struct copies *c, const struct rows *row, struct error *err)
{
	struct names_entry entry = { .dir_id = rows_i64(row, R_DIR_ID) };
	struct copy *copy;
	bool online = false;
	size_t within;
	int r;

	entry.name = rows_bytes(row, R_NAME, &entry.name_len);
	r = names_path(c->names, &c->path, &entry, &online, err);
	if (r < 0)
		return r;
	strbuf_adds(&c->path, "//");
	within = c->path.len;
	r = store_member_path(c->names->store, &c->path,
		rows_i64(row, R_ARCHIVE_ID), rows_i64(row, R_NUMBER), err);
	if (r < 0)
		return r;
	if (is_same_member(c, row)) {
		copy = &c->items[c->n - 1];
		if (strcmp(c->path.buf, copy->path) >= 0)
			return 0;
	} else {
		copy = add(c);
	}
	*copy = (struct copy){
		.archive_id = rows_i64(row, R_ARCHIVE_ID),
		.number = rows_i64(row, R_NUMBER),
		.volume_id = rows_i64(row, R_VOLUME_ID),
		.inode = rows_i64(row, R_INODE),
		.mtime_ns = rows_i64(row, R_MTIME),
		.has_mtime = !rows_is_null(row, R_MTIME),
		.volume = names_volume(c->names, rows_i64(row, R_VOLUME_ID)),
		.path = arena_copy(&c->paths, c->path.buf, c->path.len),
		.online = online,
	};
	copy->member = copy->path + within;
	return 0;
}

int
copies_add_members(struct copies *c, struct rows *rows, struct error *err)
{
	int r;

	while ((r = rows_next(rows, err)) > 0) {
		r = add_member(c, rows, err);
		if (r < 0)
			return r;
	}
	return r;
}

int
copies_add_members_of(struct copies *c, const uint8_t digest[DIGEST_BYTES],
	int64_t size, struct error *err)
{
	if (!c->members)
		return 0;
	rows_reset(c->members);
	rows_bind_bytes(c->members, digest, DIGEST_BYTES);
	rows_bind_i64(c->members, size);
	rows_bind_i64(c->members, c->is_scoped);
	return copies_add_members(c, c->members, err);
}

int
copies_load_group(struct copies *c, const struct group *group,
	struct error *err)
{
	int r = 0;

	copies_forget(c);
	if (group->content_id != 0)
		r = copies_load(c, group->content_id, err);
	if (r >= 0)
		r = copies_add_members_of(c, group->digest, group->size, err);
	if (r >= 0)
		copies_sort(c);
	return r;
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
copy_inode(const struct copy *copy)
{
	return copy->member ? output_null() : output_number(copy->inode);
}

struct output_value
copy_nlink(const struct copy *copy)
{
	return copy->member ? output_null() : output_number(copy->nlink);
}

struct output_value
copy_mtime(const struct copy *copy)
{
	return copy->has_mtime ? output_number(copy->mtime_ns) : output_null();
}

struct output_value
copies_list(struct copies *c)
{
	size_t n_columns = N_FILE_COLUMNS;

	if (c->n > c->n_values) {
		c->n_values = c->n;
		c->values = xreallocarray(c->values, c->n * N_FILE_COLUMNS,
			sizeof(c->values[0]));
	}
	if (!c->members)
		n_columns--;
	for (size_t i = 0; i < c->n; i++) {
		struct output_value *f = &c->values[i * n_columns];

		f[F_VOLUME] = value_string(c->items[i].volume);
		f[F_PATH] = value_string(c->items[i].path);
		f[F_INODE] = copy_inode(&c->items[i]);
		f[F_NLINK] = copy_nlink(&c->items[i]);
		f[F_MTIME] = copy_mtime(&c->items[i]);
		f[F_ONLINE] = output_number(c->items[i].online);
		if (c->members)
			f[F_MEMBER] = value_string(c->items[i].member);
	}
	return (struct output_value){ .item_columns = file_columns,
		.n_item_columns = n_columns,
		.items = c->values,
		.n_items = c->n };
}
