/* SPDX-License-Identifier: MIT */
/*
 * A walk of a table's pages, and beside it a statement that says the same.
 */
#ifndef CATALOG_TESTS_UNIT_STORE_PAGES_WALK_H
#define CATALOG_TESTS_UNIT_STORE_PAGES_WALK_H

#include "unit/store/fixture.h"

#include "lib/random_rows.h"
#include "lib/scratch.h"
#include "store/pages/btree.h"

static inline struct store *
open_reader(const char *path)
{
	struct store *reader = NULL;

	ok(store_open(&reader, path, STORE_READ, err));
	ok(store_begin(reader, err));
	return reader;
}

struct table {
	const char *name;
	bool is_keyed;
	const char *sql; /* its columns, as they are stored, from a key on */
};

static const struct table tables[] = {
	{ "entry", true,
		"SELECT dir_id, name, size, mtime, lag, inode, attribute_id,"
		" nlink, blocks, child_id, content_id, archive_id "
		"FROM entry WHERE dir_id >= ?1 ORDER BY dir_id, name" },
	{ "content", false,
		"SELECT id, parent_id, size, covered, digest, copies, volumes "
		"FROM content WHERE id >= ?1 ORDER BY id" },
	{ "directory", false,
		"SELECT id, parent_id, volume_id, name, state, inode, seal,"
		" files, directories, bytes, blocks, linked "
		"FROM directory WHERE id >= ?1 ORDER BY id" },
};

enum { N_TABLES = sizeof(tables) / sizeof(tables[0]) };

struct walk {
	const struct table *table;
	struct btree *tree;
	sqlite3_stmt *stmt;
	size_t n;
};

static inline struct walk
walk_begin(struct store *reader, const struct table *table)
{
	struct walk w = { .table = table };
	struct error error = ERROR_INIT;

	ck_assert_int_eq(btree_open(&w.tree, reader, table->name,
				 table->is_keyed, &error),
		1);
	w.stmt = raw_prepare(reader->db, table->sql);
	(void)sqlite3_bind_int64(w.stmt, 1, INT64_MIN);
	return w;
}

static inline void
walk_seek(struct walk *w, int64_t first)
{
	btree_seek(w->tree, first, RECORD_COLUMNS);
	(void)sqlite3_reset(w->stmt);
	(void)sqlite3_bind_int64(w->stmt, 1, first);
	w->n = 0;
}

static inline void
walk_end(struct walk *w)
{
	(void)sqlite3_finalize(w->stmt);
	btree_free(w->tree);
}

static inline bool
is_same_column(const struct walk *w, int i, const struct record *r)
{
	size_t len = (size_t)sqlite3_column_bytes(w->stmt, i);

	/* A rowid is not in the record. */
	if (i == 0 && !w->table->is_keyed)
		return r->value[0] == 0;
	if (sqlite3_column_type(w->stmt, i) == SQLITE_BLOB)
		return r->value[i] == 0 && r->bytes && r->len == len &&
			(len == 0 ||
				memcmp(r->bytes,
					sqlite3_column_blob(w->stmt, i),
					len) == 0);
	return r->value[i] == sqlite3_column_int64(w->stmt, i);
}

/* One row of both, the same; false at their end. */
static inline bool
walk_next(struct walk *w)
{
	struct error error = ERROR_INIT;
	struct record record;
	int64_t key = 0;
	int r = btree_next(w->tree, &key, &record, &error);
	int rc = sqlite3_step(w->stmt);

	if (r < 0)
		ck_abort_msg("%s", error.text);
	must(rc == (r > 0 ? SQLITE_ROW : SQLITE_DONE));
	if (r == 0)
		return false;
	w->n++;
	must(key == sqlite3_column_int64(w->stmt, 0));
	for (int i = 0; i < sqlite3_column_count(w->stmt); i++)
		if (!is_same_column(w, i, &record))
			ck_abort_msg("%s: row %zu, column %d", w->table->name,
				w->n, i);
	for (int i = sqlite3_column_count(w->stmt); i < RECORD_COLUMNS; i++)
		must(record.value[i] == 0);
	return true;
}

static inline size_t
walk_rest(struct walk *w)
{
	while (walk_next(w))
		;
	return w->n;
}

#endif
