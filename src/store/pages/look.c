/* SPDX-License-Identifier: MIT */
#include "store/pages/look.h"

#include "store/internal.h"
#include "store/unwritten/unwritten.h"
#include "store/pages/btree.h"
#include "util/cleanup.h"

#include <errno.h>

DEFINE_CLEANUP(struct btree *, btree_free);

/* So many rows are looked at between two questions whether to go on. */
#define ROWS_AT_ONCE 4096

/* Columns, as schema.sql has them. */
enum {
	ENTRY_DIR,
	ENTRY_NAME,
	ENTRY_SIZE,
	ENTRY_MTIME,
	ENTRY_LAG,
	ENTRY_INODE,
	ENTRY_ATTRIBUTE,
	ENTRY_NLINK,
	ENTRY_BLOCKS,
	ENTRY_CHILD,
	ENTRY_CONTENT
};
enum {
	CONTENT_ID,
	CONTENT_PARENT,
	CONTENT_SIZE,
	CONTENT_COVERED,
	CONTENT_DIGEST,
	CONTENT_COPIES,
	CONTENT_VOLUMES
};
enum {
	DIRECTORY_ID,
	DIRECTORY_PARENT,
	DIRECTORY_VOLUME,
	DIRECTORY_NAME,
	DIRECTORY_STATE,
	DIRECTORY_INODE,
	DIRECTORY_SEAL,
	DIRECTORY_FILES,
	DIRECTORY_DIRECTORIES,
	DIRECTORY_BYTES,
	DIRECTORY_BLOCKS,
	DIRECTORY_LINKED
};

/* --- rows of the file ------------------------------------------------------ */

static struct stored_entry
entry_of(const struct record *r)
{
	return (struct stored_entry){
		.dir_id = r->value[ENTRY_DIR],
		.name = r->bytes ? (const char *)r->bytes : "",
		.name_len = r->len,
		.size_bytes = r->value[ENTRY_SIZE],
		.mtime_ns = r->value[ENTRY_MTIME],
		.lag = r->value[ENTRY_LAG],
		.inode = r->value[ENTRY_INODE],
		.attribute_id = r->value[ENTRY_ATTRIBUTE],
		.nlink = r->value[ENTRY_NLINK],
		.blocks = r->value[ENTRY_BLOCKS],
		.child_id = r->value[ENTRY_CHILD],
		.content_id = r->value[ENTRY_CONTENT],
	};
}

static void
show_entry(const struct look *look, const struct record *r)
{
	const struct stored_entry e = entry_of(r);

	look->entry(&e, look->arg);
}

static void
show_row(const struct look *look, int64_t key, const struct record *r)
{
	if (look->entry) {
		show_entry(look, r);
	} else if (look->content) {
		const struct stored_content c = {
			.id = key,
			.parent_id = r->value[CONTENT_PARENT],
			.size = r->value[CONTENT_SIZE],
			.covered = r->value[CONTENT_COVERED],
			.digest = r->bytes,
			.digest_len = r->len,
			.copies = r->value[CONTENT_COPIES],
			.volumes = r->value[CONTENT_VOLUMES],
		};

		look->content(&c, look->arg);
	} else {
		const struct stored_directory d = {
			.id = key,
			.parent_id = r->value[DIRECTORY_PARENT],
			.volume_id = r->value[DIRECTORY_VOLUME],
			.name = r->bytes ? (const char *)r->bytes : "",
			.name_len = r->len,
			.state = r->value[DIRECTORY_STATE],
			.bytes = r->value[DIRECTORY_BYTES],
			.linked = r->value[DIRECTORY_LINKED],
		};

		look->directory(&d, look->arg);
	}
}

static int
open_table(struct btree **ret, struct store *store, const struct look *look,
	struct error *err)
{
	const char *table = look->entry ? "entry" :
		look->content		? "content" :
					  "directory";

	return btree_open(ret, store, table, look->entry != NULL, err);
}

static int64_t
floor_of(const struct look *look)
{
	return look->floor ? __atomic_load_n(look->floor, __ATOMIC_RELAXED) :
			     INT64_MIN;
}

static bool
has_bounds(const struct look *look)
{
	return look->floor || look->ceiling > 0;
}

static bool
is_above(const struct look *look, int64_t size)
{
	return look->ceiling > 0 && size > look->ceiling;
}

/* Is it worth reading to its end? */
static bool
is_asked_for(const struct look *look, const struct record *r)
{
	struct stored_entry e;

	if (!look->judge)
		return r->value[ENTRY_SIZE] >= floor_of(look) &&
			!is_above(look, r->value[ENTRY_SIZE]);
	e = entry_of(r);
	return look->judge(&e, look->arg);
}

/* Of how many columns that is known; RECORD_COLUMNS: it is not asked. */
static unsigned int
first_columns(const struct look *look)
{
	if (look->judge)
		return (unsigned int)look->known;
	return has_bounds(look) ? ENTRY_SIZE + 1 : RECORD_COLUMNS;
}

/* Most are not asked for: less of these is read. */
static int
show_some(const struct look *look, struct record *r)
{
	if (!is_asked_for(look, r))
		return 0;
	if (!record_read(r, RECORD_COLUMNS, r->whole, r->whole_len))
		return -1;
	show_entry(look, r);
	return 0;
}

static int
interrupted(struct error *err)
{
	return error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
}

static int
look_in_tree(struct btree *tree, struct store *store, const struct look *look,
	int64_t first, int64_t last, struct error *err)
{
	const unsigned int columns = first_columns(look);
	struct record record;
	unsigned int n = 0;
	int64_t key;
	int r;

	btree_seek(tree, first, columns);
	while ((r = btree_next(tree, &key, &record, err)) > 0 && key <= last) {
		if (look->within && !subtree_has(look->within, key))
			; /* not asked for */
		else if (columns == RECORD_COLUMNS)
			show_row(look, key, &record);
		else if (show_some(look, &record) < 0)
			return error_sqlite(err, store, SQLITE_CORRUPT,
				"cannot read the catalogue");
		if (++n % ROWS_AT_ONCE == 0 && store_is_stopped(store))
			return interrupted(err);
	}
	return r < 0 ? r : 0;
}

/* 1, or 0 if there are no pages to read. */
static int
look_at_pages(struct store *store, const struct look *look, int64_t first,
	int64_t last, struct error *err)
{
	_cleanup_(btree_freep) struct btree *tree = NULL;
	int r = open_table(&tree, store, look, err);

	if (r <= 0)
		return r;
	r = look_in_tree(tree, store, look, first, last, err);
	return r < 0 ? r : 1;
}

/* --- rows of a statement --------------------------------------------------- */

/* look_entry(dir_id, name, size, mtime, lag, inode, attribute_id, nlink, blocks,
 * child_id, content_id) */
static void
sql_entry(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	const char *name = sqlite3_value_blob(v[1]);
	struct stored_entry e = { .dir_id = sqlite3_value_int64(v[0]),
		.name = name ? name : "" };

	(void)n; /* registered with so many */
	sqlite3_result_int(context, 0);
	if (store->look && store->look->within &&
		!subtree_has(store->look->within, e.dir_id))
		return;
	e.name_len = name ? (size_t)sqlite3_value_bytes(v[1]) : 0;
	e.size_bytes = sqlite3_value_int64(v[2]);
	if (store->look && is_above(store->look, e.size_bytes))
		return;
	e.mtime_ns = sqlite3_value_int64(v[3]);
	e.lag = sqlite3_value_int64(v[4]);
	e.inode = sqlite3_value_int64(v[5]);
	e.attribute_id = sqlite3_value_int64(v[6]);
	e.nlink = sqlite3_value_int64(v[7]);
	e.blocks = sqlite3_value_int64(v[8]);
	e.child_id = sqlite3_value_int64(v[9]);
	e.content_id = sqlite3_value_int64(v[10]);
	if (store->look &&
		(!store->look->judge ||
			store->look->judge(&e, store->look->arg)))
		store->look->entry(&e, store->look->arg);
}

/* look_content(id, parent_id, size, covered, digest, copies, volumes) */
static void
sql_content(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct stored_content c = { .id = sqlite3_value_int64(v[0]),
		.digest = sqlite3_value_blob(v[4]) };

	(void)n; /* likewise */
	sqlite3_result_int(context, 0);
	c.parent_id = sqlite3_value_int64(v[1]);
	c.size = sqlite3_value_int64(v[2]);
	c.covered = sqlite3_value_int64(v[3]);
	c.digest_len = c.digest ? (size_t)sqlite3_value_bytes(v[4]) : 0;
	c.copies = sqlite3_value_int64(v[5]);
	c.volumes = sqlite3_value_int64(v[6]);
	if (store->look)
		store->look->content(&c, store->look->arg);
}

/* look_directory(id, parent_id, volume_id, name, state, bytes, linked) */
static void
sql_directory(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	const char *name = sqlite3_value_blob(v[3]);
	struct stored_directory d = { .id = sqlite3_value_int64(v[0]),
		.name = name ? name : "" };

	(void)n; /* likewise */
	sqlite3_result_int(context, 0);
	d.name_len = name ? (size_t)sqlite3_value_bytes(v[3]) : 0;
	d.parent_id = sqlite3_value_int64(v[1]);
	d.volume_id = sqlite3_value_int64(v[2]);
	d.state = sqlite3_value_int64(v[4]);
	d.bytes = sqlite3_value_int64(v[5]);
	d.linked = sqlite3_value_int64(v[6]);
	if (store->look)
		store->look->directory(&d, store->look->arg);
}

int
look_register(struct store *store, struct error *err)
{
	int r = query_function(store, "look_entry", 11, sql_entry, err);

	if (r == 0)
		r = query_function(store, "look_content", 7, sql_content, err);
	return r < 0 ?
		r :
		query_function(store, "look_directory", 7, sql_directory, err);
}

static int
run(struct bind *b, const struct look *look, struct error *err)
{
	struct store *store = b->store;
	int r;

	store->look = look;
	store_read_once(store, true);
	r = bind_run_long(b, err);
	store_read_once(store, false);
	store->look = NULL;
	return r;
}

static int
look_at_rows(struct store *store, const struct look *look, int64_t first,
	int64_t last, struct error *err)
{
	const enum query query = look->entry ? Q_LOOK_ENTRIES :
		look->content		     ? Q_LOOK_CONTENTS :
					       Q_LOOK_DIRECTORIES;
	struct bind b = bind_begin(store, query);

	bind_i64(&b, first);
	bind_i64(&b, last);
	if (look->entry)
		bind_i64(&b, floor_of(look));
	return run(&b, look, err);
}

/* A statement sees the floor as it was when it began, so there are several,
 * each for a part of the directories. */
#define FLOOR_PIECES 64

static int
look_above(struct store *store, const struct look *look, int64_t first,
	int64_t last, struct error *err)
{
	int64_t known, from = first, to = first > 0 ? first : 0;
	int r = store_last_directory_id(store, &known, err);

	for (int i = 1; i <= FLOOR_PIECES && r >= 0 && from <= last; i++) {
		if (i == FLOOR_PIECES || to >= known || to >= last)
			to = last;
		r = look_at_rows(store, look, from, to, err);
		if (to == last)
			break;
		from = to + 1;
		to += (known - to) / (FLOOR_PIECES - i);
	}
	return r;
}

/* --- either ---------------------------------------------------------------- */

int
look_at(struct store *store, const struct look *look, int64_t first,
	int64_t last, struct error *err)
{
	int r = look->entry && unwritten_is_on(store) ?
		unwritten_write(store, err) :
		0;

	if (r == 0)
		r = look_at_pages(store, look, first, last, err);
	if (r != 0)
		return r < 0 ? r : 0;
	return look->floor ? look_above(store, look, first, last, err) :
			     look_at_rows(store, look, first, last, err);
}

int
look_at_these(struct store *store, const struct look *look, const int64_t *ids,
	size_t n, struct error *err)
{
	_cleanup_(btree_freep) struct btree *tree = NULL;
	int r = open_table(&tree, store, look, err);

	for (size_t i = 0; i < n && r >= 0; i++) {
		if (look->within && !subtree_has(look->within, ids[i]))
			continue;
		if (store_is_stopped(store))
			return interrupted(err);
		r = tree ?
			look_in_tree(tree, store, look, ids[i], ids[i], err) :
			look_at(store, look, ids[i], ids[i], err);
	}
	return r < 0 ? r : 0;
}

static int
run_query(struct store *store, enum query query, struct error *err)
{
	struct bind b = bind_begin(store, query);

	return bind_run(&b, err);
}

/* Statements that only read see one state of the catalogue; so do pages. */
int
look_at_now(struct store *store, const struct look *look, struct error *err)
{
	int64_t ignored;
	int r, end;

	if (!sqlite3_get_autocommit(store->db))
		return look_at(store, look, INT64_MIN, INT64_MAX, err);
	r = run_query(store, Q_BEGIN_READ, err);
	if (r < 0)
		return r;
	r = store_fact(store, &ignored, "generation", err);
	if (r >= 0)
		r = look_at(store, look, INT64_MIN, INT64_MAX, err);
	end = run_query(store, Q_COMMIT, r < 0 ? NULL : err);
	return r < 0 ? r : end;
}

int
look_at_scope(struct store *store, const struct look *look, struct error *err)
{
	struct bind b = bind_begin(store, Q_LOOK_SCOPE);

	return run(&b, look, err);
}

int
look_at_scope_names(struct store *store, const struct look *look,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_LOOK_SCOPE_NAMES);

	return run(&b, look, err);
}

int
look_middle(struct store *store, const struct look *look, int64_t *ret,
	struct error *err)
{
	_cleanup_(btree_freep) struct btree *tree = NULL;
	int r = open_table(&tree, store, look, err);

	*ret = 0;
	if (r > 0)
		r = btree_middle(tree, ret, err);
	return r < 0 ? r : 0;
}
