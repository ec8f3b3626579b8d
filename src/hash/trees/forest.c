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
 * and 24 one of those that are looked for elsewhere.
 */
#include "hash/trees/forest.h"

#include "hash/digest.h"
#include "store/archive/member_groups.h"
#include "store/entries.h"
#include "store/rows.h"
#include "store/survey/leaves.h"
#include "store/survey/survey.h"
#include "util/alloc.h"
#include "util/search.h"
#include "util/sum.h"
#include "util/thread.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

DEFINE_CLEANUP(struct store *, store_close);

/* Columns of ROWS_TREES. */
enum {
	T_DIR_ID,
	T_PARENT_ID,
	T_VOLUME_ID,
	T_STATE,
	T_NAME,
	T_IN_SCOPE,
	T_BYTES,
	T_LINKED,
	T_ARCHIVE_ID, /* of ROWS_MEMBER_TREES */
	T_NUMBER,
	T_OWN
};

/* Fewer contents than this are looked at before a thread has begun. */
#define ALONE_MAX 100000

/* While it is loaded. */
struct loading {
	struct forest *f;
	struct store *store;
	bool is_scoped;
	bool by_two; /* it is worth another thread */
	size_t room; /* for dirs */
	size_t room_inner;
	int64_t *parent_ids; /* as long as dirs */
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
	free(f->by_content.items);
	free(f->by_dir.items);
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
		d->flags = DIR_SHARED;
	if (rows_i64(rows, T_LINKED) == 0)
		d->flags |= DIR_SUMMED;
	d->stored_bytes = rows_i64(rows, T_BYTES);
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
		d->flags |= DIR_SHARED;
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
		struct dir *parent = forest_find(l->f, l->parent_ids[i]);

		if (!parent)
			continue; /* the top of a volume */
		l->f->dirs[i].parent = (uint32_t)(parent - l->f->dirs);
		l->f->dirs[i].next_sibling = parent->first_child;
		parent->first_child = i;
	}
	return r;
}

/* --- all of it ------------------------------------------------------------ */

/* Contents are loaded while directories are. */
struct errand {
	struct store *store;
	struct contents *contents;
	struct error error;
	int result;
};

static void
run_errand(void *arg)
{
	struct errand *e = arg;

	e->result = contents_load(e->contents, e->store, &e->error);
}

/* By two threads, if there can be another. */
static int
load_both(struct loading *l, struct contents *contents, bool members,
	struct error *err)
{
	_cleanup_(store_closep) struct store *beside = NULL;
	struct errand errand = { NULL, contents, ERROR_INIT, 0 };
	struct thread *thread = NULL;
	int r = l->by_two ? store_open_beside(&beside, l->store, err) : 0;

	errand.store = beside;
	if (r < 0 || !beside ||
		thread_start(&thread, run_errand, &errand) < 0) {
		r = r < 0 ? r : contents_load(contents, l->store, err);
		return r < 0 ? r : load_dirs(l, members, err);
	}
	r = load_dirs(l, members, err);
	thread_join(thread);
	if (r < 0 || errand.result >= 0)
		return r;
	if (err)
		*err = errand.error;
	return errand.result;
}

static int
load_all(struct loading *l, struct contents *contents, bool members,
	struct error *err)
{
	int r = load_both(l, contents, members, err);

	if (r >= 0 && members)
		r = contents_load_members(contents, l->store, err);
	if (r < 0)
		return r;
	/* Where no content has another name there is nothing to find. */
	if (!contents_any(contents)) {
		l->f->n = 0;
		return 0;
	}
	forest_number(l->f);
	r = forest_load_leaves(l->f, l->store, contents, members, err);
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
		.is_scoped = options->is_scoped };
	struct contents *contents = NULL;
	int64_t last = 0;
	int r = store_last_content_id(store, &last, err);

	if (r < 0 || (last <= 0 && !options->members))
		return r; /* nothing was read */
	l.by_two = last > ALONE_MAX && thread_processors() > 1;
	r = contents_new(&contents, store, err);
	if (r >= 0 && options->members)
		r = store_find_member_trees(store, options->is_scoped, err);
	if (r >= 0)
		r = load_all(&l, contents, options->members, err);
	contents_free(contents);
	loading_clear(&l);
	return r;
}
