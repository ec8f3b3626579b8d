/* SPDX-License-Identifier: MIT */
/*
 * The digest of a directory is that of the sum of the digests of what is in
 * it, so the order in which things come does not matter:
 *
 *   a file       its name, type and content; of others than regular files
 *                their size stands for the content
 *   a directory  its name and digest
 *
 * One pass over the contents, one over the directories, one over the names
 * (forest_leaves.c).  Then directories are closed from the leaves up, each once
 * all below it are (forest_sums.c).  A directory in which anything is not known
 * spoils all above it, and so does a file whose content nothing else has: such
 * a directory is equal to no other one, and nothing more is looked at in it
 * than which contents it has.
 *
 * Memory: about 100 bytes a directory, 8 a name of a content that has several,
 * and 8 more one of those that are looked for elsewhere.
 */
#include "hash/trees/forest.h"

#include "hash/digest.h"
#include "store/archive/member_groups.h"
#include "store/entries.h"
#include "store/rows.h"
#include "store/scope.h"
#include "store/survey/leaves.h"
#include "store/survey/survey.h"
#include "util/alloc.h"
#include "util/search.h"
#include "util/sum.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Columns of ROWS_MEMBER_TREES. */
enum {
	T_DIR_ID,
	T_PARENT_ID,
	T_VOLUME_ID,
	T_STATE,
	T_NAME,
	T_ARCHIVE_ID,
	T_NUMBER,
	T_OWN
};

/* While it is loaded. */
struct loading {
	struct forest *f;
	struct store *store;
	bool is_scoped;
	bool has_members;
	bool is_full;	     /* there are more */
	int64_t *parent_ids; /* as long as dirs */
	size_t room;
};

static void
loading_clear(struct loading *l)
{
	free(l->parent_ids);
}

void
forest_clear(struct forest *f)
{
	free(f->dirs);
	free(f->inner);
	free(f->walk);
	free(f->gone);
	free(f->met.items);
	places_clear(&f->places);
}

/* --- directories --------------------------------------------------------- */

struct dir *
forest_find(const struct forest *f, int64_t id)
{
	size_t at =
		f->n > 0 ? (size_t)((uint64_t)id - (uint64_t)f->dirs[0].id) : 0;

	/* Most often there are no gaps. */
	if (at >= f->n || f->dirs[at].id != id)
		at = search_i64(f->dirs, f->n, sizeof(*f->dirs), id);
	return at < f->n && f->dirs[at].id == id ? &f->dirs[at] : NULL;
}

/* Memory that is not used costs nothing, to move what is used a lot. */
#define ROOM_FIRST ((size_t)1 << 16)

static void
grow(struct loading *l)
{
	l->room = l->room ? l->room * 2 : ROOM_FIRST;
	l->f->dirs = xreallocarray(l->f->dirs, l->room, sizeof(*l->f->dirs));
	l->parent_ids =
		xreallocarray(l->parent_ids, l->room, sizeof(*l->parent_ids));
}

/* NULL: there are too many. */
static struct dir *
add_dir(struct loading *l, const struct stored_directory *stored)
{
	struct forest *f = l->f;
	uint64_t name[2];
	struct dir *d;

	l->is_full |= f->n == NO_DIR - 1;
	if (l->is_full)
		return NULL;
	if (f->n == l->room)
		grow(l);
	digest_memory(name, stored->name, stored->name_len);
	l->parent_ids[f->n] = stored->parent_id;
	d = &f->dirs[f->n++];
	*d = (struct dir){ .id = stored->id,
		.name = { name[0] },
		.parent = NO_DIR,
		.first_child = NO_DIR,
		.next_sibling = NO_DIR,
		.volume = (uint32_t)stored->volume_id,
		.stored_bytes = stored->bytes };
	return d;
}

static void
take_directory(const struct stored_directory *stored, void *arg)
{
	struct loading *l = arg;
	struct dir *d = add_dir(l, stored);

	if (!d)
		return;
	if (stored->state == DIRECTORY_COMPLETE)
		d->flags = DIR_SHARED;
	if (stored->linked == 0)
		d->flags |= DIR_SUMMED;
	if (!l->is_scoped || store_scope_has(l->store, d->id))
		d->flags |= DIR_IN_SCOPE;
}

/* The dir that was just added is an archive, or in one. */
static void
add_inner(struct loading *l, const struct rows *rows)
{
	struct forest *f = l->f;
	struct dir *d = &f->dirs[f->n - 1];
	size_t i = f->n - 1 - f->first_inner;

	f->inner = xgrow(f->inner, i, sizeof(*f->inner));
	f->inner[i] = (struct inner){ rows_i64(rows, T_ARCHIVE_ID),
		rows_i64(rows, T_NUMBER) };
	d->flags = DIR_IN_SCOPE |
		(f->inner[i].number == 0 ? DIR_ARCHIVE : DIR_INNER);
	if (rows_i64(rows, T_STATE))
		d->flags |= DIR_SHARED;
	d->own_bytes = rows_i64(rows, T_OWN);
}

static int
load_members(struct loading *l, struct error *err)
{
	struct rows *rows = NULL;
	int r = rows_open(&rows, l->store, ROWS_MEMBER_TREES, err);

	while (r >= 0 && (r = rows_next(rows, err)) > 0) {
		struct stored_directory stored = {
			.id = rows_i64(rows, T_DIR_ID),
			.parent_id = rows_i64(rows, T_PARENT_ID),
			.volume_id = rows_i64(rows, T_VOLUME_ID),
		};

		stored.name = rows_bytes(rows, T_NAME, &stored.name_len);
		if (!add_dir(l, &stored))
			break;
		add_inner(l, rows);
	}
	rows_close(rows);
	return r;
}

static int
load_dirs(void *arg, struct error *err)
{
	struct loading *l = arg;
	int r = l->is_scoped ? store_scope_mark(l->store, err) : 0;

	if (r >= 0)
		r = store_directories(l->store, take_directory, l, err);
	l->f->first_inner = l->f->n;
	if (r >= 0 && l->has_members)
		r = load_members(l, err);
	if (r >= 0 && l->is_full)
		r = error_set(err, EOVERFLOW, "too many directories");
	for (uint32_t i = 0; r >= 0 && i < l->f->n; i++) {
		struct dir *parent = forest_find(l->f, l->parent_ids[i]);

		if (!parent)
			continue; /* the top of a volume */
		l->f->dirs[i].parent = (uint32_t)(parent - l->f->dirs);
		l->f->dirs[i].next_sibling = parent->first_child;
		parent->first_child = i;
	}
	if (r >= 0)
		forest_number(l->f);
	return r;
}

/* --- all of it ------------------------------------------------------------ */

static int
load_all(struct loading *l, struct contents *contents, struct error *err)
{
	int r = contents_load(contents, l->store, load_dirs, l, err);

	if (r >= 0 && l->has_members)
		r = contents_load_members(contents, l->store, err);
	if (r < 0)
		return r;
	/* Where no content has another name there is nothing to find. */
	if (!contents_any(contents)) {
		l->f->n = 0;
		return 0;
	}
	r = forest_load_leaves(l->f, l->store, contents, l->has_members, err);
	if (r >= 0)
		forest_close(l->f);
	return r;
}

int
forest_load(struct forest *f, struct store *store,
	const struct trees_options *options, struct error *err)
{
	struct loading l = { .f = f,
		.store = store,
		.is_scoped = options->is_scoped,
		.has_members = options->members };
	struct contents *contents = NULL;
	int64_t last = 0;
	int r = store_last_content_id(store, &last, err);

	if (r < 0 || (last <= 0 && !options->members))
		return r; /* nothing was read */
	r = contents_new(&contents, store, err);
	if (r >= 0 && options->members)
		r = store_find_member_trees(store, options->is_scoped, err);
	if (r >= 0)
		r = load_all(&l, contents, err);
	contents_free(contents);
	loading_clear(&l);
	return r;
}
