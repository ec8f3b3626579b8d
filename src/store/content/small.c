/* SPDX-License-Identifier: MIT */
/*
 * Small files that have a twin.  They are read whole at once, so it does not
 * matter in which order: here they come in that of the catalogue.  That way
 * neither a table nor a sort is needed, files of one directory are read one
 * after the other, and what was read of them is stored from the first page of
 * the catalogue to the last.  While they are few they were kept when the sizes
 * were counted (few_twins.h), and names of a draft may be there all the same
 * (unwritten.h).
 *
 * Only files with one link: all names of an inode have to come together.
 */
#include "store/content/candidate_cursor.h"
#include "store/entries.h"
#include "store/internal.h"
#include "store/unwritten/unwritten.h"

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
small_begin(struct small_files *small, const struct twin_sizes *sizes,
	const struct few_twins *kept, bool is_anywhere)
{
	cursor_forget(&small->rows);
	small->rows.few = kept;
	small->rows.first = 0;
	small->next = small->next_unwritten = 0;
	strbuf_truncate(&small->after, 0);
	small->after_dir = 0;
	small->volume_of = 0;
	small->is_anywhere = is_anywhere;
	twin_sizes_unread(sizes, &small->n_files, &small->bytes);
	small->is_open = small->n_files > 0;
}

/* 1 and the volume of a directory, 0: there is none. */
static int
find_volume(struct store *store, struct small_files *small, int64_t dir_id,
	struct error *err)
{
	struct directory dir;
	int r;

	if (small->volume_of == dir_id)
		return 1;
	r = store_directory(store, &dir, dir_id, err);
	if (r > 0) {
		small->volume_of = dir_id;
		small->volume_id = dir.volume_id;
	}
	return r;
}

static void
come_to(struct small_files *small, int64_t dir_id, const char *name, size_t len)
{
	small->after_dir = dir_id;
	strbuf_truncate(&small->after, 0);
	strbuf_add(&small->after, name, len);
}

/* What there is room for, of the directory of the last one that was read or of
 * those behind it. */
static int
read_rows(struct store *store, struct small_files *small, enum query query,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, query);
	struct entry entry;
	int r;

	bind_i64(&b, CURSOR_ROWS - (int64_t)small->rows.n_rows);
	bind_i64(&b, small->is_anywhere);
	bind_i64(&b, small->after_dir);
	if (query == Q_SMALL_READ_REST)
		bind_bytes(&b, small->after.buf, small->after.len);
	while ((r = bind_next(&b, err)) > 0) {
		int64_t dir_id = bind_get_i64(&b, 0);

		r = find_volume(store, small, dir_id, err);
		if (r < 0)
			return r;
		entry_read_content_facts(&b, 1, &entry);
		small->is_astray = r == 0;
		if (small->is_astray) {
			come_to(small, dir_id, entry.name, entry.name_len);
			continue;
		}
		(void)cursor_add(&small->rows, small->volume_id, dir_id,
			&entry);
	}
	return r;
}

/* So many as a cursor holds, behind the last that was read. */
static int
read_on(struct store *store, struct small_files *small, struct error *err)
{
	struct candidate *last;
	int r = 0;

	cursor_forget(&small->rows);
	strbuf_truncate(&small->rows.names, 0);
	small->next = 0;
	/* As many may have no directory, in a catalogue that is damaged. */
	do {
		small->is_astray = false;
		if (small->after_dir > 0)
			r = read_rows(store, small, Q_SMALL_READ_REST, err);
		if (r >= 0 && small->rows.n_rows < CURSOR_ROWS)
			r = read_rows(store, small, Q_SMALL_READ_ON, err);
	} while (r >= 0 && small->rows.n_rows == 0 && small->is_astray);
	if (r < 0 || small->rows.n_rows == 0)
		return r;
	last = cursor_at(&small->rows, small->rows.n_rows - 1);
	if (!small->is_astray)
		come_to(small, last->dir_id, last->entry.name,
			last->entry.name_len);
	return 1;
}

/* 1, or 0 at the end. */
static int
next_kept(struct store *store, struct small_files *small, struct candidate *ret,
	struct error *err)
{
	struct candidate *row;
	int r = cursor_row(store, &small->rows, &row, (int64_t)small->next + 1,
		err);

	if (r > 0) {
		*ret = *row;
		small->next++;
	}
	return r;
}

/* Likewise. */
static int
next_read(struct store *store, struct small_files *small, struct candidate *ret,
	struct error *err)
{
	int r;

	if (small->next == small->rows.n_rows) {
		r = read_on(store, small, err);
		if (r <= 0)
			return r;
	}
	*ret = *cursor_at(&small->rows, small->next++);
	return 1;
}

static bool
is_candidate(const struct contents_state *state, const struct stored_entry *e)
{
	return e->nlink <= 1 && e->child_id == 0 && e->content_id == 0 &&
		twin_sizes_small(&state->sizes, e->size_bytes) &&
		regular_has(&state->regular, e->attribute_id);
}

/* Likewise, of the names of a draft; if they are written meanwhile, next_read()
 * goes on behind the last of them. */
static int
next_unwritten(struct store *store, struct small_files *small,
	struct candidate *ret)
{
	struct stored_entry e;

	do {
		if (!unwritten_next(store, &small->next_unwritten, &e))
			return 0;
	} while (!is_candidate(store->contents, &e));
	come_to(small, e.dir_id, e.name, e.name_len);
	*ret = (struct candidate){
		.dir_id = e.dir_id,
		.volume_id = e.volume_id,
		.entry = { .mode = S_IFREG,
			.name = small->after.buf, /* they may not wait long */
			.name_len = e.name_len,
			.size_bytes = e.size_bytes,
			.mtime_ns = e.mtime_ns,
			.ctime_ns = ctime_of_lag(e.mtime_ns, e.lag),
			.inode = (uint64_t)e.inode },
		.is_wanted = true,
	};
	return 1;
}

int
small_next(struct store *store, struct candidate *ret, struct error *err)
{
	struct small_files *small = &store->contents->small;
	int r;

	if (!small->is_open)
		return 0;
	if (unwritten_is_on(store))
		r = next_unwritten(store, small, ret);
	else
		r = small->rows.few ? next_kept(store, small, ret, err) :
				      next_read(store, small, ret, err);
	ret->entry.nlink = 1;
	small->is_open = r > 0;
	return r;
}
