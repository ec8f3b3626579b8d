/* SPDX-License-Identifier: MIT */
/*
 * What the catalogue says, all of it.  Its log is left as it is, so that the
 * program itself has to recover from having been killed.
 */
#include "model/model.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char sql_records[] =
	"SELECT id, CAST(mount_point AS TEXT), uuid FROM volume ORDER BY id";
static const char sql_directories[] =
	"SELECT id, parent_id, volume_id, state, name FROM directory";
static const char sql_rows[] =
	"SELECT e.dir_id, e.name, e.size, e.mtime, e.mtime + e.lag, e.inode,"
	" a.mode, a.uid, a.gid, e.nlink, e.blocks, ifnull(e.child_id, 0),"
	" ifnull(e.content_id, 0), ifnull(c.covered = c.size, 0), c.digest"
	" FROM entry AS e JOIN attribute AS a ON a.id = e.attribute_id"
	" LEFT JOIN content AS c ON c.id = e.content_id";
static const char sql_roots[] =
	"SELECT id, dir_id, options FROM root ORDER BY id";
static const char sql_scans[] =
	"SELECT id, root_id, added, removed, modified, moved, status FROM scan"
	" ORDER BY id";

struct reader {
	sqlite3 *db;
	struct known *known;
	int numbers[16]; /* volume.id to our volume */
};

/* items of this size, one more */
static void *
grow(void *array, size_t *n, size_t size)
{
	char *bytes = array;

	if ((*n & (*n - 1)) == 0)
		bytes = must(realloc(bytes, (*n ? 2 * *n : 1) * size));
	memset(bytes + *n * size, 0, size);
	(*n)++;
	return bytes;
}

static void
take_name(sqlite3_stmt *s, int column, char *ret, size_t size)
{
	const void *bytes = sqlite3_column_blob(s, column);
	size_t n = (size_t)sqlite3_column_bytes(s, column);

	if (n >= size)
		die("a long name in the catalogue");
	if (n > 0)
		memcpy(ret, bytes, n);
	ret[n] = '\0';
}

static void
take_record(struct reader *r, sqlite3_stmt *s)
{
	struct known *k = r->known;
	const char *uuid = (const char *)sqlite3_column_text(s, 2);
	int64_t id = sqlite3_column_int64(s, 0);
	struct record *record;

	if (id < 0 || id >= 16)
		die("many volumes");
	r->numbers[id] = -1;
	for (int i = 0; i < N_VOLUMES && uuid; i++)
		if (uuid[strlen(uuid) - 1] == '0' + i)
			r->numbers[id] = i;
	k->records = grow(k->records, &k->n_records, sizeof(*k->records));
	record = &k->records[k->n_records - 1];
	record->volume = r->numbers[id];
	take_name(s, 1, record->mount_point, sizeof(record->mount_point));
}

static void
take_directory(struct reader *r, sqlite3_stmt *s)
{
	struct known *k = r->known;
	struct directory *d;

	k->directories = grow(k->directories, &k->n_directories,
		sizeof(*k->directories));
	d = &k->directories[k->n_directories - 1];
	d->id = sqlite3_column_int64(s, 0);
	d->parent = sqlite3_column_int64(s, 1);
	d->volume = r->numbers[sqlite3_column_int64(s, 2) & 15];
	d->state = sqlite3_column_int(s, 3);
	if (d->volume >= 0)
		take_name(s, 4, d->name, sizeof(d->name));
}

static void
take_row(struct reader *r, sqlite3_stmt *s)
{
	struct known *k = r->known;
	const struct directory *d;
	struct facts *f;
	struct row *row;

	k->rows = grow(k->rows, &k->n_rows, sizeof(*k->rows));
	row = &k->rows[k->n_rows - 1];
	f = &row->facts;
	row->dir = sqlite3_column_int64(s, 0);
	f->size = sqlite3_column_int64(s, 2);
	f->mtime = sqlite3_column_int64(s, 3);
	f->ctime = sqlite3_column_int64(s, 4);
	f->inode = (uint64_t)sqlite3_column_int64(s, 5);
	f->mode = (uint32_t)sqlite3_column_int64(s, 6);
	f->uid = (uint32_t)sqlite3_column_int64(s, 7);
	f->gid = (uint32_t)sqlite3_column_int64(s, 8);
	f->nlink = (uint32_t)sqlite3_column_int64(s, 9);
	f->blocks = sqlite3_column_int64(s, 10);
	row->child = sqlite3_column_int64(s, 11);
	row->content = sqlite3_column_int64(s, 12);
	row->is_full = sqlite3_column_int(s, 13) != 0;
	if (row->is_full && sqlite3_column_bytes(s, 14) == DIGEST_SIZE)
		memcpy(row->digest, sqlite3_column_blob(s, 14), DIGEST_SIZE);
	d = known_directory(k, row->dir ? row->dir : row->child);
	row->volume = d ? d->volume : -1;
	if (row->volume >= 0)
		take_name(s, 1, row->name, sizeof(row->name));
}

static void
take_root(struct reader *r, sqlite3_stmt *s)
{
	struct known *k = r->known;
	const struct directory *d;
	const char *options = (const char *)sqlite3_column_text(s, 2);
	struct root *root;
	char quoted[16];

	k->roots = grow(k->roots, &k->n_roots, sizeof(*k->roots));
	root = &k->roots[k->n_roots - 1];
	root->id = sqlite3_column_int64(s, 0);
	root->dir = sqlite3_column_int64(s, 1);
	d = known_directory(k, root->dir);
	root->volume = d ? d->volume : -1;
	for (int i = 0; i < 2; i++) {
		(void)snprintf(quoted, sizeof(quoted), "\"%s\"",
			exclude_patterns[i]);
		root->is_excluding[i] = options && strstr(options, quoted);
	}
	if (d)
		(void)snprintf(root->path, PATH_SIZE, "%s", d->path);
}

static void
take_scan(struct reader *r, sqlite3_stmt *s)
{
	struct known *k = r->known;
	struct scan_record *scan;

	k->scans = grow(k->scans, &k->n_scans, sizeof(*k->scans));
	scan = &k->scans[k->n_scans - 1];
	scan->id = sqlite3_column_int64(s, 0);
	scan->root = sqlite3_column_int64(s, 1);
	scan->added = sqlite3_column_int64(s, 2);
	scan->removed = sqlite3_column_int64(s, 3);
	scan->modified = sqlite3_column_int64(s, 4);
	scan->moved = sqlite3_column_int64(s, 5);
	take_name(s, 6, scan->status, sizeof(scan->status));
}

static void
for_each(struct reader *r, const char *sql,
	void (*take)(struct reader *, sqlite3_stmt *))
{
	sqlite3_stmt *s;
	int code;

	if (sqlite3_prepare_v2(r->db, sql, -1, &s, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(r->db));
	while ((code = sqlite3_step(s)) == SQLITE_ROW)
		take(r, s);
	if (code != SQLITE_DONE)
		die(sqlite3_errmsg(r->db));
	(void)sqlite3_finalize(s);
}

static void
name_paths(struct known *k)
{
	char path[PATH_SIZE * 2];

	for (size_t i = 0; i < k->n_directories; i++) {
		struct directory *d = &k->directories[i];
		const struct directory *up = d;

		while (d->volume >= 0 && up && up->parent != 0) {
			(void)snprintf(path, sizeof(path), "%s%s%s", up->name,
				*d->path ? "/" : "", d->path);
			if (strlen(path) >= PATH_SIZE)
				die("a loop of directories");
			memcpy(d->path, path, strlen(path) + 1);
			up = known_directory(k, up->parent);
		}
	}
}

void
known_read(struct known *ret, const struct world *w)
{
	struct reader r = { .known = ret };

	memset(ret, 0, sizeof(*ret));
	if (access(w->db, F_OK) < 0)
		return;
	if (sqlite3_open_v2(w->db, &r.db, SQLITE_OPEN_READWRITE, NULL) !=
			SQLITE_OK ||
		sqlite3_db_config(r.db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
			NULL) != SQLITE_OK)
		die(w->db);
	/* Killed before there was a schema. */
	ret->is_there = sqlite3_exec(r.db, "BEGIN; SELECT 1 FROM entry", NULL,
				NULL, NULL) == SQLITE_OK;
	if (ret->is_there) {
		for_each(&r, sql_records, take_record);
		for_each(&r, sql_directories, take_directory);
		name_paths(ret);
		for_each(&r, sql_rows, take_row);
		for_each(&r, sql_roots, take_root);
		for_each(&r, sql_scans, take_scan);
	}
	if (sqlite3_close(r.db) != SQLITE_OK)
		die(w->db);
}

void
known_clear(struct known *k)
{
	free(k->rows);
	free(k->directories);
	free(k->roots);
	free(k->records);
	free(k->scans);
	memset(k, 0, sizeof(*k));
}

/* --- looking things up ---------------------------------------------------- */

const struct directory *
known_directory(const struct known *k, int64_t id)
{
	for (size_t i = 0; i < k->n_directories; i++)
		if (k->directories[i].id == id)
			return &k->directories[i];
	return NULL;
}

struct row *
known_row(const struct known *k, int64_t dir, const char *name)
{
	for (size_t i = 0; i < k->n_rows; i++)
		if (k->rows[i].dir == dir && k->rows[i].volume >= 0 &&
			strcmp(k->rows[i].name, name) == 0)
			return &k->rows[i];
	return NULL;
}

struct row *
known_row_of(const struct known *k, int64_t id)
{
	for (size_t i = 0; i < k->n_rows; i++)
		if (k->rows[i].child == id)
			return &k->rows[i];
	return NULL;
}

const struct directory *
known_at(const struct known *k, int volume, const char *path)
{
	for (size_t i = 0; i < k->n_directories; i++)
		if (k->directories[i].volume == volume &&
			strcmp(k->directories[i].path, path) == 0)
			return &k->directories[i];
	return NULL;
}

bool
known_other_facts(const struct known *k, const struct row *row)
{
	for (size_t i = 0; i < k->n_rows; i++)
		if (k->rows[i].volume == row->volume &&
			k->rows[i].facts.inode == row->facts.inode &&
			!facts_same_content(&k->rows[i].facts, &row->facts))
			return true;
	return false;
}
