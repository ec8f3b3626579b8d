/* SPDX-License-Identifier: MIT */
/*
 * What the tests of store/ share: verbs that fail the test when they fail.
 */
#ifndef CATALOG_TESTS_STORE_FIXTURE_H
#define CATALOG_TESTS_STORE_FIXTURE_H

#include "lib/ok.h"
#include "store/entries.h"
#include "store/internal.h"
#include "store/volumes.h"

#include <check.h>
#include <string.h>

static inline struct store *
open_store(const char *path)
{
	struct store *store = NULL;

	ok(store_open(&store, path, STORE_WRITE, err));
	return store;
}

/* New, or seen again; only a part of it is mounted there. */
static inline int64_t
add_volume_part(struct store *store, const char *identity,
	const char *mount_point, const char *mount_root)
{
	struct volume v = {
		.identity = (char *)(uintptr_t)identity,
		.fstype = (char *)(uintptr_t) "ext4",
		.source = (char *)(uintptr_t) "/dev/test",
		.mount_point = (char *)(uintptr_t)mount_point,
		.mount_root = (char *)(uintptr_t)mount_root,
		.capacity_bytes = -1,
		.free_bytes = -1,
		.granularity_ns = 1,
		.inodes_stable = true,
	};

	ok(store_put_volume(store, &v, "disk", err));
	free(v.name);
	return v.id;
}

static inline int64_t
add_volume(struct store *store, const char *identity, const char *mount_point)
{
	return add_volume_part(store, identity, mount_point, "");
}

static inline int64_t
make_directory(struct store *store, int64_t volume_id, const char *within)
{
	int64_t id = 0;

	ok(store_make_directory(store, &id, volume_id, within, err));
	return id;
}

static inline struct entry
file_entry(const char *name, uint64_t inode, int64_t size)
{
	struct entry e = { .name = name, .name_len = strlen(name) };

	e.inode = inode;
	e.size_bytes = size;
	e.blocks = size / 512 + (size % 512 != 0);
	e.mtime_ns = 1000;
	e.ctime_ns = 2000;
	e.mode = S_IFREG | 0644;
	e.nlink = 1;
	return e;
}

static inline void
add_file(struct store *store, int64_t dir_id, const char *name, uint64_t inode,
	int64_t size)
{
	struct entry e = file_entry(name, inode, size);

	ok(store_add_entry(store, dir_id, &e, 0, err));
}

/* A directory with its entry; returns its id. */
static inline int64_t
add_dir(struct store *store, int64_t volume_id, int64_t parent_id,
	const char *name)
{
	struct entry e = file_entry(name, 77, 4096);
	struct directory dir = { .parent_id = parent_id, .name = name };

	e.mode = S_IFDIR | 0755;
	dir.name_len = strlen(name);
	dir.volume_id = volume_id;
	dir.state = DIRECTORY_COMPLETE;
	dir.inode = e.inode;
	ok(store_last_directory_id(store, &dir.id, err));
	dir.id++;
	ok(store_add_directory(store, &dir, err));
	ok(store_add_entry(store, parent_id, &e, dir.id, err));
	return dir.id;
}

/* Give an entry a content row, as if it had been read. */
static inline void
set_content(struct store *store, int64_t dir_id, const char *name,
	int64_t content_id)
{
	char sql[256];

	(void)snprintf(sql, sizeof(sql),
		"INSERT OR IGNORE INTO content VALUES (%lld, NULL, 5, 5,"
		" CAST(CAST(%lld AS TEXT) AS BLOB), 0, 0);"
		"UPDATE entry SET content_id = %lld WHERE dir_id = %lld"
		" AND name = CAST('%s' AS BLOB)",
		(long long)content_id, (long long)content_id,
		(long long)content_id, (long long)dir_id, name);
	ok(query_exec(store, sql, err));
	store_touch_content(store, content_id);
}

/* The first column of the first row; -1 without a row. */
static inline int64_t
number(struct store *store, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int64_t value = -1;

	ck_assert_int_eq(sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL),
		SQLITE_OK);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
	return value;
}

static inline struct known_entry
get_entry(struct store *store, int64_t dir_id, const char *name)
{
	struct known_entry known = { 0 };
	struct error error = ERROR_INIT;

	ck_assert_int_eq(store_entry(store, &known, dir_id, name, strlen(name),
				 &error),
		1);
	return known;
}

#endif
