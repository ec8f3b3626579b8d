/* SPDX-License-Identifier: MIT */
/*
 * One look at the names of the other side notes which sizes and contents it
 * has, one at the names of this side judges each, both by two threads; nothing
 * is looked up but in memory.
 *
 * Contents differ if they have different parts that were read, or if one side
 * has the size and the other has not.
 *
 * Memory: 25 bytes a content, some 20 a size of the other side, a few bits a
 * directory.
 */
#include "store/survey/other.h"

#include "store/internal.h"
#include "store/survey/halves.h"
#include "store/survey/standing.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>

/* Of one size, there. */
enum {
	THERE_UNREAD = 1, /* a file of it was not read at all */
	THERE_PART = 2,	  /* one was read in part */
	THERE_LOOSE = 4,  /* one was read in full, and what its partial digest
			   * is is not known */
};

/* A content: */
enum {
	KIND_FULL = 1,	  /* is there */
	KIND_PART = 2,	  /* likewise; it is not all of the file */
	KIND_REFINED = 4, /* what one of these refines */
};

enum { STATE_MISSING, STATE_UNKNOWN, STATE_THERE };

/* One thread's part of it. */
struct other_look {
	struct other *other;
	struct idmap sizes;  /* of the other side: size -> flags */
	struct idmap *links; /* by the place of the volume: inodes */
	size_t n_links;
	struct other_totals totals;
	bool out_of_memory;
};

struct other {
	struct other_sides sides;
	const struct standing *standing;
	struct subtree_bits here;
	struct subtree_bits there;
	uint8_t *kinds; /* by content id */
	struct other_look look;
};

/* --- memory ------------------------------------------------------------------ */

static void
look_init(struct other_look *look, struct other *other)
{
	*look = (struct other_look){ .other = other,
		.n_links = other->standing->n_volumes };
	idmap_init(&look->sizes, sizeof(uint8_t));
	look->links = xcalloc(look->n_links, sizeof(*look->links));
	for (size_t i = 0; i < look->n_links; i++)
		idmap_init(&look->links[i], sizeof(uint8_t));
}

/* The standing may be another one by now. */
static void
look_clear(struct other_look *look)
{
	for (size_t i = 0; i < look->n_links; i++)
		idmap_clear(&look->links[i]);
	free(look->links);
	idmap_clear(&look->sizes);
}

void
other_free(struct other *o)
{
	if (!o)
		return;
	look_clear(&o->look);
	free(o->here.bits);
	free(o->there.bits);
	free(o->kinds);
	free(o);
}

/* --- what is there ------------------------------------------------------------- */

static uint16_t
volume_of(const struct standing *s, int64_t dir_id)
{
	return s->runs[standing_run(s, dir_id)].volume;
}

/* NULL if there is none; a number may have no content. */
static const struct content_standing *
content_of(const struct standing *s, int64_t id)
{
	const struct content_standing *c = standing_content(s, id);

	return c && (c->size != 0 || c->flags & CONTENT_FULL) ? c : NULL;
}

/* other_has(dir_id, is_here): is the directory on that side? */
static void
sql_has(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	const struct other_look *look = store->other_look;

	(void)n; /* registered with two arguments */
	sqlite3_result_int(context,
		look &&
			subtree_has(sqlite3_value_int(v[1]) ?
					&look->other->here :
					&look->other->there,
				sqlite3_value_int64(v[0])));
}

static void
note(struct other_look *look, struct idmap *map, int64_t key,
	unsigned int flags)
{
	uint8_t *known = idmap_at(map, key);

	if (known)
		*known = (uint8_t)(*known | flags);
	else
		look->out_of_memory = true;
}

/* other_entry(dir_id, size, attribute_id, content_id, inode, nlink) */
static void
sql_entry(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct other_look *look = store->other_look;
	int64_t id = sqlite3_value_int64(v[3]);
	const struct content_standing *c;
	const struct standing *s;
	unsigned int size = THERE_UNREAD;
	bool is_full;

	(void)n; /* registered with six arguments */
	sqlite3_result_int(context, 0);
	s = look ? look->other->standing : NULL;
	if (!s || !standing_is_regular(s, sqlite3_value_int64(v[2])))
		return;
	c = content_of(s, id);
	if (c) {
		is_full = (c->flags & CONTENT_FULL) != 0;
		/* Both threads may come by it. */
		(void)__atomic_fetch_or(&look->other->kinds[id],
			is_full ? KIND_FULL : KIND_PART, __ATOMIC_RELAXED);
		size = !is_full ? THERE_PART : c->parent == 0 ? THERE_LOOSE : 0;
	}
	note(look, &look->sizes, sqlite3_value_int64(v[1]), size);
	if (sqlite3_value_int64(v[5]) > 1)
		note(look,
			&look->links[volume_of(s, sqlite3_value_int64(v[0]))],
			sqlite3_value_int64(v[4]), 1);
}

static void
merge_map(struct other_look *look, struct idmap *to, const struct idmap *from)
{
	size_t cursor = 0;
	int64_t key;
	void *flags;

	while (idmap_next(from, &cursor, &key, &flags))
		note(look, to, key, *(uint8_t *)flags);
}

static void
merge(struct other_look *look, const struct other_look *second)
{
	look->out_of_memory |= second->out_of_memory;
	merge_map(look, &look->sizes, &second->sizes);
	for (size_t i = 0; i < look->other->standing->n_volumes; i++)
		merge_map(look, &look->links[i], &second->links[i]);
}

/* All that the contents there refine. */
static void
note_refined(struct other *o)
{
	const struct standing *s = o->standing;

	for (size_t i = 1; i < s->n_contents; i++) {
		const struct content_standing *c = &s->contents[i];

		if (!(o->kinds[i] & (KIND_FULL | KIND_PART)))
			continue;
		/* Where it was noted once, so was all above. */
		while (c && c->parent != 0 && c->parent < s->n_contents &&
			!(o->kinds[c->parent] & KIND_REFINED)) {
			o->kinds[c->parent] |= KIND_REFINED;
			c = standing_content(s, c->parent);
		}
	}
}

/* --- what is not --------------------------------------------------------------- */

/* Is a content that this one refines there, read in part? */
static bool
refines_part(const struct other *o, const struct content_standing *c)
{
	const struct standing *s = o->standing;

	/* Digests that refine each other in a circle do not exist. */
	for (size_t n = 0; c && c->parent != 0 && n < s->n_contents; n++) {
		if (c->parent < s->n_contents &&
			o->kinds[c->parent] & KIND_PART)
			return true;
		c = standing_content(s, c->parent);
	}
	return false;
}

static int
state_by_content(const struct other *o, int64_t id, unsigned int there)
{
	const struct content_standing *c = content_of(o->standing, id);

	if (there & THERE_UNREAD || !c)
		return STATE_UNKNOWN;
	if (c->flags & CONTENT_FULL && c->parent == 0)
		return there & THERE_PART ? STATE_UNKNOWN : STATE_MISSING;
	if (there & THERE_PART && refines_part(o, c))
		return STATE_UNKNOWN;
	if (c->flags & CONTENT_FULL)
		return STATE_MISSING;
	return there & THERE_LOOSE || o->kinds[id] != 0 ? STATE_UNKNOWN :
							  STATE_MISSING;
}

/* Of only_here(dir_id, size, attribute_id, content_id, inode, nlink). */
static int
state_of(const struct other *o, sqlite3_value **v)
{
	int64_t dir_id = sqlite3_value_int64(v[0]);
	int64_t size = sqlite3_value_int64(v[1]);
	int64_t id = sqlite3_value_int64(v[3]);
	const uint8_t *there;

	if (!subtree_has(&o->here, dir_id) || size < o->sides.min_size ||
		size > o->sides.max_size ||
		!standing_is_regular(o->standing, sqlite3_value_int64(v[2])))
		return STATE_THERE;
	there = idmap_find(&o->look.sizes, size);
	if (!there)
		return STATE_MISSING;
	if (size == 0 || subtree_has(&o->there, dir_id) ||
		(content_of(o->standing, id) && o->kinds[id] & KIND_FULL))
		return STATE_THERE;
	if (sqlite3_value_int64(v[5]) > 1 &&
		idmap_find(&o->look.links[volume_of(o->standing, dir_id)],
			sqlite3_value_int64(v[4])))
		return STATE_THERE;
	return state_by_content(o, id, *there);
}

static void
sql_only_here(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);

	(void)n; /* registered with six arguments */
	sqlite3_result_int(context,
		store->other ? state_of(store->other, v) : STATE_THERE);
}

/* other_count(...), likewise: no rows. */
static void
sql_count(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct other_look *look = store->other_look;
	int state = look ? state_of(look->other, v) : STATE_THERE;

	(void)n; /* registered with six arguments */
	sqlite3_result_int(context, 0);
	if (state != STATE_THERE && look->totals.first_dir == 0)
		look->totals.first_dir = sqlite3_value_int64(v[0]);
	if (state == STATE_UNKNOWN)
		look->totals.unknown++;
	if (state != STATE_MISSING)
		return;
	look->totals.missing++;
	if (__builtin_add_overflow(look->totals.missing_bytes,
		    sqlite3_value_int64(v[1]), &look->totals.missing_bytes))
		look->totals.missing_bytes = INT64_MAX;
}

/* --- the whole ------------------------------------------------------------------ */

static void
assign(struct store *store, void *arg)
{
	store->other_look = arg;
}

static int
look_at_both(struct other *o, struct store *store, struct other_look *second,
	struct error *err)
{
	_cleanup_(halves_close) struct halves halves = { .store = NULL };
	struct halves_job job = { Q_OTHER_ENTRIES, 0, assign, &o->look,
		second };
	int r = halves_open(&halves, store, err);

	if (r >= 0)
		r = store_last_directory_id(store, &job.last, err);
	if (r >= 0)
		r = halves_run(&halves, &job, err);
	if (r < 0)
		return r;
	merge(&o->look, second);
	if (o->look.out_of_memory)
		return error_set(err, ENOMEM, "out of memory");
	note_refined(o);
	job.query = Q_OTHER_COUNT;
	return halves_run(&halves, &job, err);
}

int
store_compare_sides(struct store *store, const struct other_sides *sides,
	struct other_totals *ret, struct error *err)
{
	struct other *o = xcalloc(1, sizeof(*o));
	struct other_look second;
	int r = standing_load(store, 0, true, err);

	other_free(store->other);
	store->other = o;
	o->sides = *sides;
	o->standing = store->standing;
	if (r >= 0)
		r = subtree_bits(store, &o->here, sides->here, err);
	if (r >= 0)
		r = subtree_bits(store, &o->there, sides->there, err);
	if (r < 0)
		return r;
	o->kinds = calloc(o->standing->n_contents + 1, sizeof(*o->kinds));
	if (!o->kinds)
		return error_set(err, ENOMEM, "out of memory");
	look_init(&o->look, o);
	look_init(&second, o);
	r = look_at_both(o, store, &second, err);
	*ret = o->look.totals;
	ret->missing += second.totals.missing;
	ret->unknown += second.totals.unknown;
	if (__builtin_add_overflow(ret->missing_bytes,
		    second.totals.missing_bytes, &ret->missing_bytes))
		ret->missing_bytes = INT64_MAX;
	/* The second thread's directories have the larger numbers. */
	if (ret->first_dir == 0)
		ret->first_dir = second.totals.first_dir;
	look_clear(&second);
	return r;
}

int
other_register(struct store *store, struct error *err)
{
	int r = query_function(store, "other_has", 2, sql_has, err);

	if (r == 0)
		r = query_function(store, "other_entry", 6, sql_entry, err);
	if (r == 0)
		r = query_function(store, "other_count", 6, sql_count, err);
	return r < 0 ?
		r :
		query_function(store, "only_here", 6, sql_only_here, err);
}
