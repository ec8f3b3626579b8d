/* SPDX-License-Identifier: MIT */
/*
 * A few random files on two volumes, of few sizes, of which more or less was
 * read: what surveys are asked about.
 */
#ifndef CATALOG_TESTS_UNIT_STORE_SURVEY_RANDOM_FILES_H
#define CATALOG_TESTS_UNIT_STORE_SURVEY_RANDOM_FILES_H

#include "unit/store/fixture.h"

#include "lib/random.h"

#include <stdio.h>
#include <stdlib.h>

enum { N_SIZES = 4, N_KINDS = 9, N_FILES = 14, N_DIRS = 4 };

/* Of each size but the first, which is 0: number in its size, parent likewise,
 * how much was read.  Of the first kind nothing was. */
static const struct {
	int parent;
	int covered; /* in percent */
} kinds[N_KINDS] = {
	{ 0, 0 },
	{ 0, 10 },
	{ 0, 10 },
	{ 1, 100 },
	{ 1, 100 },
	{ 2, 100 },
	{ 0, 100 },
	{ 1, 50 },
	{ 7, 100 },
};

struct file {
	int dir;
	int size;
	int kind;
	int inode;
	bool has_links;
};

static struct store *store;
static int64_t volumes[2];
static int64_t dirs[N_DIRS]; /* top and below it, on either volume */
static struct file files[N_FILES];
static int n_kinds = N_KINDS; /* of them so many are used */
static bool has_odd_links;    /* some names are of what was there before */

static inline void
make_contents(void)
{
	char sql[256];

	for (int size = 1; size < N_SIZES; size++)
		for (int kind = 1; kind < N_KINDS; kind++) {
			int parent = kinds[kind].parent;

			(void)snprintf(sql, sizeof(sql),
				"INSERT INTO content VALUES (%d, nullif(%d, 0),"
				" %d, %d, randomblob(16), 0, 0)",
				size * N_KINDS + kind,
				parent ? size * N_KINDS + parent : 0,
				size * 100, size * kinds[kind].covered);
			ok(query_exec(store, sql, err));
		}
}

static inline void
setup(void)
{
	store = open_store(":memory:");
	ok(store_begin(store, err));
	volumes[0] = add_volume(store, "uuid:1", "/mnt/1");
	volumes[1] = add_volume(store, "uuid:2", "/mnt/2");
	for (int i = 0; i < 2; i++) {
		dirs[2 * i] = make_directory(store, volumes[i], "");
		dirs[2 * i + 1] =
			add_dir(store, volumes[i], dirs[2 * i], "sub");
	}
	make_contents();
}

static inline void
teardown(void)
{
	store_close(store);
}

/* An inode is of one size, but for odd links, and the same is known of all its
 * names of one size. */
static inline void
make_file(int i)
{
	struct file *f = &files[i];
	char name[16], sql[256];

	*f = (struct file){ (int)any(N_DIRS), (int)any(N_SIZES),
		(int)any((size_t)n_kinds), i, false };
	if (i > 0 && any(has_odd_links ? 2 : 3) == 0) {
		struct file *other = &files[any((size_t)i)];

		*f = *other;
		f->dir = other->dir / 2 * 2 + (int)any(2);
		if (has_odd_links && any(2) == 0)
			f->size = f->inode % (N_SIZES - 1) + 1;
		f->has_links = other->has_links = true;
		(void)snprintf(sql, sizeof(sql),
			"UPDATE entry SET nlink = 2 WHERE inode = %d AND"
			" child_id IS NULL",
			1000 + f->inode);
		ok(query_exec(store, sql, err));
	}
	(void)snprintf(name, sizeof(name), "f%d", i);
	(void)snprintf(sql, sizeof(sql),
		"INSERT INTO entry SELECT %lld, CAST('%s' AS BLOB), %d, 1, 0,"
		" %d, id, %d, 0, NULL, nullif(%d, 0), NULL"
		" FROM attribute WHERE (mode & 61440) = 32768",
		(long long)dirs[f->dir], name, f->size * 100, 1000 + f->inode,
		f->has_links ? 2 : 1,
		f->size > 0 && f->kind > 0 ? f->size * N_KINDS + f->kind : 0);
	ok(query_exec(store, sql, err));
}

static inline void
make_files(void)
{
	ok(query_exec(store, "DELETE FROM entry WHERE child_id IS NULL", err));
	/* So that there is an attribute for them. */
	add_file(store, dirs[0], "first", 7, 1);
	ok(query_exec(store, "DELETE FROM entry WHERE inode = 7", err));
	for (int i = 0; i < N_FILES; i++)
		make_file(i);
}

/* As a hash run leaves them. */
static inline void
count_copies(void)
{
	ok(query_exec(store,
		"UPDATE content SET"
		" copies = (SELECT count(DISTINCT e.inode) FROM entry AS e"
		"  WHERE e.content_id = content.id),"
		" volumes = (SELECT count(DISTINCT d.volume_id)"
		"  FROM entry AS e JOIN directory AS d ON d.id = e.dir_id"
		"  WHERE e.content_id = content.id)",
		err));
}

static inline bool
is_below(const struct file *f, int side)
{
	return f->dir == side || (side % 2 == 0 && f->dir == side + 1);
}

static inline bool
is_full(int kind)
{
	return kinds[kind].covered == 100;
}

static inline bool
is_loose(int kind)
{
	return is_full(kind) && kinds[kind].parent == 0;
}

/* Is `above` what `kind` refines, or what that does? */
static inline bool
refines(int kind, int above)
{
	for (kind = kinds[kind].parent; kind != 0; kind = kinds[kind].parent)
		if (kind == above)
			return true;
	return false;
}

#endif
