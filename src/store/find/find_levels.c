/* SPDX-License-Identifier: MIT */
/*
 * The levels of a walk and their statements.  Levels far down share one
 * statement, which starts again behind the name it stopped at, so that a tree
 * of any depth takes bounded memory.
 */
#include "store/find/find_walk.h"

#include "util/alloc.h"
#include "util/interrupt.h"

#include <errno.h>
#include <stdlib.h>

/* %s: the filter; parameters from WANTED_FIRST_PARAMETER on are its own. */
#define FIND_COLUMNS(archive)                                                  \
	"SELECT e.name, %s, e.size, e.blocks, e.mtime, e.lag,"                 \
	" e.attribute_id, e.inode, e.nlink, e.child_id, " archive ","          \
	" (SELECT c.digest FROM content AS c"                                  \
	" WHERE c.id = e.content_id AND c.covered = c.size) "
/* ?1 the directory, ?2 the last name seen. */
#define FIND_LEVEL                                                             \
	FIND_COLUMNS("0")                                                      \
	"FROM entry AS e "                                                     \
	"WHERE e.dir_id = ?1 AND e.name > ?2"                                  \
	" AND (e.child_id IS NOT NULL OR %s) "                                 \
	"ORDER BY e.name"
/* The same with the archives, which are to be entered as directories are. */
#define FIND_LEVEL_ARCHIVES                                                    \
	FIND_COLUMNS("e.archive_id")                                           \
	"FROM entry AS e "                                                     \
	"WHERE e.dir_id = ?1 AND e.name > ?2"                                  \
	" AND (e.child_id IS NOT NULL OR e.archive_id > 0 OR %s) "             \
	"ORDER BY e.name"
/* FIND_LEVEL backwards.  No value is above every name, so a level begins before
 * the names of the next directory, with ?3 = 1, and goes on with ?3 = 0. */
#define FIND_LEVEL_REVERSE                                                     \
	FIND_COLUMNS("0")                                                      \
	"FROM entry AS e "                                                     \
	"WHERE e.dir_id >= ?1 AND (e.dir_id, e.name) < (?1 + ?3, ?2)"          \
	" AND (e.child_id IS NOT NULL OR %s) "                                 \
	"ORDER BY e.dir_id DESC, e.name DESC"
/* ?1 and ?2 its key. */
#define FIND_KEY                                                               \
	FIND_COLUMNS("0")                                                      \
	"FROM entry AS e "                                                     \
	"WHERE e.dir_id = ?1 AND e.name = ?2"                                  \
	" AND (e.child_id IS NOT NULL OR %s)"
/* ?1 and ?2 its key; ?3 its name for people, which a volume's own root gets
 * from where it is mounted. */
#define FIND_START                                                             \
	FIND_COLUMNS("e.archive_id")                                           \
	"FROM (SELECT ?3 AS name, size, blocks, mtime, lag, attribute_id,"     \
	" inode, nlink, child_id, content_id, archive_id FROM entry"           \
	" WHERE dir_id = ?1 AND name = ?2) AS e"

/* --- statements ----------------------------------------------------------- */

int
find_failed(struct find *f, int rc, struct error *err)
{
	return error_sqlite(err, f->store, rc, "cannot read the catalogue");
}

int
find_prepare(struct find *f, sqlite3_stmt **ret, const char *format,
	const struct wanted_sql *sql, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	const char *filter = wanted_sql_text(sql);
	int rc;

	for (const char *c = format; *c; c++) {
		if (c[0] == '%' && c[1] == 's') {
			strbuf_addf(&text, "(%s)", filter);
			c++;
		} else {
			strbuf_addc(&text, *c);
		}
	}
	rc = sqlite3_prepare_v3(f->store->db, text.buf, -1,
		SQLITE_PREPARE_PERSISTENT, ret, NULL);
	if (rc == SQLITE_OK)
		rc = wanted_sql_bind(sql, *ret);
	return rc == SQLITE_OK ? 0 : find_failed(f, rc, err);
}

/* 1 with a row, 0 at the end. */
int
find_step(struct find *f, sqlite3_stmt *stmt, struct error *err)
{
	int rc;

	if (interrupt_pending() != 0)
		return error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
	f->store->in_rows = true;
	rc = sqlite3_step(stmt);
	f->store->in_rows = false;
	if (rc == SQLITE_ROW)
		return 1;
	return rc == SQLITE_DONE ? 0 : find_failed(f, rc, err);
}

static int
bind_key(struct find *f, sqlite3_stmt *stmt, int64_t dir_id, const char *name,
	size_t len)
{
	int rc;

	(void)sqlite3_reset(stmt); /* its failure was reported */
	rc = sqlite3_bind_int64(stmt, 1, dir_id);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_blob64(stmt, 2, name, len, SQLITE_TRANSIENT);
	if (rc == SQLITE_OK)
		rc = wanted_sql_bind_context(f->filter, stmt);
	return rc;
}

int
find_start_at(struct find *f, int64_t dir_id, const struct strbuf *key,
	const char *name, size_t name_len, struct error *err)
{
	int r = 0;
	int rc;

	if (!f->start_stmt)
		r = find_prepare(f, &f->start_stmt, FIND_START, f->filter, err);
	if (r < 0)
		return r;
	rc = bind_key(f, f->start_stmt, dir_id, key->buf, key->len);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_blob64(f->start_stmt, 3, name, name_len,
			SQLITE_TRANSIENT);
	return rc == SQLITE_OK ? find_step(f, f->start_stmt, err) :
				 find_failed(f, rc, err);
}

/* --- levels --------------------------------------------------------------- */

struct find_level *
find_top(struct find *f)
{
	return &f->levels[f->n_levels - 1];
}

/* The context is that of the level; so is the path. */
void
find_enter_context(struct find *f, const struct find_level *level)
{
	if (level->path) {
		strbuf_truncate(&f->path, 0);
		strbuf_adds(&f->path, level->path);
	} else {
		strbuf_truncate(&f->path, level->path_len);
	}
	strbuf_truncate(&f->within, level->within_len);
	f->context.is_online = level->is_online;
	f->context.is_hidden = level->is_hidden;
}

static const char *
text_of_level(const struct find *f)
{
	if (f->options.is_reverse)
		return FIND_LEVEL_REVERSE;
	return f->options.members ? FIND_LEVEL_ARCHIVES : FIND_LEVEL;
}

/* At its beginning, or where it stopped. */
static int
start_level(struct find *f, struct find_level *level, struct error *err)
{
	sqlite3_stmt **stmt = f->n_levels <= OWN_LEVELS ?
		&f->own[f->n_levels - 1] :
		&f->shared;
	int r = 0;
	int rc;

	if (level->inside.archive_id != 0)
		return find_members_level(f, level, err);
	if (!*stmt)
		r = find_prepare(f, stmt, text_of_level(f), f->filter, err);
	if (r < 0)
		return r;
	level->stmt = *stmt;
	rc = bind_key(f, level->stmt, level->dir_id,
		level->resume ? level->resume : "", level->resume_len);
	if (rc == SQLITE_OK && f->options.is_reverse)
		rc = sqlite3_bind_int(level->stmt, 3, level->resume ? 0 : 1);
	return rc == SQLITE_OK ? 0 : find_failed(f, rc, err);
}

/* As a statement would that gave the entries of these keys: they lead to all
 * that the filter lets through.  One that has gone leads nowhere. */
static int
step_by_key(struct find *f, struct find_level *level, struct error *err)
{
	const struct find_keys *keys = &f->marks->keys;
	int r = 0;

	if (!f->key_stmt)
		r = find_prepare(f, &f->key_stmt, FIND_KEY, f->filter, err);
	level->stmt = f->key_stmt;
	while (r == 0 && !find_span_is_empty(&level->keys_left)) {
		const struct find_key *key =
			&keys->items[find_span_take(&level->keys_left)];
		int rc = bind_key(f, f->key_stmt, key->dir_id,
			keys->names.buf + key->name, key->name_len);
		r = rc == SQLITE_OK ? find_step(f, f->key_stmt, err) :
				      find_failed(f, rc, err);
	}
	return r;
}

static int
step_by_row(struct find *f, struct find_level *level, struct error *err)
{
	if (interrupt_pending() != 0)
		return error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
	return find_cursor_next(&level->cursor, f->marks->tree);
}

int
find_step_level(struct find *f, struct find_level *level, struct error *err)
{
	int r = 0;

	if (level->by_row)
		return step_by_row(f, level, err);
	if (level->by_key)
		return step_by_key(f, level, err);
	if (!level->stmt)
		r = start_level(f, level, err);
	return r < 0 ? r : find_step(f, level->stmt, err);
}

/* May the walk go by keys from here on?  Archives have none. */
static bool
goes_by_key(const struct find *f)
{
	return f->marks && !f->marks->keys.too_many && !f->options.members &&
		f->into.archive_id == 0;
}

/* To be entered by its name?  Those without an entry come apart from these. */
static bool
leads(const void *arg, int64_t dir_id)
{
	const struct find *f = arg;

	if (!find_marks_has(f->marks, dir_id))
		return false;
	for (size_t i = 0; i < f->orphans.n_items; i++)
		if (f->orphans.items[i].id == dir_id)
			return false;
	return true;
}

/* Which way the names of a level come, if not by a statement. */
static void
choose_way(struct find *f, struct find_level *level)
{
	bool is_reverse = f->options.is_reverse;

	level->by_row = f->marks && f->marks->tree && f->into.archive_id == 0;
	level->by_key = !level->by_row && goes_by_key(f);
	if (level->by_row)
		find_cursor_start(&level->cursor, f->marks->tree, level->dir_id,
			is_reverse, leads, f);
	if (level->by_key)
		level->keys_left = find_keys_of(&f->marks->keys, level->dir_id,
			is_reverse);
}

/* Where a statement goes on that another level takes over, as far as it has
 * begun. */
static void
note_resume(struct find *f, struct find_level *above)
{
	const struct entry *e = &f->found.entry;

	free(above->resume);
	above->resume = xmemdupz(e->name, e->name_len);
	above->resume_len = e->name_len;
	above->resume_number = f->found.inside.number;
	above->stmt = NULL;
}

/* What was found, which is the level's directory, for find_itself(). */
static void
note_itself(struct find *f, struct find_level *level)
{
	level->itself = f->found;
	/* Of the row, which is gone by then; directories have none. */
	level->itself.digest = NULL;
	level->itself.digest_len = 0;
}

/* Find it again, when nothing is left in it: the path is still that of its
 * level. */
static void
find_itself(struct find *f, const struct find_entry *itself)
{
	/* A start is named by its path, what is below one as in the volume. */
	const struct strbuf *named = f->n_levels == 0 ? &f->path : &f->within;

	f->found = *itself;
	f->found.path = f->path.buf;
	f->found.path_len = f->path.len;
	f->found.entry.name = named->buf + named->len - f->found.entry.name_len;
}

/* Into the directory, or the archive, that was found last. */
void
find_push(struct find *f, bool is_due)
{
	struct find_level *above = f->n_levels > 0 ? find_top(f) : NULL;
	struct find_level level = { .dir_id = f->found.child_id,
		.inside = f->into,
		.depth = f->found.depth,
		.is_online = f->found.is_online,
		.is_due = is_due };
	const struct entry *e = &f->found.entry;

	/* Where a volume is mounted says nothing about what is on it. */
	level.is_hidden = f->context.is_hidden ||
		(f->within.len > 0 && e->name_len > 0 && e->name[0] == '.');
	if (is_due)
		note_itself(f, &level);
	if (above && above->stmt && !above->by_key && !above->by_row &&
		f->n_levels > OWN_LEVELS)
		note_resume(f, above);
	choose_way(f, &level);
	if (f->into.archive_id != 0 && !S_ISDIR(e->mode)) {
		strbuf_adds(&f->path, "//");
		strbuf_adds(&f->within, "//");
	}
	if (level.inside.archive_id == 0)
		level.orphans_left = find_orphans_of(&f->orphans, level.dir_id,
			f->options.is_reverse);
	level.path_len = f->path.len;
	level.within_len = f->within.len;
	if (!f->is_plain)
		level.path = xmemdupz(f->path.buf, f->path.len);
	if (f->n_levels == f->room) {
		f->room = f->room ? f->room * 2 : OWN_LEVELS;
		f->levels =
			xreallocarray(f->levels, f->room, sizeof(*f->levels));
	}
	f->levels[f->n_levels++] = level;
	f->n_walked++;
}

int
find_pop(struct find *f)
{
	struct find_level *level = find_top(f);

	(void)sqlite3_reset(level->stmt); /* its failure was reported */
	find_cursor_clear(&level->cursor);
	free(level->resume);
	free(level->path);
	f->n_levels--;
	if (level->is_due)
		find_itself(f, &level->itself);
	return level->is_due;
}

void
find_levels_clear(struct find *f)
{
	(void)sqlite3_finalize(f->start_stmt);
	(void)sqlite3_finalize(f->shared);
	(void)sqlite3_finalize(f->key_stmt);
	(void)sqlite3_finalize(f->member_stmt);
	(void)sqlite3_finalize(f->member_shared);
	for (size_t i = 0; i < OWN_LEVELS; i++) {
		(void)sqlite3_finalize(f->own[i]);
		(void)sqlite3_finalize(f->member_own[i]);
	}
	for (size_t i = 0; i < f->n_levels; i++) {
		find_cursor_clear(&f->levels[i].cursor);
		free(f->levels[i].resume);
		free(f->levels[i].path);
	}
	free(f->levels);
}
