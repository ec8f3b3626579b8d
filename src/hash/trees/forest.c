/* SPDX-License-Identifier: MIT */
/*
 * The digest of a directory is that of the sum of the digests of what is in
 * it, so the order in which things come does not matter:
 *
 *   a file       its name, type and content; of others than regular files
 *                their size stands for the content
 *   a directory  its name and digest
 *
 * One pass over the directories, one over the names, one over the contents.
 * Then directories are closed from the leaves up, each once all below it are
 * (forest_sums.c).
 * A directory in which anything is not known spoils all above it.
 *
 * Memory: about 100 bytes a directory, and 16 a name of a content that has
 * several.
 */
#include "hash/trees/forest.h"

#include "hash/digest.h"
#include "store/archive/member_groups.h"
#include "store/entries.h"
#include "store/rows.h"
#include "util/alloc.h"
#include "util/search.h"
#include "util/sum.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Columns of ROWS_TREES, ROWS_LEAVES and ROWS_FULL_CONTENTS. */
enum {
	T_DIR_ID,
	T_PARENT_ID,
	T_VOLUME_ID,
	T_STATE,
	T_NAME,
	T_IN_SCOPE,
	T_ARCHIVE_ID, /* of ROWS_MEMBER_TREES */
	T_NUMBER,
	T_OWN
};
enum { L_DIR_ID, L_NAME, L_SIZE, L_MODE, L_NLINK, L_INODE, L_CONTENT_ID };
enum { F_CONTENT_ID, F_COPIES };

/* While it is loaded. */
struct loading {
	struct forest *f;
	struct store *store;
	bool is_scoped;
	size_t room; /* for dirs */
	size_t room_inner;
	uint8_t *full;	 /* a bit a content: read in full, */
	uint8_t *shared; /* and more than one file has it */
	size_t n_bits;
	int64_t *parent_ids; /* as long as dirs */
	struct dir *dir;     /* of the last leaf */
};

static void
loading_clear(struct loading *l)
{
	free(l->full);
	free(l->shared);
	free(l->parent_ids);
}

void
forest_clear(struct forest *f)
{
	free(f->dirs);
	free(f->inner);
	free(f->walk);
	free(f->gone);
	free(f->by_content.items);
	free(f->by_dir.items);
}

/* --- contents ------------------------------------------------------------ */

static void
set_bit(uint8_t *bits, size_t i)
{
	bits[i / 8] = (uint8_t)(bits[i / 8] | (1u << (i % 8)));
}

static bool
get_bit(const struct loading *l, const uint8_t *bits, int64_t i)
{
	return i >= 0 && (size_t)i < l->n_bits &&
		(bits[i / 8] >> (i % 8) & 1) != 0;
}

static void
reserve_bits(struct loading *l, size_t bit)
{
	size_t old = l->n_bits / 8;
	size_t size = old ? old : 4096;

	while (size * 8 <= bit)
		size *= 2;
	if (size == old)
		return;
	l->full = xreallocarray(l->full, size, 1);
	l->shared = xreallocarray(l->shared, size, 1);
	memset(l->full + old, 0, size - old);
	memset(l->shared + old, 0, size - old);
	l->n_bits = size * 8;
}

static int
load_contents(struct loading *l, enum rows_query query, struct error *err)
{
	struct rows *rows = NULL;
	int r = rows_open(&rows, l->store, query, err);

	while (r >= 0 && (r = rows_next(rows, err)) > 0) {
		int64_t id = rows_i64(rows, F_CONTENT_ID);

		if (id < 0 || id > UINT32_MAX)
			continue; /* no file is that new: not known */
		reserve_bits(l, (size_t)id);
		set_bit(l->full, (size_t)id);
		if (rows_i64(rows, F_COPIES) > 1)
			set_bit(l->shared, (size_t)id);
	}
	rows_close(rows);
	return r;
}

/* --- directories --------------------------------------------------------- */

static struct dir *
find_dir(const struct forest *f, int64_t id)
{
	size_t at = search_i64(f->dirs, f->n, sizeof(*f->dirs), id);

	return at < f->n && f->dirs[at].id == id ? &f->dirs[at] : NULL;
}

static void
add_dir(struct loading *l, const struct rows *rows)
{
	struct forest *f = l->f;
	uint64_t name[2];
	struct dir *d;
	size_t len;
	const char *bytes = rows_bytes(rows, T_NAME, &len);

	if (f->n == l->room) {
		l->room = l->room ? l->room * 2 : 1024;
		f->dirs = xreallocarray(f->dirs, l->room, sizeof(*f->dirs));
		l->parent_ids = xreallocarray(l->parent_ids, l->room,
			sizeof(*l->parent_ids));
	}
	digest_memory(name, bytes, len);
	l->parent_ids[f->n] = rows_i64(rows, T_PARENT_ID);
	d = &f->dirs[f->n++];
	*d = (struct dir){ .id = rows_i64(rows, T_DIR_ID),
		.name = { name[0] },
		.parent = NO_DIR,
		.first_child = NO_DIR,
		.next_sibling = NO_DIR,
		.volume = (uint32_t)rows_i64(rows, T_VOLUME_ID) };
	if (rows_i64(rows, T_STATE) == DIRECTORY_COMPLETE)
		d->flags = DIR_KNOWN | DIR_SHARED;
	if (!l->is_scoped || rows_i64(rows, T_IN_SCOPE))
		d->flags |= DIR_IN_SCOPE;
}

/* The dir that was just added is an archive, or in one. */
static void
add_inner(struct loading *l, const struct rows *rows)
{
	struct forest *f = l->f;
	struct dir *d = &f->dirs[f->n - 1];
	size_t i = f->n - 1 - f->first_inner;

	if (i == l->room_inner) {
		l->room_inner = l->room_inner ? l->room_inner * 2 : 1024;
		f->inner = xreallocarray(f->inner, l->room_inner,
			sizeof(*f->inner));
	}
	f->inner[i] = (struct inner){ rows_i64(rows, T_ARCHIVE_ID),
		rows_i64(rows, T_NUMBER) };
	d->flags = DIR_IN_SCOPE |
		(f->inner[i].number == 0 ? DIR_ARCHIVE : DIR_INNER);
	if (rows_i64(rows, T_STATE))
		d->flags |= DIR_KNOWN | DIR_SHARED;
	d->own_bytes = rows_i64(rows, T_OWN);
}

static int
load_rows(struct loading *l, enum rows_query query, struct error *err)
{
	struct rows *rows = NULL;
	int r = rows_open(&rows, l->store, query, err);

	while (r >= 0 && (r = rows_next(rows, err)) > 0) {
		if (l->f->n == NO_DIR - 1) {
			r = error_set(err, EOVERFLOW, "too many directories");
			break;
		}
		add_dir(l, rows);
		if (query == ROWS_MEMBER_TREES)
			add_inner(l, rows);
	}
	rows_close(rows);
	return r;
}

static int
load_dirs(struct loading *l, bool members, struct error *err)
{
	int r = load_rows(l, ROWS_TREES, err);

	l->f->first_inner = l->f->n;
	if (r >= 0 && members)
		r = load_rows(l, ROWS_MEMBER_TREES, err);
	for (uint32_t i = 0; r >= 0 && i < l->f->n; i++) {
		struct dir *parent = find_dir(l->f, l->parent_ids[i]);

		if (!parent)
			continue; /* the top of a volume */
		l->f->dirs[i].parent = (uint32_t)(parent - l->f->dirs);
		l->f->dirs[i].next_sibling = parent->first_child;
		parent->first_child = i;
	}
	return r;
}

/* --- names --------------------------------------------------------------- */

static void
add_inode(struct dir *d, const struct rows *rows)
{
	const uint64_t inode[2] = { (uint64_t)rows_i64(rows, L_INODE),
		d->volume };
	uint64_t digest[2];

	digest_memory(digest, inode, sizeof(inode));
	d->inodes[0] += digest[0];
}

/* A regular file with bytes; what stands for its content, or 0. */
static int64_t
add_content(struct loading *l, struct dir *d, const struct rows *rows)
{
	int64_t id = rows_i64(rows, L_CONTENT_ID);
	int64_t size = rows_i64(rows, L_SIZE);
	bool has_links = rows_i64(rows, L_NLINK) > 1;

	d->bytes = sum_sizes(d->bytes, size);
	if (!has_links)
		d->own_bytes = sum_sizes(d->own_bytes, size);
	add_inode(d, rows);
	if (id == 0 || !get_bit(l, l->full, id)) {
		d->flags = (uint8_t)(d->flags &
			~(unsigned int)(DIR_KNOWN | DIR_SHARED));
		return 0;
	}
	if (!has_links && !get_bit(l, l->shared, id))
		d->flags = (uint8_t)(d->flags & ~(unsigned int)DIR_SHARED);
	else if (d->flags & DIR_IN_SCOPE)
		forest_add_place(&l->f->by_dir, d->at, (uint64_t)id);
	return id;
}

static void
add_leaf(struct loading *l, struct dir *d, const struct rows *rows)
{
	struct {
		int64_t content;
		int64_t type;
		char name[256];
	} leaf;
	uint64_t digest[2];
	size_t len;
	const char *name = rows_bytes(rows, L_NAME, &len);

	memset(&leaf, 0, sizeof(leaf) - sizeof(leaf.name));
	leaf.type = rows_i64(rows, L_MODE) & S_IFMT;
	leaf.content = rows_i64(rows, L_SIZE);
	if (leaf.type == S_IFREG && leaf.content > 0)
		leaf.content = add_content(l, d, rows);
	else if (leaf.type != S_IFREG && leaf.type != S_IFLNK)
		leaf.content = 0;
	if (len > sizeof(leaf.name)) {
		digest_memory(digest, name, len);
		memcpy(leaf.name, digest, sizeof(digest));
		len = sizeof(digest);
	} else {
		memcpy(leaf.name, name, len);
	}
	digest_memory(digest, &leaf, offsetof(__typeof__(leaf), name) + len);
	forest_add_sum(d->sum, digest);
	if (d->files < UINT32_MAX)
		d->files++;
}

static int
load_leaves(struct loading *l, enum rows_query query, struct error *err)
{
	struct rows *rows = NULL;
	int r = rows_open(&rows, l->store, query, err);

	while (r >= 0 && (r = rows_next(rows, err)) > 0) {
		int64_t id = rows_i64(rows, L_DIR_ID);

		if (!l->dir || l->dir->id != id)
			l->dir = find_dir(l->f, id);
		if (l->dir)
			add_leaf(l, l->dir, rows);
	}
	rows_close(rows);
	return r;
}

/* --- all of it ------------------------------------------------------------- */

int
forest_load(struct forest *f, struct store *store,
	const struct trees_options *options, struct error *err)
{
	struct loading l = { .f = f,
		.store = store,
		.is_scoped = options->is_scoped };
	int r = load_contents(&l, ROWS_FULL_CONTENTS, err);

	if (r >= 0 && options->members)
		r = store_find_member_trees(store, options->is_scoped, err);
	if (r >= 0 && options->members)
		r = load_contents(&l, ROWS_MEMBER_CONTENTS, err);
	if (r >= 0)
		r = load_dirs(&l, options->members, err);
	if (r >= 0) {
		forest_number(f);
		r = load_leaves(&l, ROWS_LEAVES, err);
	}
	if (r >= 0 && options->members)
		r = load_leaves(&l, ROWS_MEMBER_LEAVES, err);
	if (r >= 0) {
		forest_close(f);
		forest_index(f);
	}
	loading_clear(&l);
	return r;
}
