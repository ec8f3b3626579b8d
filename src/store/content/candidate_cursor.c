/* SPDX-License-Identifier: MIT */
#include "store/content/candidate_cursor.h"

#include "store/internal.h"

#include <string.h>
#include <sys/stat.h>

void
cursor_forget(struct cursor *cursor)
{
	cursor->n_rows = 0;
	cursor->is_last = false;
}

struct candidate *
cursor_add(struct cursor *cursor, int64_t volume_id, int64_t dir_id,
	const struct entry *entry)
{
	size_t i = cursor->n_rows++;
	struct candidate *row = &cursor->rows[i];

	*row = (struct candidate){
		.volume_id = volume_id,
		.dir_id = dir_id,
		.entry = *entry,
		.is_wanted = true,
	};
	cursor->name_at[i] = cursor->names.len;
	strbuf_add(&cursor->names, entry->name, entry->name_len);
	return row;
}

void
cursor_fill(struct cursor *cursor, const struct bind *b)
{
	struct entry entry;
	struct candidate *row;
	const char *digest;
	size_t len;

	entry_read_content_facts(b, 2, &entry);
	row = cursor_add(cursor, bind_get_i64(b, 0), bind_get_i64(b, 1),
		&entry);
	row->content_id = bind_get_i64(b, 7);
	row->covered = bind_get_i64(b, 8);
	row->is_wanted = bind_get_i64(b, 9) != 0;
	digest = bind_get_bytes(b, 10, &len);
	if (len == DIGEST_BYTES)
		memcpy(row->digest, digest, DIGEST_BYTES);
}

struct candidate *
cursor_at(struct cursor *cursor, size_t i)
{
	struct candidate *row = &cursor->rows[i];

	row->entry.name = cursor->names.buf + cursor->name_at[i];
	return row;
}

static int
read_table(struct store *store, struct cursor *cursor, int64_t id,
	struct error *err)
{
	struct bind b = bind_begin(store, cursor->query);
	int r;

	bind_i64(&b, id);
	bind_i64(&b, CURSOR_ROWS);
	while ((r = bind_next(&b, err)) > 0)
		cursor_fill(cursor, &b);
	return r;
}

/* Row ids begin with 1. */
static void
read_few(struct cursor *cursor, int64_t id)
{
	const struct few_twins *few = cursor->few;

	for (size_t i = (size_t)id - 1;
		i < few->n && cursor->n_rows < CURSOR_ROWS; i++) {
		const struct few_twin *row = &few->rows[i];
		const struct entry entry = { .mode = S_IFREG,
			.name = few->names.buf + row->name_at,
			.name_len = row->name_len,
			.size_bytes = row->size,
			.mtime_ns = row->mtime,
			.ctime_ns = ctime_of_lag(row->mtime, row->lag),
			.inode = (uint64_t)row->inode };

		cursor_add(cursor, row->volume_id, row->dir_id, &entry)
			->is_wanted = row->is_wanted;
	}
}

static int
cursor_read(struct store *store, struct cursor *cursor, int64_t id,
	struct error *err)
{
	int r = 0;

	cursor->first = id;
	cursor->n_rows = 0;
	strbuf_truncate(&cursor->names, 0);
	if (cursor->few)
		read_few(cursor, id);
	else
		r = read_table(store, cursor, id, err);
	cursor->is_last = cursor->n_rows < CURSOR_ROWS;
	return r;
}

int
cursor_row(struct store *store, struct cursor *cursor, struct candidate **ret,
	int64_t id, struct error *err)
{
	int r;

	if (id < cursor->first ||
		id >= cursor->first + (int64_t)cursor->n_rows) {
		if (cursor->is_last && id >= cursor->first)
			return 0;
		r = cursor_read(store, cursor, id, err);
		if (r < 0)
			return r;
		if (cursor->n_rows == 0)
			return 0;
	}
	*ret = cursor_at(cursor, (size_t)(id - cursor->first));
	return 1;
}
