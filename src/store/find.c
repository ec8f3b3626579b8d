/* SPDX-License-Identifier: MIT */
/*
 * A walk down the tree, one statement a level: entries are clustered by
 * (directory, name), so each directory is one stretch of the file, and the
 * order of paths needs no sort.
 *
 *   level 0   /home        SELECT ... WHERE dir_id = 1 ...   at "ann"
 *   level 1   /home/ann    SELECT ... WHERE dir_id = 7 ...   at "mail"
 *   level 2   ...
 *
 * A statement yields what the filter lets through, and all directories.
 * Directories are the cost: some 3 us each, while a name costs a tenth of
 * that.  So a walk that has seen many stops once and has find_scan.c look at
 * all entries in the order of the file, which costs no searching; from then on
 * it only enters directories that lead somewhere.
 *
 * Directories that have no entry yet (find_orphans.h) are entered behind the
 * names of their parent.
 *
 * Levels far down share one statement, which starts again behind the name it
 * stopped at, so that a tree of any depth takes bounded memory.
 */
#include "store/find.h"

#include "store/entries.h"
#include "store/wanted_sql.h"
#include "store/find_orphans.h"
#include "store/find_scan.h"
#include "store/find_starts.h"
#include "store/internal.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Levels with a statement of their own. */
#define OWN_LEVELS 48
/* Directories to walk through before a scan: some 10 ms, as is its start. */
#define WALK_FIRST 4096

enum {
	R_NAME,
	R_FITS,
	R_SIZE,
	R_BLOCKS,
	R_MTIME,
	R_LAG,
	R_ATTRIBUTE,
	R_INODE,
	R_NLINK,
	R_CHILD,
	R_DIGEST,
};

/* %s: the filter; parameters from WANTED_FIRST_PARAMETER on are its own. */
#define FIND_COLUMNS                                                           \
	"SELECT e.name, %s, e.size, e.blocks, e.mtime, e.lag,"                 \
	" e.attribute_id, e.inode, e.nlink, e.child_id,"                       \
	" (SELECT c.digest FROM content AS c"                                  \
	" WHERE c.id = e.content_id AND c.covered = c.size) "
/* ?1 the directory, ?2 the last name seen. */
#define FIND_LEVEL                                                             \
	FIND_COLUMNS                                                           \
	"FROM entry AS e "                                                     \
	"WHERE e.dir_id = ?1 AND e.name > ?2"                                  \
	" AND (e.child_id IS NOT NULL OR %s) "                                 \
	"ORDER BY e.name"
/* ?1 and ?2 its key; ?3 its name for people, which a volume's own root gets
 * from where it is mounted. */
#define FIND_START                                                             \
	FIND_COLUMNS                                                           \
	"FROM (SELECT ?3 AS name, size, blocks, mtime, lag, attribute_id,"     \
	" inode, nlink, child_id, content_id FROM entry"                       \
	" WHERE dir_id = ?1 AND name = ?2) AS e"

struct level {
	int64_t dir_id;
	sqlite3_stmt *stmt; /* own or shared */
	size_t path_len;    /* how much of the path is this directory's */
	size_t within_len;
	int64_t depth; /* -1: above what was scanned */
	bool is_online;
	bool is_hidden;
	bool at_end;	    /* of the names */
	size_t next_orphan; /* of find->orphans */
	char *path;	    /* NULL where it is a beginning of the path below */
	char *resume;	    /* of a shared statement: the name it stopped at */
	size_t resume_len;
};

struct find {
	struct store *store;
	struct find_options options;
	struct find_starts starts;
	size_t next_start;
	struct wanted_sql *filter;
	struct wanted_context context;
	sqlite3_stmt *start_stmt;
	sqlite3_stmt *own[OWN_LEVELS];
	sqlite3_stmt *shared;
	struct find_orphans orphans;
	struct level *levels;
	size_t n_levels;
	size_t room;
	struct strbuf path;   /* of the level, and of the entry behind it */
	struct strbuf within; /* of the level, or of the entry likewise */
	bool is_plain;	      /* the paths of this volume grow by names */
	struct find_entry found;
	bool descend; /* into what was found, before anything else */
	size_t n_walked;
	bool scanned;
	struct find_marks *marks;
};

/* --- statements --------------------------------------------------------------- */

static int
failed(struct find *f, int rc, struct error *err)
{
	return error_sqlite(err, f->store, rc, "cannot read the catalogue");
}

static int
prepare(struct find *f, sqlite3_stmt **ret, const char *format,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	const char *filter = wanted_sql_text(f->filter);
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
		rc = wanted_sql_bind(f->filter, *ret);
	return rc == SQLITE_OK ? 0 : failed(f, rc, err);
}

/* 1 with a row, 0 at the end. */
static int
step(struct find *f, sqlite3_stmt *stmt, struct error *err)
{
	int rc;

	if (interrupt_pending() != 0)
		return error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
	f->store->in_rows = true;
	rc = sqlite3_step(stmt);
	f->store->in_rows = false;
	if (rc == SQLITE_ROW)
		return 1;
	return rc == SQLITE_DONE ? 0 : failed(f, rc, err);
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

/* --- levels ------------------------------------------------------------------- */

static struct level *
top(struct find *f)
{
	return &f->levels[f->n_levels - 1];
}

/* The context is that of the level; so is the path. */
static void
enter_context(struct find *f, const struct level *level)
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

static int
start_level(struct find *f, struct level *level, struct error *err)
{
	sqlite3_stmt **stmt = f->n_levels <= OWN_LEVELS ?
		&f->own[f->n_levels - 1] :
		&f->shared;
	int r = 0;
	int rc;

	if (!*stmt)
		r = prepare(f, stmt, FIND_LEVEL, err);
	if (r < 0)
		return r;
	level->stmt = *stmt;
	rc = bind_key(f, level->stmt, level->dir_id,
		level->resume ? level->resume : "", level->resume_len);
	return rc == SQLITE_OK ? 0 : failed(f, rc, err);
}

/* Into the directory that was found last. */
static int
push(struct find *f, struct error *err)
{
	struct level *above = f->n_levels > 0 ? top(f) : NULL;
	struct level level = { .dir_id = f->found.child_id,
		.path_len = f->found.path_len,
		.within_len = f->within.len,
		.depth = f->found.depth,
		.is_online = f->found.is_online };
	const struct entry *e = &f->found.entry;

	if (!f->is_plain)
		level.path = xmemdupz(f->path.buf, f->path.len);
	/* Where a volume is mounted says nothing about what is on it. */
	level.is_hidden = f->context.is_hidden ||
		(f->within.len > 0 && e->name_len > 0 && e->name[0] == '.');
	if (above && f->n_levels >= OWN_LEVELS) {
		free(above->resume);
		above->resume = xmemdupz(e->name, e->name_len);
		above->resume_len = e->name_len;
	}
	if (f->n_levels == f->room) {
		f->room = f->room ? f->room * 2 : OWN_LEVELS;
		f->levels =
			xreallocarray(f->levels, f->room, sizeof(*f->levels));
	}
	f->levels[f->n_levels++] = level;
	f->n_walked++;
	top(f)->next_orphan = find_orphans_of(&f->orphans, level.dir_id);
	enter_context(f, top(f));
	return start_level(f, top(f), err);
}

static int
pop(struct find *f, struct error *err)
{
	(void)sqlite3_reset(top(f)->stmt); /* its failure was reported */
	free(top(f)->resume);
	free(top(f)->path);
	f->n_levels--;
	if (f->n_levels == 0)
		return 0;
	enter_context(f, top(f));
	return top(f)->resume && !top(f)->at_end ? start_level(f, top(f), err) :
						   0;
}

/* --- entries ------------------------------------------------------------------ */

/* Set the path of a directory below the level's; of other names it is plain. */
static int
path_of_directory(struct find *f, struct error *err)
{
	if (f->is_plain)
		return 0;
	return store_absolute_path(f->store, &f->path, f->context.volume_id,
		f->within.buf, &f->found.is_online, err);
}

static int
read_facts(struct find *f, sqlite3_stmt *stmt, struct error *err)
{
	struct find_entry *found = &f->found;
	struct entry *e = &found->entry;
	int r = attribute_get(f->store, sqlite3_column_int64(stmt, R_ATTRIBUTE),
		e, err);

	if (r < 0)
		return r;
	e->size_bytes = sqlite3_column_int64(stmt, R_SIZE);
	e->blocks = sqlite3_column_int64(stmt, R_BLOCKS);
	e->mtime_ns = sqlite3_column_int64(stmt, R_MTIME);
	e->ctime_ns =
		ctime_of_lag(e->mtime_ns, sqlite3_column_int64(stmt, R_LAG));
	e->inode = (uint64_t)sqlite3_column_int64(stmt, R_INODE);
	e->nlink = (uint32_t)sqlite3_column_int64(stmt, R_NLINK);
	found->child_id = sqlite3_column_int64(stmt, R_CHILD);
	found->digest = sqlite3_column_blob(stmt, R_DIGEST);
	found->digest_len = (size_t)sqlite3_column_bytes(stmt, R_DIGEST);
	return 0;
}

/* Below what is only a way begins what was scanned. */
static int64_t
depth_of(int64_t above, bool is_way)
{
	return is_way ? -1 : above < 0 ? 0 : above + 1;
}

/* Where what was found is: in the level's directory, by that name. */
static int
place_found(struct find *f, const struct level *level, const char *name,
	size_t len, struct error *err)
{
	struct find_entry *found = &f->found;
	int r = 0;

	enter_context(f, level);
	path_append(&f->path, name, len);
	path_append(&f->within, name, len);
	found->is_online = level->is_online;
	found->dir_id = level->dir_id;
	found->depth = depth_of(level->depth, found->entry.mode == 0);
	if (found->child_id != 0)
		r = path_of_directory(f, err);
	found->path = f->path.buf;
	found->path_len = f->path.len;
	found->entry.name = f->within.buf + f->within.len - len;
	found->entry.name_len = len;
	return r;
}

static int
read_entry(struct find *f, const struct level *level, struct error *err)
{
	const char *name = sqlite3_column_blob(level->stmt, R_NAME);
	size_t len = (size_t)sqlite3_column_bytes(level->stmt, R_NAME);
	int r = read_facts(f, level->stmt, err);

	return r < 0 ? r : place_found(f, level, name, len, err);
}

/* To be shown?  Ways are not. */
static bool
is_found(const struct find *f, bool fits)
{
	return fits && f->found.entry.mode != 0 &&
		f->found.depth >= f->options.min_depth &&
		f->found.depth <= f->options.max_depth;
}

static bool
is_worth_entering(const struct find *f)
{
	int64_t id = f->found.child_id;

	return id != 0 && f->found.depth < f->options.max_depth &&
		(!f->marks || find_marks_has(f->marks, id));
}

/* --- orphans ------------------------------------------------------------------ */

/* Behind the names of a level: 1 if there is one to enter, as a way is. */
static int
read_orphan(struct find *f, struct level *level, struct error *err)
{
	struct directory dir;
	size_t i = level->next_orphan;
	int r;

	if (i >= f->orphans.n_items ||
		f->orphans.items[i].parent_id != level->dir_id)
		return 0;
	level->next_orphan++;
	r = store_directory(f->store, &dir, f->orphans.items[i].id, err);
	if (r <= 0)
		return r;
	f->found.entry.mode = 0;
	f->found.child_id = dir.id;
	r = place_found(f, level, dir.name, dir.name_len, err);
	return r < 0 ? r : 1;
}

/* --- starts ------------------------------------------------------------------- */

/* The path, split for match_path() before the last component. */
static int
prepare_start(struct find *f, const struct find_start *s, size_t *ret_split,
	struct error *err)
{
	const char *slash;
	int r;

	f->context.volume_id = s->volume_id;
	f->context.is_hidden = find_start_is_hidden(s);
	f->is_plain = paths_are_plain(f->store, s->volume_id);
	strbuf_truncate(&f->within, 0);
	strbuf_adds(&f->within, s->within);
	r = store_absolute_path(f->store, &f->path, s->volume_id, s->within,
		&f->found.is_online, err);
	if (r < 0)
		return r;
	f->context.is_online = f->found.is_online;
	slash = strrchr(f->path.buf, '/');
	*ret_split = slash ? (size_t)(slash - f->path.buf) + 1 : 0;
	return 0;
}

/* Step to the start's own entry.  1 if there is one. */
static int
step_to_start(struct find *f, int64_t dir_id, const struct strbuf *key,
	size_t split, struct error *err)
{
	_cleanup_(freep) char *name =
		xmemdupz(f->path.buf + split, f->path.len - split);
	size_t len = f->path.len - split;
	int r, rc;

	if (!f->start_stmt) {
		r = prepare(f, &f->start_stmt, FIND_START, err);
		if (r < 0)
			return r;
	}
	rc = bind_key(f, f->start_stmt, dir_id, key->buf, key->len);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_blob64(f->start_stmt, 3, name, len,
			SQLITE_TRANSIENT);
	if (rc != SQLITE_OK)
		return failed(f, rc, err);
	/* "/x" is looked at as "/" and "x". */
	strbuf_truncate(&f->path, split);
	r = step(f, f->start_stmt, err);
	strbuf_add(&f->path, name, len);
	return r;
}

/* 1 if its own entry is found, 0 if not. */
static int
begin(struct find *f, const struct find_start *s, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf key = STRBUF_INIT;
	struct find_entry *found = &f->found;
	int64_t dir_id = -1;
	size_t split;
	bool fits;
	int r = find_start_key(s, f->store, &dir_id, &key, err);

	if (r < 0 || dir_id < 0)
		return r;
	r = prepare_start(f, s, &split, err);
	if (r == 0)
		r = step_to_start(f, dir_id, &key, split, err);
	if (r <= 0)
		return r;
	r = read_facts(f, f->start_stmt, err);
	if (r < 0)
		return r;
	fits = sqlite3_column_int(f->start_stmt, R_FITS) != 0;
	found->volume_id = s->volume_id;
	found->volume = s->volume;
	found->dir_id = dir_id;
	found->depth = found->entry.mode == 0 ? -1 : 0;
	found->path = f->path.buf;
	found->path_len = f->path.len;
	found->entry.name = f->path.buf + split;
	found->entry.name_len = f->path.len - split;
	f->descend = is_worth_entering(f);
	return is_found(f, fits);
}

/* --- the walk ----------------------------------------------------------------- */

/* Once, when the walk turns out to be long. */
static int
scan(struct find *f, struct error *err)
{
	size_t first =
		f->options.walk_first ? f->options.walk_first : WALK_FIRST;

	if (f->scanned || f->n_walked < first)
		return 0;
	f->scanned = true;
	return find_scan(&f->marks, f->store, f->options.wanted, err);
}

/* One step on; 1 if it led to something found, 0 if not. */
static int
advance(struct find *f, struct error *err)
{
	struct level *level = top(f);
	int r;

	enter_context(f, level);
	r = level->at_end ? 0 : step(f, level->stmt, err);
	if (r == 0) {
		level->at_end = true;
		r = read_orphan(f, level, err);
		f->descend = r > 0 && is_worth_entering(f);
		return r == 0 ? pop(f, err) : r < 0 ? r : 0;
	}
	if (r > 0)
		r = read_entry(f, level, err);
	if (r < 0)
		return r;
	f->descend = is_worth_entering(f);
	return is_found(f, sqlite3_column_int(level->stmt, R_FITS) != 0);
}

int
store_find_next(struct find *f, struct find_entry *ret, struct error *err)
{
	int r = 0;

	while (r == 0) {
		if (f->descend) {
			f->descend = false;
			r = scan(f, err);
			if (r == 0 && is_worth_entering(f))
				r = push(f, err);
		} else if (f->n_levels > 0) {
			r = advance(f, err);
		} else if (f->next_start < f->starts.n_items) {
			r = begin(f, &f->starts.items[f->next_start++], err);
		} else {
			return 0;
		}
	}
	if (r > 0)
		*ret = f->found;
	return r;
}

int
store_find_open(struct find **ret, struct store *store,
	const struct find_options *options, struct error *err)
{
	_cleanup_(store_find_closep) struct find *f = xcalloc(1, sizeof(*f));
	int r;

	f->store = store;
	f->options = *options;
	f->path = (struct strbuf)STRBUF_INIT;
	f->within = (struct strbuf)STRBUF_INIT;
	f->context.path = &f->path;
	r = wanted_sql_new(&f->filter, store, options->wanted, WANTED_EXACT,
		&f->context, err);
	if (r == 0)
		r = find_starts_load(&f->starts, store, options, err);
	if (r == 0)
		r = find_orphans_load(&f->orphans, store, err);
	if (r < 0)
		return r;
	*ret = take_ptr(&f);
	return 0;
}

int64_t
store_find_given_up(const struct find *f)
{
	return wanted_sql_given_up(f->filter);
}

void
store_find_close(struct find *f)
{
	if (!f)
		return;
	(void)sqlite3_finalize(f->start_stmt);
	(void)sqlite3_finalize(f->shared);
	for (size_t i = 0; i < OWN_LEVELS; i++)
		(void)sqlite3_finalize(f->own[i]);
	for (size_t i = 0; i < f->n_levels; i++) {
		free(f->levels[i].resume);
		free(f->levels[i].path);
	}
	find_starts_clear(&f->starts);
	find_orphans_clear(&f->orphans);
	find_marks_free(f->marks);
	wanted_sql_free(f->filter);
	strbuf_clear(&f->path);
	strbuf_clear(&f->within);
	free(f->levels);
	free(f);
}
