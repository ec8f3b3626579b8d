/* SPDX-License-Identifier: MIT */
/*
 *   volume A   /mnt/a: [ ., x, z ]  ->  /mnt/a/x: [ p, q ]   at /mnt/a/x/p
 *   volume B   /mnt/a/y: [ ... ]                             at /mnt/a/y/1
 *
 * On each volume a walk, which has the names of every directory that it is in
 * sorted in memory; of all walks the one whose path comes first goes on, so
 * that a volume mounted within another one is no exception.  A directory stands
 * where its path with the slash behind it does: "a-b" is before what is in "a".
 */
#include "store/content/by_path.h"

#include "store/find/find_orphans.h"
#include "store/internal.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/arena.h"
#include "util/interrupt.h"
#include "util/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct name {
	const char *text;   /* of a directory with its slash; in the arena */
	int64_t child_id;   /* of a directory, else 0 */
	int64_t content_id; /* of a file */
};

struct level {
	int64_t dir_id;
	struct arena texts;
	struct name *names;
	size_t n;
	size_t at;
	size_t path_len; /* of the directory, without a slash */
};

struct walk {
	int64_t top_id;
	struct strbuf path;
	struct level *levels;
	size_t n_levels;
	size_t room;
	int64_t content_id; /* of what it is at */
	bool at_end;
};

struct by_path {
	struct store *store;
	const struct content_set *contents;
	struct subtree_bits ways; /* directories to go into; none: all */
	bool reverse;
	struct walk *walks;
	size_t n_walks;
	struct walk *last; /* told last, to go on; NULL: none */
};

static void
level_clear(struct level *level)
{
	arena_clear(&level->texts);
	free(level->names);
}

static void
walk_clear(struct walk *w)
{
	while (w->n_levels > 0)
		level_clear(&w->levels[--w->n_levels]);
	free(w->levels);
	strbuf_clear(&w->path);
}

void
store_by_path_close(struct by_path *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n_walks; i++)
		walk_clear(&p->walks[i]);
	free(p->walks);
	free(p->ways.bits);
	free(p);
}

/* --- one directory -------------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	const struct name *x = a;
	const struct name *y = b;

	return strcmp(x->text, y->text);
}

static int
compare_last(const void *a, const void *b)
{
	return compare(b, a);
}

static void
add_name(struct level *level, size_t *room, const struct bind *b)
{
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	struct name *name;
	size_t len;
	const char *bytes = bind_get_bytes(b, 0, &len);

	if (level->n == *room) {
		*room = *room * 2 + 16;
		level->names = xreallocarray(level->names, *room,
			sizeof(level->names[0]));
	}
	name = &level->names[level->n++];
	name->child_id = bind_get_i64(b, 1);
	name->content_id = bind_get_i64(b, 2);
	strbuf_add(&text, bytes, len);
	if (name->child_id != 0)
		strbuf_addc(&text, '/');
	name->text = arena_copy(&level->texts, text.buf, text.len);
}

static bool
is_on_way(const struct by_path *p, int64_t dir_id)
{
	return !p->ways.bits || subtree_has(&p->ways, dir_id);
}

static bool
is_wanted(const struct by_path *p, const struct bind *b)
{
	const int64_t child_id = bind_get_i64(b, 1);

	return child_id != 0 ? is_on_way(p, child_id) :
			       content_set_has(p->contents, bind_get_i64(b, 2));
}

/* Into the directory that the path is of. */
static int
push(struct by_path *p, struct walk *w, int64_t dir_id, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(p->store, Q_CONTENTS_IN_DIRECTORY);
	struct level *level;
	size_t room = 0;
	int r;

	for (size_t i = 0; i < w->n_levels; i++)
		if (w->levels[i].dir_id == dir_id)
			return paths_in_circle(dir_id, err);
	if (w->n_levels == w->room) {
		w->room = w->room * 2 + 16;
		w->levels =
			xreallocarray(w->levels, w->room, sizeof(w->levels[0]));
	}
	level = &w->levels[w->n_levels++];
	*level = (struct level){ .dir_id = dir_id,
		.texts = ARENA_INIT,
		.path_len = w->path.len };
	bind_i64(&b, dir_id);
	while ((r = bind_next(&b, err)) > 0)
		if (is_wanted(p, &b))
			add_name(level, &room, &b);
	if (r == 0 && level->n > 1)
		qsort(level->names, level->n, sizeof(level->names[0]),
			p->reverse ? compare_last : compare);
	return r;
}

/* --- a walk --------------------------------------------------------------- */

/* To the next file with one of the contents. */
static int
step(struct by_path *p, struct walk *w, struct error *err)
{
	while (w->n_levels > 0) {
		struct level *level = &w->levels[w->n_levels - 1];
		const struct name *name;
		size_t len;
		int r;

		if (interrupt_pending() != 0)
			return error_kind(err, ERROR_INTERRUPTED, EINTR,
				"interrupted");
		strbuf_truncate(&w->path, level->path_len);
		if (level->at == level->n) {
			level_clear(level);
			w->n_levels--;
			continue;
		}
		name = &level->names[level->at++];
		len = strlen(name->text);
		path_append(&w->path, name->text, len - (name->child_id != 0));
		if (name->child_id == 0) {
			w->content_id = name->content_id;
			return 0;
		}
		r = push(p, w, name->child_id, err);
		if (r < 0)
			return r;
	}
	w->at_end = true;
	return 0;
}

static int
start(struct by_path *p, struct walk *w, int64_t volume_id, struct error *err)
{
	int r = store_absolute_path(p->store, &w->path, volume_id, "", NULL,
		err);

	if (r == 0 && is_on_way(p, w->top_id))
		r = push(p, w, w->top_id, err);
	return r < 0 ? r : step(p, w, err);
}

/* --- all of them ---------------------------------------------------------- */

static int
open_walks(struct by_path *p, const struct volume_row *volumes, size_t n,
	struct error *err)
{
	int r = 0;

	p->walks = xcalloc(n + 1, sizeof(p->walks[0]));
	for (size_t i = 0; i < n && r == 0; i++) {
		struct walk *w = &p->walks[p->n_walks++];

		w->path = (struct strbuf)STRBUF_INIT;
		w->top_id = volumes[i].top_id;
		r = start(p, w, volumes[i].volume.id, err);
	}
	return r;
}

int
store_by_path_open(struct by_path **ret, struct store *store,
	const struct content_set *contents, bool is_scoped, bool reverse,
	struct error *err)
{
	_cleanup_(store_by_path_closep) struct by_path *p =
		xcalloc(1, sizeof(*p));
	_cleanup_(find_orphans_clear) struct find_orphans orphans = { 0 };
	struct volume_row *volumes = NULL;
	bool are_plain;
	size_t n = 0;
	int r = find_orphans_load(&orphans, store, err);

	*ret = NULL;
	if (r == 0)
		r = store_volumes(store, &volumes, &n, err);
	if (r < 0)
		return r;
	p->store = store;
	p->contents = contents;
	p->reverse = reverse;
	/* A walk does not come to what has no entry yet. */
	are_plain = orphans.n_items == 0;
	for (size_t i = 0; i < n; i++)
		are_plain &= paths_are_plain(store, volumes[i].volume.id);
	if (are_plain && is_scoped)
		r = scope_ways(store, &p->ways, err);
	if (are_plain && r >= 0)
		r = open_walks(p, volumes, n, err);
	store_volumes_free(volumes, n);
	if (are_plain && r == 0)
		*ret = take_ptr(&p);
	return r;
}

int
store_by_path_next(struct by_path *p, const char **ret_path,
	int64_t *ret_content, struct error *err)
{
	struct walk *best = NULL;
	int r = p->last ? step(p, p->last, err) : 0;

	p->last = NULL;
	for (size_t i = 0; i < p->n_walks; i++) {
		struct walk *w = &p->walks[i];
		int order = 0;

		if (w->at_end)
			continue;
		if (best)
			order = strcmp(w->path.buf, best->path.buf);
		if (!best || (p->reverse ? order > 0 : order < 0))
			best = w;
	}
	if (r < 0 || !best)
		return r < 0 ? r : 0;
	p->last = best;
	*ret_path = best->path.buf;
	*ret_content = best->content_id;
	return 1;
}
