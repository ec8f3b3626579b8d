/* SPDX-License-Identifier: MIT */
/*
 * Moves, and the history of what came and went.
 *
 * While a scan runs, names that are new and names that are gone are noted in
 * temporary tables, with the facts they had: a name that something else takes
 * is removed long before the end.  At the end they are matched in SQL by
 * volume, inode, size and mtime.  Several names of one inode are paired off in
 * order, so each is used once at most.
 *
 * Directories need no matching: directory_moves.c.
 */
#include "store/moves.h"

#include "store/internal.h"
#include "store/unwritten/unwritten.h"
#include "store/volumes.h"

/* --- what is noted ----------------------------------------------------- */

int
store_moves_new(struct store *store, int64_t scan_id, int64_t dir_id,
	const char *name, size_t name_len, struct error *err)
{
	struct bind b = bind_begin(store, Q_MOVES_NEW);

	bind_i64(&b, scan_id);
	bind_i64(&b, dir_id);
	bind_bytes(&b, name, name_len);
	return bind_run(&b, err);
}

static int
note_gone(struct store *store, int64_t scan_id, const struct directory *dir,
	const struct known_entry *known, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf within = STRBUF_INIT;
	const struct entry *e = &known->entry;
	struct bind b;
	int r = paths_of_name(store, &within, dir->id, e->name, e->name_len,
		err);

	if (r < 0)
		return r;
	b = bind_begin(store, Q_MOVES_GONE);
	bind_i64(&b, dir->volume_id);
	bind_i64(&b, scan_id);
	bind_i64(&b, dir->id);
	bind_bytes(&b, e->name, e->name_len);
	bind_bytes(&b, within.buf, within.len);
	r = bind_run(&b, err);
	if (r < 0 || known->child_id == 0)
		return r;
	b = bind_begin(store, Q_MOVES_GONE_BELOW);
	bind_i64(&b, dir->volume_id);
	bind_i64(&b, scan_id);
	bind_i64(&b, known->child_id);
	bind_bytes(&b, within.buf, within.len);
	return bind_run(&b, err);
}

int
store_moves_gone(struct store *store, int64_t scan_id, int64_t dir_id,
	const char *name, size_t name_len, struct error *err)
{
	struct known_entry known;
	struct directory dir;
	int r = store_entry(store, &known, dir_id, name, name_len, err);

	if (r > 0)
		r = store_directory(store, &dir, dir_id, err);
	if (r <= 0) /* a volume's own root is in no directory */
		return r;
	return note_gone(store, scan_id, &dir, &known, err);
}

static int
run_of(struct store *store, enum query query, int64_t volume_id,
	struct error *err)
{
	struct bind b = bind_begin(store, query);

	bind_i64(&b, volume_id);
	return bind_run(&b, err);
}

int
store_moves_forget_gone(struct store *store, int64_t volume_id,
	struct error *err)
{
	return run_of(store, Q_MOVES_FORGET_GONE, volume_id, err);
}

int
store_moves_count(struct store *store, int64_t *ret_matched, int64_t volume_id,
	struct error *err)
{
	return query_i64_of(store, ret_matched, Q_MOVES_COUNT, volume_id, err);
}

/* --- settling ---------------------------------------------------------- */

/* The row of MOVES_CONTENTS or MOVES_ARCHIVES that `from` is at.  1 if the new
 * name has got what it says. */
static int
take(struct store *store, enum query query, const struct bind *from,
	struct error *err)
{
	struct bind b = bind_begin(store, query);
	const char *name;
	size_t len;
	int r;

	name = bind_get_bytes(from, 1, &len);
	bind_i64(&b, bind_get_i64(from, 0));
	bind_bytes(&b, name, len);
	for (int i = 2; i <= 5; i++)
		bind_i64(&b, bind_get_i64(from, i));
	r = bind_run(&b, err);
	if (r < 0 || sqlite3_changes(store->db) == 0)
		return r;
	store->rows_written++;
	return 1;
}

static int
take_contents(struct store *store, int64_t volume_id, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_MOVES_CONTENTS);
	int r;

	bind_i64(&b, volume_id);
	while ((r = bind_next(&b, err)) > 0) {
		r = take(store, Q_ENTRY_TAKE_CONTENT, &b, err);
		if (r < 0)
			return r;
		if (r == 0)
			continue;
		store->entry_changed = true;
		store_touch_content(store, bind_get_i64(&b, 2));
	}
	return r;
}

static int
take_archives(struct store *store, int64_t volume_id, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_MOVES_ARCHIVES);
	int r;

	bind_i64(&b, volume_id);
	while ((r = bind_next(&b, err)) > 0) {
		r = take(store, Q_ENTRY_TAKE_ARCHIVE, &b, err);
		if (r < 0)
			return r;
	}
	return r;
}

/* The row of MOVES_NEWS that `from` is at: added, or moved. */
static int
tell_new(struct store *store, const struct bind *from, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf within = STRBUF_INIT;
	struct change c = { .kind = CHANGE_ADDED };
	const char *name;
	size_t len;
	int r;

	name = bind_get_bytes(from, 2, &len);
	r = paths_of_name(store, &within, bind_get_i64(from, 1), name, len,
		err);
	if (r < 0)
		return r;
	c.scan_id = bind_get_i64(from, 0);
	c.mode = (uint32_t)bind_get_i64(from, 3);
	c.within = within.buf;
	c.within_len = within.len;
	c.size_bytes = c.old_size_bytes = bind_get_i64(from, 4);
	c.mtime_ns = bind_get_i64(from, 5);
	c.old_within = bind_get_bytes(from, 6, &c.old_within_len);
	if (c.old_within_len > 0)
		c.kind = CHANGE_MOVED;
	else
		c.old_within = NULL;
	return change_add(store, &c, err);
}

static int
tell_news(struct store *store, int64_t volume_id, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_MOVES_NEWS);
	int r;

	bind_i64(&b, volume_id);
	while ((r = bind_next(&b, err)) > 0) {
		r = tell_new(store, &b, err);
		if (r < 0)
			return r;
	}
	return r;
}

static int
tell_listener(struct store *store, int64_t volume_id,
	const struct moves_listener *listener, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_MOVES_SCANS);
	int r;

	bind_i64(&b, volume_id);
	while ((r = bind_next(&b, err)) > 0)
		listener->moved(listener->arg, bind_get_i64(&b, 0),
			bind_get_i64(&b, 1));
	return r;
}

int
store_moves_settle(struct store *store, int64_t volume_id,
	const struct moves_listener *listener, struct error *err)
{
	int r = 0;

	if (unwritten_is_on(store)) /* all is new */
		return 0;
	r = run_of(store, Q_MOVES_MATCH, volume_id, err);
	if (r == 0)
		r = tell_listener(store, volume_id, listener, err);
	if (r == 0)
		r = take_contents(store, volume_id, err);
	if (r == 0)
		r = take_archives(store, volume_id, err);
	if (r == 0)
		r = tell_news(store, volume_id, err);
	if (r == 0)
		r = run_of(store, Q_MOVES_LOSSES, volume_id, err);
	if (r == 0)
		r = run_of(store, Q_MOVES_FORGET_PAIRS, volume_id, err);
	if (r == 0)
		r = run_of(store, Q_MOVES_FORGET_NEW, volume_id, err);
	if (r == 0)
		r = run_of(store, Q_MOVES_FORGET_GONE, volume_id, err);
	return r;
}
