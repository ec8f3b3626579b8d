/* SPDX-License-Identifier: MIT */
/*
 * Which contents have few copies: the names of all of them, as statements find
 * them, or of the largest, in memory.  Of these one name each is looked up: of
 * what was read in full by its content, of other files, if there is one of the
 * size only, in the directory where that was seen (standing.h).  If there are
 * more of one size, which they are is not known.
 */
#include "store/survey/few_list.h"

#include "store/internal.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

/* So many take no longer to look up than a look at 2,000,000 names. */
#define LOOKUPS_MOST 5000

bool
few_is_asked(const struct few_filter *filter, const struct standing *s,
	const struct content_standing *c, int64_t dir_id)
{
	int64_t volumes = c ? c->volumes : 1;

	if ((c ? c->copies : 1) >= filter->min_copies &&
		volumes >= filter->min_volumes)
		return false;
	return filter->only_on == 0 ||
		(volumes == 1 && standing_volume(s, dir_id) == filter->only_on);
}

void
store_few_list(struct store *store, const struct few_filter *filter)
{
	free(store->few_list);
	store->few_list = xcalloc(1, sizeof(*store->few_list));
	*store->few_list = *filter;
}

/* Is the name one for the report? */
static bool
is_listed(const struct few_filter *filter, const struct standing *s,
	const struct standing_entry *e, int64_t dir_id)
{
	const struct content_standing *c;

	if (!s || !filter || e->size < filter->min_size ||
		e->size > filter->max_size ||
		!standing_is_regular(s, e->attribute_id))
		return false;
	c = standing_content(s, e->content_id);
	if (c && !(c->flags & CONTENT_FULL))
		c = NULL;
	return few_is_asked(filter, s, c, dir_id) &&
		(filter->candidates || !standing_is_open(s, e));
}

/* is_few(size, attribute_id, content_id, dir_id) */
static void
sql_is_few(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	const struct standing_entry e = { sqlite3_value_int64(v[0]),
		sqlite3_value_int64(v[2]), sqlite3_value_int64(v[1]) };

	(void)n; /* registered with four arguments */
	sqlite3_result_int(context,
		is_listed(store->few_list, store->standing, &e,
			sqlite3_value_int64(v[3])));
}

/* --- the largest ---------------------------------------------------------- */

static void
add_name(struct few_names *names, const struct few_name *name)
{
	if (names->n == names->room) {
		names->room = names->room ? names->room * 2 : 64;
		names->list = xreallocarray(names->list, names->room,
			sizeof(names->list[0]));
	}
	names->list[names->n] = *name;
	names->list[names->n++].name =
		arena_copy(&names->arena, name->name, name->name_len);
}

/* A row of a statement that has dir_id, name and size. */
static void
add_row(struct few_names *names, const struct bind *b)
{
	struct few_name name = { .dir_id = bind_get_i64(b, 0),
		.size_bytes = bind_get_i64(b, 2) };

	name.name = bind_get_bytes(b, 1, &name.name_len);
	add_name(names, &name);
}

static int
look_up_slot(struct store *store, const struct size_slot *slot,
	struct few_names *names, struct error *err)
{
	struct bind b = bind_begin(store, Q_FEW_OF_SIZE);
	const struct content_standing *c;
	int r;

	bind_i64(&b, slot->first_dir);
	bind_i64(&b, slot->size);
	while ((r = bind_next(&b, err)) > 0) {
		c = standing_content(store->standing, bind_get_i64(&b, 3));
		if (c && c->flags & CONTENT_FULL)
			continue; /* of its size, but not of those counted */
		add_row(names, &b);
		break;
	}
	bind_end(&b);
	return r;
}

static int
look_up_content(struct store *store, int64_t id, struct few_names *names,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_FEW_OF_CONTENT);
	int r;

	bind_i64(&b, id);
	r = bind_next(&b, err);
	if (r > 0)
		add_row(names, &b);
	bind_end(&b);
	return r;
}

/* 1, or 0 if they cannot be looked up, or are too many. */
static int
look_up_slots(struct store *store, struct few_names *names, struct error *err)
{
	const struct standing *s = store->standing;
	const struct size_slot *slot;
	size_t cursor = 0;
	int r = 1;

	while (r >= 0 && (slot = sizes_next(&s->sizes, &cursor))) {
		if (few_in_slot(store->few_list, s, slot) == 0)
			continue;
		if (slot->n_files > 1 || slot->first_dir == UINT32_MAX ||
			names->n == LOOKUPS_MOST)
			return 0;
		r = look_up_slot(store, slot, names, err);
	}
	return r < 0 ? r : 1;
}

static int
look_up_contents(struct store *store, struct few_names *names,
	struct error *err)
{
	const struct standing *s = store->standing;
	int r = 1;

	for (size_t i = 1; i < s->n_contents && r >= 0; i++) {
		if (!few_is_content(store->few_list, s, &s->contents[i]))
			continue;
		if (names->n == LOOKUPS_MOST)
			return 0;
		r = look_up_content(store, (int64_t)i, names, err);
	}
	return r < 0 ? r : 1;
}

static int
by_size(const void *a, const void *b)
{
	const struct few_name *x = a;
	const struct few_name *y = b;
	size_t len = x->name_len < y->name_len ? x->name_len : y->name_len;
	int r;

	if (x->size_bytes != y->size_bytes)
		return x->size_bytes > y->size_bytes ? -1 : 1;
	if (x->dir_id != y->dir_id)
		return x->dir_id < y->dir_id ? -1 : 1;
	r = memcmp(x->name, y->name, len);
	return r ? r :
		   (x->name_len > y->name_len) - (x->name_len < y->name_len);
}

int
store_few_names(struct store *store, struct few_names *ret, struct error *err)
{
	int r = look_up_slots(store, ret, err);

	if (r > 0)
		r = look_up_contents(store, ret, err);
	if (r > 0 && ret->n > 1)
		qsort(ret->list, ret->n, sizeof(ret->list[0]), by_size);
	return r;
}

void
few_names_clear(struct few_names *names)
{
	free(names->list);
	arena_clear(&names->arena);
	*names = (struct few_names)FEW_NAMES_INIT;
}

int
few_list_register(struct store *store, struct error *err)
{
	return query_function(store, "is_few", 4, sql_is_few, err);
}
