/* SPDX-License-Identifier: MIT */
/*
 * The names in the directories of a forest, by two threads, each with half of
 * the directories, that share nothing but what was found out about contents
 * before.
 *
 * Once a directory has a file that nothing is equal to, it can be no more than
 * what holds others: of its other names only the contents count, and its bytes
 * are those that are stored, unless there are names below of inodes with
 * several links.
 */
#include "hash/trees/forest.h"

#include "hash/digest.h"
#include "store/content/content_set.h"
#include "store/rows.h"
#include "store/survey/leaves.h"
#include "store/survey/survey.h"
#include "util/alloc.h"
#include "util/sum.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Columns of ROWS_MEMBER_LEAVES and ROWS_MEMBER_CONTENTS. */
enum { L_DIR_ID, L_NAME, L_SIZE, L_MODE, L_NLINK, L_INODE, L_CONTENT_ID };
enum { F_CONTENT_ID };

struct contents {
	struct content_set full;   /* read in full, */
	struct content_set shared; /* and more than one file has it */
	bool any;
};

struct leaves {
	struct forest *f;
	const struct contents *contents;
	struct survey_attribute *attributes;
	size_t n_attributes;
};

/* One thread's. */
struct part {
	const struct leaves *l;
	struct dir *dir; /* of the last leaf */
	struct place_list places;
};

static void
leaves_clear(struct leaves *l)
{
	free(l->attributes);
}

/* --- contents ------------------------------------------------------------ */

void
contents_free(struct contents *c)
{
	if (!c)
		return;
	content_set_clear(&c->full);
	content_set_clear(&c->shared);
	free(c);
}

DEFINE_CLEANUP(struct contents *, contents_free);

static void
note_full(struct contents *c, int64_t id)
{
	content_set_add(&c->full, id);
	__atomic_store_n(&c->any, true, __ATOMIC_RELAXED);
}

static void
note_shared(struct contents *c, int64_t id)
{
	content_set_add(&c->shared, id);
	note_full(c, id);
}

/* What one file has, only its own other names have. */
static void
note_content(const struct stored_content *content, void *arg)
{
	if (content->covered != content->size)
		return;
	if (content->copies > 1)
		note_shared(arg, content->id);
	else
		note_full(arg, content->id);
}

int
contents_load_members(struct contents *c, struct store *store,
	struct error *err)
{
	struct rows *rows = NULL;
	int r = rows_open(&rows, store, ROWS_MEMBER_CONTENTS, err);

	while (r >= 0 && (r = rows_next(rows, err)) > 0)
		note_shared(c, rows_i64(rows, F_CONTENT_ID));
	rows_close(rows);
	return r;
}

int
contents_new(struct contents **ret, struct store *store, struct error *err)
{
	_cleanup_(contents_freep) struct contents *c = xcalloc(1, sizeof(*c));
	int64_t last;
	int r = content_set_make(&c->full, store, &last, err);

	if (r >= 0)
		r = content_set_make(&c->shared, store, &last, err);
	if (r < 0)
		return r;
	*ret = take_ptr(&c);
	return 0;
}

int
contents_load(struct contents *c, struct store *store,
	int (*before)(void *arg, struct error *err), void *arg,
	struct error *err)
{
	return store_contents(store, note_content, c, before, arg, err);
}

bool
contents_any(const struct contents *c)
{
	return c->any;
}

/* --- names --------------------------------------------------------------- */

static void
clear_flags(struct dir *d, unsigned int flags)
{
	d->flags = (uint8_t)(d->flags & ~flags);
}

/* A regular file with bytes. */
static void
add_file(struct part *p, struct dir *d, const struct stored_entry *leaf)
{
	const struct contents *c = p->l->contents;
	int64_t id = leaf->content_id;
	bool has_links = leaf->nlink > 1;

	d->bytes = sum_sizes(d->bytes, leaf->size_bytes);
	if (!has_links)
		d->own_bytes = sum_sizes(d->own_bytes, leaf->size_bytes);
	if (id == 0 || !content_set_has(has_links ? &c->full : &c->shared, id))
		clear_flags(d, DIR_SHARED);
	else if (d->flags & DIR_IN_SCOPE)
		places_note(&p->places, d->at, (uint32_t)id);
}

static void
add_inode(struct dir *d, const struct stored_entry *leaf)
{
	const uint64_t inode[2] = { (uint64_t)leaf->inode, d->volume };
	uint64_t digest[2];

	digest_memory(digest, inode, sizeof(inode));
	d->inodes[0] += digest[0];
}

static void
add_digest(struct dir *d, const struct stored_entry *leaf, int64_t type,
	int64_t content)
{
	struct {
		int64_t content;
		int64_t type;
		char name[256];
	} what;
	uint64_t digest[2];
	size_t len = leaf->name_len;

	what.content = content;
	what.type = type;
	if (len > sizeof(what.name)) {
		digest_memory(digest, leaf->name, len);
		memcpy(what.name, digest, sizeof(digest));
		len = sizeof(digest);
	} else if (len > 0) {
		memcpy(what.name, leaf->name, len);
	}
	digest_memory(digest, &what, offsetof(__typeof__(what), name) + len);
	forest_add_sum(d->sum, digest);
}

static void
add_leaf(struct part *p, const struct stored_entry *leaf, int64_t type)
{
	struct dir *d = p->dir;
	bool has_bytes = type == S_IFREG && leaf->size_bytes > 0;
	int64_t content = leaf->size_bytes;

	if (d->files < UINT32_MAX)
		d->files++;
	if (has_bytes)
		add_file(p, d, leaf);
	if (!(d->flags & DIR_SHARED))
		return;
	if (has_bytes) {
		content = leaf->content_id;
		add_inode(d, leaf);
	} else if (type != S_IFREG && type != S_IFLNK) {
		content = 0;
	}
	add_digest(d, leaf, type, content);
}

static bool
enter(struct part *p, int64_t dir_id)
{
	if (!p->dir || p->dir->id != dir_id)
		p->dir = forest_find(p->l->f, dir_id);
	return p->dir;
}

/* Is there more to know of a name than that?  Not in a directory that has no
 * equal. */
static bool
is_wanted(struct part *p, int64_t dir_id, int64_t content_id)
{
	const struct contents *c = p->l->contents;
	struct dir *d = enter(p, dir_id) ? p->dir : NULL;

	if (!d)
		return false;
	if ((d->flags & (DIR_SHARED | DIR_SUMMED)) != DIR_SUMMED)
		return true;
	if (d->flags & DIR_IN_SCOPE && content_set_has(&c->shared, content_id))
		places_note(&p->places, d->at, (uint32_t)content_id);
	return false;
}

static void
visit(const struct stored_entry *leaf, void *arg)
{
	struct part *p = arg;
	const struct leaves *l = p->l;
	uint32_t mode = 0;

	if (!is_wanted(p, leaf->dir_id, leaf->content_id) ||
		leaf->child_id != 0)
		return;
	if (leaf->attribute_id >= 0 &&
		(size_t)leaf->attribute_id < l->n_attributes)
		mode = l->attributes[leaf->attribute_id].mode;
	if (mode != 0)
		add_leaf(p, leaf, mode & S_IFMT);
}

static int
load_members(struct part *p, struct store *store, struct error *err)
{
	struct rows *rows = NULL;
	int r = rows_open(&rows, store, ROWS_MEMBER_LEAVES, err);

	while (r >= 0 && (r = rows_next(rows, err)) > 0) {
		struct stored_entry leaf = { .size_bytes =
						     rows_i64(rows, L_SIZE),
			.nlink = rows_i64(rows, L_NLINK),
			.inode = rows_i64(rows, L_INODE),
			.content_id = rows_i64(rows, L_CONTENT_ID) };

		leaf.name = rows_bytes(rows, L_NAME, &leaf.name_len);
		if (enter(p, rows_i64(rows, L_DIR_ID)))
			add_leaf(p, &leaf, rows_i64(rows, L_MODE) & S_IFMT);
	}
	rows_close(rows);
	return r;
}

/* --- all of it ------------------------------------------------------------ */

/* What the second thread has met comes behind what the first has. */
static void
join_places(struct forest *f, struct part parts[2])
{
	const struct place_list *more = &parts[1].places;
	struct place_list *all = &f->met;

	*all = parts[0].places;
	parts[0].places = (struct place_list){ .items = NULL };
	if (more->n == 0)
		return;
	all->room = all->n + more->n;
	all->items = xreallocarray(all->items, all->room, sizeof(*all->items));
	memcpy(all->items + all->n, more->items, more->n * sizeof(*all->items));
	all->n = all->room;
}

int
forest_load_leaves(struct forest *f, struct store *store,
	const struct contents *contents, bool members, struct error *err)
{
	_cleanup_(leaves_clear) struct leaves l = { .f = f,
		.contents = contents };
	struct part parts[2] = { { .l = &l }, { .l = &l } };
	int r = store_attributes(store, &l.attributes, &l.n_attributes, err);

	if (r >= 0)
		r = store_leaves(store, visit, &parts[0], &parts[1], err);
	if (r >= 0 && members)
		r = load_members(&parts[0], store, err);
	if (r >= 0)
		join_places(f, parts);
	free(parts[0].places.items);
	free(parts[1].places.items);
	return r;
}
