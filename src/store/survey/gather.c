/* SPDX-License-Identifier: MIT */
/*
 * One look at every name that is not smaller than all that is wanted, by two
 * threads, takes those that are; or at the names of those directories in which
 * a look before saw what is of such a size (sightings.h).  Of a want that is in
 * several groups there is one name in each.
 *
 * Memory: some 100 bytes a name that is found, so callers ask for some
 * thousands of groups at a time.
 */
#include "store/survey/gather.h"

#include "store/internal.h"
#include "store/regular.h"
#include "store/survey/halves.h"
#include "store/survey/sightings.h"
#include "store/survey/standing.h"
#include "util/alloc.h"
#include "util/arena.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A look at all names takes as long as this part of them takes to be looked
 * up one by one, in no order. */
#define NAMES_A_LOOKUP 64
/* Of the filter of contents: those of 8,000,000 in a row have one each. */
#define WANTED_BITS (UINT64_C(1) << 23)

/* In tests so many names are few. */
#define MOST_OF_TESTS 4096

/* One group of a content or a size, and the next such. */
struct want {
	uint32_t group;
	uint32_t next; /* its place; 0: none */
};

/* One thread's part. */
struct gather_look {
	const struct gather *gather;
	size_t run; /* of the directory that was met last */
	struct arena names;
	struct gathered *items;
	size_t n;
	size_t room;
};

struct gather {
	struct store *store;
	struct regular regular;
	struct volume_runs *volumes;
	struct idmap contents;	  /* -> place of its first want */
	struct idmap sizes;	  /* likewise */
	struct sizes_asked asked; /* all of them, if */
	bool are_sizes_known;
	uint64_t *wanted;   /* a bit is set: one of its contents may be */
	int64_t min_size;   /* no want is smaller, */
	int64_t max_size;   /* and none larger */
	struct want *wants; /* the first is of nothing */
	size_t n;
	size_t room;
	struct gather_look look;
	struct gather_look other; /* the other thread's */
};

int
gather_new(struct gather **ret, struct store *store, struct error *err)
{
	struct halves halves = { .store = NULL };
	struct gather *g = xcalloc(1, sizeof(*g));
	int r;

	g->store = store;
	g->min_size = INT64_MAX;
	g->are_sizes_known = true;
	idmap_init(&g->contents, sizeof(uint32_t));
	idmap_init(&g->sizes, sizeof(uint32_t));
	r = regular_load(store, &g->regular, err);
	if (r >= 0)
		r = halves_open(&halves, store, err);
	if (r >= 0)
		r = volume_runs_get(&g->volumes, &halves, err);
	if (r < 0) {
		gather_free(g);
		return r;
	}
	*ret = g;
	return 0;
}

static void
look_clear(struct gather_look *look)
{
	arena_clear(&look->names);
	free(look->items);
	*look = (struct gather_look){ .names = ARENA_INIT };
}

void
gather_forget(struct gather *g)
{
	idmap_clear(&g->contents);
	idmap_clear(&g->sizes);
	look_clear(&g->look);
	look_clear(&g->other);
	free(g->wanted);
	g->wanted = NULL;
	g->min_size = INT64_MAX;
	g->max_size = 0;
	g->asked = (struct sizes_asked){ { 0 } };
	g->are_sizes_known = true;
	g->n = 0;
}

void
gather_free(struct gather *g)
{
	if (!g)
		return;
	gather_forget(g);
	free(g->wants);
	regular_clear(&g->regular);
	volume_runs_put(g->volumes);
	free(g);
}

/* --- what is wanted ------------------------------------------------------ */

static int
add_want(struct gather *g, struct idmap *map, int64_t key, int64_t size,
	uint32_t group)
{
	uint32_t *first = idmap_at(map, key);

	if (!first)
		return -ENOMEM;
	if (g->n + 1 >= g->room) {
		g->room = g->room ? g->room * 2 : 256;
		g->wants = xreallocarray(g->wants, g->room, sizeof(*g->wants));
	}
	g->wants[++g->n] = (struct want){ group, *first };
	*first = (uint32_t)g->n;
	if (size < g->min_size)
		g->min_size = size;
	if (size == 0 || size > g->max_size)
		g->max_size = size == 0 ? INT64_MAX : size;
	g->are_sizes_known &= size != 0;
	sizes_ask(&g->asked, size);
	return 0;
}

static uint64_t *
wanted_word(const struct gather *g, int64_t content_id)
{
	return &g->wanted[(uint64_t)content_id % WANTED_BITS / 64];
}

static uint64_t
wanted_bit(int64_t content_id)
{
	return UINT64_C(1) << (uint64_t)content_id % 64;
}

int
gather_content(struct gather *g, int64_t content_id, int64_t size,
	uint32_t group)
{
	if (!g->wanted)
		g->wanted = calloc(WANTED_BITS / 64, sizeof(*g->wanted));
	if (!g->wanted)
		return -ENOMEM;
	*wanted_word(g, content_id) |= wanted_bit(content_id);
	return add_want(g, &g->contents, content_id, size, group);
}

int
gather_size(struct gather *g, int64_t size, uint32_t group)
{
	return add_want(g, &g->sizes, size, size, group);
}

static const uint32_t *
find_content(const struct gather *g, int64_t content_id)
{
	if (!g->wanted || content_id == 0 ||
		(*wanted_word(g, content_id) & wanted_bit(content_id)) == 0)
		return NULL;
	return idmap_find(&g->contents, content_id);
}

static bool
is_read(const struct standing *s, int64_t content_id)
{
	const struct content_standing *c =
		s ? standing_content(s, content_id) : NULL;

	return c && c->flags & CONTENT_FULL;
}

/* --- what is found ------------------------------------------------------- */

static struct gathered *
add_found(struct gather_look *look)
{
	if (look->n == look->room) {
		look->room = look->room ? look->room * 2 : 256;
		look->items = xreallocarray(look->items, look->room,
			sizeof(*look->items));
	}
	return &look->items[look->n++];
}

static void
take_wanted(struct gather_look *look, const struct stored_entry *e,
	const struct want *want)
{
	const struct gather *g = look->gather;
	struct gathered found = {
		.dir_id = e->dir_id,
		.mtime_ns = e->mtime_ns,
		.inode = e->inode,
		.nlink = e->nlink,
		.volume_id = g->volumes->ids[volume_runs_next(g->volumes,
			&look->run, e->dir_id)],
		.name = arena_copy(&look->names, e->name ? e->name : "",
			e->name_len),
		.name_len = (uint32_t)e->name_len,
		.is_read = is_read(g->store->standing, e->content_id),
	};

	/* In a damaged catalogue a name may be in no directory. */
	if (found.volume_id == 0)
		return;
	for (;; want = &g->wants[want->next]) {
		found.group = want->group;
		*add_found(look) = found;
		if (want->next == 0)
			break;
	}
}

static void
take(const struct stored_entry *e, void *arg)
{
	struct gather_look *look = arg;
	const struct gather *g = look->gather;
	const uint32_t *first;

	if (e->size_bytes < g->min_size || e->size_bytes > g->max_size)
		return;
	first = find_content(g, e->content_id);
	if (!first && g->sizes.n > 0 &&
		regular_has(&g->regular, e->attribute_id))
		first = idmap_find(&g->sizes, e->size_bytes);
	if (first)
		take_wanted(look, e, &g->wants[*first]);
}

/* --- the look ------------------------------------------------------------- */

/* What the other thread found, behind ours; its names stay in its arena. */
static void
append(struct gather_look *look, struct gather_look *other)
{
	if (other->n == 0)
		return;
	look->items = xreallocarray(look->items, look->n + other->n,
		sizeof(*look->items));
	memcpy(look->items + look->n, other->items,
		other->n * sizeof(*look->items));
	look->n += other->n;
	look->room = look->n;
}

static int
look_at_all(struct gather *g, bool is_scoped, struct error *err)
{
	struct halves_job job = { .look = { .entry = take,
					  .floor = &g->min_size,
					  .ceiling = g->max_size },
		.in_turn = true,
		.first = &g->look,
		.second = &g->other };
	int r = is_scoped ? halves_look_at_scope(g->store, &job, err) :
			    halves_look_at_names(g->store, &job, err);

	if (r >= 0)
		append(&g->look, &g->other);
	return r;
}

/* In the directories that were sighted: 1, or 0: there are too many, or nobody
 * took note. */
static int
look_at_few(struct gather *g, bool is_scoped, struct error *err)
{
	const struct sightings *sightings = g->store->sightings;
	_cleanup_(freep) int64_t *ids = NULL;
	struct look look = { .entry = take,
		.floor = &g->min_size,
		.ceiling = g->max_size,
		.arg = &g->look };
	size_t n = 0, most;
	int r = 1;

	if (!sightings || !sightings->is_whole || !g->are_sizes_known)
		return 0;
	if (is_scoped)
		r = scope_within(g->store, &look.within, err);
	most = g->store->scope_few < 0 ? MOST_OF_TESTS :
					 sightings_worth(sightings);
	if (r <= 0 || !sightings_find(sightings, &g->asked, most, &ids, &n))
		return r < 0 ? r : 0;
	r = look_at_these(g->store, &look, ids, n, err);
	look.within = NULL;
	if (r >= 0 && is_scoped)
		r = look_at_scope_names(g->store, &look, err);
	return r < 0 ? r : 1;
}

static int
look_at_names(struct gather *g, bool is_scoped, struct error *err)
{
	int r = look_at_few(g, is_scoped, err);

	return r == 0 ? look_at_all(g, is_scoped, err) : r;
}

int
gather_run(struct gather *g, bool is_scoped, const struct gathered **ret,
	size_t *ret_n, struct error *err)
{
	int r;

	g->look.gather = g;
	g->other.gather = g;
	r = look_at_names(g, is_scoped, err);
	if (r < 0)
		return r;
	*ret = g->look.items;
	*ret_n = g->look.n;
	return 0;
}

int
store_gather_min(struct store *store, int64_t *ret, struct error *err)
{
	int64_t n_names = 0;
	int r = query_i64(store, &n_names, Q_NAMES_COUNT, err);

	*ret = n_names / NAMES_A_LOOKUP;
	return r;
}
