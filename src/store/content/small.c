/* SPDX-License-Identifier: MIT */
/*
 * Small files that have a twin.  They are read whole at once, so it does not
 * matter in which order: here they come in that of the catalogue.  That way
 * neither a table nor a sort is needed, files of one directory are read one
 * after the other, and what was read of them is stored from the first page of
 * the catalogue to the last.
 *
 * Only files with one link: all names of an inode have to come together.
 */
#include "store/content/candidate_cursor.h"
#include "store/internal.h"

void
small_init(struct small_files *small)
{
	small->rows.names = (struct strbuf)STRBUF_INIT;
	small->after = (struct strbuf)STRBUF_INIT;
}

void
small_free(struct small_files *small)
{
	strbuf_clear(&small->rows.names);
	strbuf_clear(&small->after);
}

void
small_begin(struct small_files *small, const struct twin_sizes *sizes)
{
	cursor_forget(&small->rows);
	small->next = 0;
	strbuf_truncate(&small->after, 0);
	small->after_dir = 0;
	twin_sizes_unread(sizes, &small->n_files, &small->bytes);
	small->is_open = small->n_files > 0;
}

/* So many as a cursor holds, behind the last that was read. */
static int
read_on(struct store *store, struct small_files *small, struct error *err)
{
	struct bind b = bind_begin(store, Q_SMALL_READ);
	struct candidate *last;
	int r;

	cursor_forget(&small->rows);
	strbuf_truncate(&small->rows.names, 0);
	small->next = 0;
	bind_i64(&b, small->after_dir);
	bind_bytes(&b, small->after.buf, small->after.len);
	bind_i64(&b, store->contents->how.min_size);
	bind_i64(&b, DIGEST_WHOLE);
	bind_i64(&b, CURSOR_ROWS);
	while ((r = bind_next(&b, err)) > 0)
		cursor_fill(&small->rows, &b);
	if (r < 0 || small->rows.n_rows == 0)
		return r;
	last = cursor_at(&small->rows, small->rows.n_rows - 1);
	small->after_dir = last->dir_id;
	strbuf_truncate(&small->after, 0);
	strbuf_add(&small->after, last->entry.name, last->entry.name_len);
	return 1;
}

int
small_next(struct store *store, struct candidate *ret, struct error *err)
{
	struct small_files *small = &store->contents->small;
	int r;

	if (!small->is_open)
		return 0;
	if (small->next == small->rows.n_rows) {
		r = read_on(store, small, err);
		if (r == 0)
			small->is_open = false;
		if (r <= 0)
			return r;
	}
	*ret = *cursor_at(&small->rows, small->next++);
	ret->entry.nlink = 1;
	return 1;
}
