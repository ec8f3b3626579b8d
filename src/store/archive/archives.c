/* SPDX-License-Identifier: MIT */
/*
 * The cursor walks a temporary table by its rowid, a batch at a time: see
 * candidates.c for why no SELECT stays open.
 */
#include "store/archive/archives.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 256

struct unlisted_cursor {
	int64_t next; /* id in temp.unlisted */
	size_t n;
	size_t at;
	struct unlisted rows[BATCH];
	size_t name_at[BATCH];
	struct strbuf names;
};

void
unlisted_free(struct unlisted_cursor *cursor)
{
	if (!cursor)
		return;
	strbuf_clear(&cursor->names);
	free(cursor);
}

static int
empty(struct store *store, struct error *err)
{
	struct bind b = bind_begin(store, Q_UNLISTED_EMPTY);

	return bind_run(&b, err);
}

int
store_unlisted_open(struct store *store, int64_t max_size, int64_t levels,
	struct error *err)
{
	struct bind b;
	int r = empty(store, err);

	if (r < 0)
		return r;
	if (!store->unlisted) {
		store->unlisted = xcalloc(1, sizeof(*store->unlisted));
		store->unlisted->names = (struct strbuf)STRBUF_INIT;
	}
	store->unlisted->next = 1;
	store->unlisted->n = store->unlisted->at = 0;
	b = bind_begin(store, Q_UNLISTED_FILL);
	bind_i64(&b, max_size);
	bind_i64(&b, levels);
	return bind_run(&b, err);
}

static void
fill_row(struct unlisted_cursor *c, const struct bind *b)
{
	size_t i = c->n++;
	struct unlisted *row = &c->rows[i];

	*row = (struct unlisted){ 0 };
	c->next = bind_get_i64(b, 0) + 1;
	row->volume_id = bind_get_i64(b, 1);
	row->dir_id = bind_get_i64(b, 2);
	entry_read_content_facts(b, 3, &row->entry);
	c->name_at[i] = c->names.len;
	strbuf_add(&c->names, row->entry.name, row->entry.name_len);
	strbuf_addc(&c->names, '\0');
	row->content_id = bind_get_i64(b, 8);
}

int
store_unlisted_next(struct store *store, struct unlisted *ret,
	struct error *err)
{
	struct unlisted_cursor *c = store->unlisted;
	int r = 0;

	if (c->at == c->n) {
		struct bind b = bind_begin(store, Q_UNLISTED_READ);

		c->n = c->at = 0;
		strbuf_truncate(&c->names, 0);
		bind_i64(&b, c->next);
		bind_i64(&b, BATCH);
		while ((r = bind_next(&b, err)) > 0)
			fill_row(c, &b);
		if (r < 0 || c->n == 0)
			return r;
	}
	*ret = c->rows[c->at];
	ret->entry.name = c->names.buf + c->name_at[c->at];
	c->at++;
	return 1;
}

int
store_unlisted_count(struct store *store, int64_t *ret, struct error *err)
{
	return query_i64(store, ret, Q_UNLISTED_COUNT, err);
}

void
store_unlisted_close(struct store *store)
{
	(void)empty(store, NULL); /* the next open does so again */
}

/* --- archives ---------------------------------------------------------- */

static const char *const state_names[ARCHIVE_STATES] = {
	[ARCHIVE_COMPLETE] = "complete",
	[ARCHIVE_NONE] = "none",
	[ARCHIVE_ENCRYPTED] = "encrypted",
	[ARCHIVE_DAMAGED] = "damaged",
	[ARCHIVE_LIMITED] = "limited",
	[ARCHIVE_CRASHED] = "failed",
	[ARCHIVE_UNREAD] = "unread",
};

const char *
archive_state_name(enum archive_state state)
{
	return state < ARCHIVE_STATES ? state_names[state] : "unknown";
}

int
store_archive_of_content(struct store *store, struct archive_found *ret,
	int64_t content_id, int64_t levels, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_ARCHIVE_OF_CONTENT);
	const char *text;
	size_t len;
	int r;

	bind_i64(&b, content_id);
	bind_i64(&b, levels);
	r = bind_next(&b, err);
	if (r <= 0)
		return r;
	*ret = (struct archive_found){ .id = bind_get_i64(&b, 0),
		.state = (enum archive_state)bind_get_i64(&b, 1) };
	text = bind_get_bytes(&b, 2, &len);
	if (len >= sizeof(ret->text))
		len = sizeof(ret->text) - 1;
	memcpy(ret->text, text, len);
	return 1;
}

int
store_add_archive(struct store *store, int64_t *ret, int64_t levels,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_ARCHIVE_ADD);
	int r;

	bind_i64(&b, ARCHIVE_UNREAD);
	bind_i64(&b, levels);
	bind_i64(&b, clock_now_ns());
	r = bind_run(&b, err);
	if (r == 0)
		*ret = sqlite3_last_insert_rowid(store->db);
	return r;
}

int
store_finish_archive(struct store *store, int64_t id,
	const struct archive_facts *facts, struct error *err)
{
	struct bind b = bind_begin(store, Q_ARCHIVE_FINISH);

	bind_i64(&b, id);
	bind_text(&b, facts->format);
	bind_i64(&b, facts->state);
	bind_text(&b, facts->text);
	bind_i64(&b, facts->files);
	bind_i64(&b, facts->directories);
	bind_i64(&b, facts->bytes);
	bind_i64(&b, facts->listing);
	return bind_run(&b, err);
}

int
store_set_archive(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, int64_t id, struct error *err)
{
	struct bind b = bind_begin(store, Q_ARCHIVE_SET);

	bind_i64(&b, dir_id);
	bind_bytes(&b, name, name_len);
	bind_i64(&b, id);
	return bind_run(&b, err);
}

int
store_drop_archive(struct store *store, int64_t id, struct error *err)
{
	struct bind b = bind_begin(store, Q_ARCHIVE_MEMBERS_REMOVE);
	int r;

	bind_i64(&b, id);
	r = bind_run(&b, err);
	if (r < 0)
		return r;
	b = bind_begin(store, Q_ARCHIVE_REMOVE);
	bind_i64(&b, id);
	return bind_run(&b, err);
}

int
store_tidy_archives(struct store *store, struct error *err)
{
	int64_t id = 0;
	int r = 1;

	while (r > 0) {
		struct bind b = bind_begin(store, Q_ARCHIVE_UNUSED);

		bind_i64(&b, id);
		r = bind_next(&b, err);
		if (r > 0)
			id = bind_get_i64(&b, 0);
		bind_end(&b);
		if (r > 0 && store_drop_archive(store, id, err) < 0)
			return err ? err->code : -EIO;
	}
	return r;
}
