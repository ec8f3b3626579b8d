/* SPDX-License-Identifier: MIT */
#include "store/content/candidate_cursor.h"

#include "store/internal.h"

#include <string.h>

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
cursor_read(struct store *store, struct cursor *cursor, int64_t id,
	struct error *err)
{
	struct bind b = bind_begin(store, cursor->query);
	int r;

	cursor->first = id;
	cursor->n_rows = 0;
	strbuf_truncate(&cursor->names, 0);
	bind_i64(&b, id);
	bind_i64(&b, CURSOR_ROWS);
	while ((r = bind_next(&b, err)) > 0)
		cursor_fill(cursor, &b);
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
