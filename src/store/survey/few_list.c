/* SPDX-License-Identifier: MIT */
/*
 * Which contents have few copies: the names of all of them, as statements find
 * them, or of the first, in memory.  Of these what was read in full is looked
 * up by its content.  Of other files, if there is one of the size only, a
 * directory is known where it was seen (standing.h), and all names of each such
 * directory are looked at once.  If there are more of one size, where they are
 * is not known: then all names are looked at.
 */
#include "store/survey/few_list.h"

#include "store/internal.h"
#include "store/survey/halves.h"
#include "util/alloc.h"
#include "util/sort.h"

#include <stdlib.h>

/* So many searches take no longer than a look at 2,000,000 names. */
#define LOOKUPS_MOST 5000
/* Hard links are all there; some 100 bytes each. */
#define NAMES_MOST 100000

bool
few_is_asked(const struct few_filter *filter, const struct standing *s,
	const struct content_standing *c, int64_t dir_id)
{
	int64_t volumes = c ? c->volumes : 1;

	if ((c ? c->copies : 1) >= filter->min_copies &&
		volumes >= filter->min_volumes)
		return false;
	return filter->only_on == 0 ||
		(volumes == 1 &&
			volume_runs_id(s->volumes, dir_id) == filter->only_on);
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

/* --- the first ones ------------------------------------------------------- */

/* A row of a statement that has dir_id, name and size. */
static void
add_row(struct few_names *names, const struct bind *b)
{
	struct few_name name = { .dir_id = bind_get_i64(b, 0),
		.size_bytes = bind_get_i64(b, 2) };

	name.name = bind_get_bytes(b, 1, &name.name_len);
	few_names_add(names, &name);
}

/* All that are counted of a directory, but those read in full.  1, or 0 if there
 * is none, or are too many. */
static int
look_up_directory(struct store *store, int64_t dir_id, struct few_names *names,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_FEW_OF_DIRECTORY);
	const size_t before = names->n;
	const struct content_standing *c;
	int r;

	bind_i64(&b, dir_id);
	bind_i64(&b, store->few_list->min_size);
	bind_i64(&b, store->few_list->is_scoped);
	while ((r = bind_next(&b, err)) > 0 && names->n < NAMES_MOST) {
		c = standing_content(store->standing, bind_get_i64(&b, 3));
		if (!c || !(c->flags & CONTENT_FULL))
			add_row(names, &b);
	}
	bind_end(&b);
	return r < 0 ? r : names->n > before && names->n < NAMES_MOST;
}

static int
look_up_content(struct store *store, int64_t id, struct few_names *names,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_FEW_OF_CONTENT);
	int r;

	bind_i64(&b, id);
	bind_i64(&b, store->few_list->is_scoped);
	r = bind_next(&b, err);
	if (r > 0)
		add_row(names, &b);
	bind_end(&b);
	return r;
}

/* --- where they are ------------------------------------------------------- */

/* What there is to look up. */
struct wanted_list {
	int64_t *ids;
	size_t n;
	size_t room;
};

static void
wanted_list_clear(struct wanted_list *w)
{
	free(w->ids);
}

static bool
add_wanted(struct wanted_list *w, int64_t id)
{
	if (w->n == LOOKUPS_MOST)
		return false;
	if (w->n == w->room) {
		w->room = w->room ? w->room * 2 : 64;
		w->ids = xreallocarray(w->ids, w->room, sizeof(w->ids[0]));
	}
	w->ids[w->n++] = id;
	return true;
}

/* The directories of those that were not read in full; false if not all of them
 * are known, or they are too many. */
static bool
find_directories(const struct store *store, struct wanted_list *dirs)
{
	const struct standing *s = store->standing;
	const struct size_slot *slot;
	size_t cursor = 0;

	while ((slot = sizes_next(&s->sizes, &cursor))) {
		if (few_in_slot(store->few_list, s, slot) == 0)
			continue;
		if (slot->n_files > 1 || slot->first_dir == UINT32_MAX ||
			!add_wanted(dirs, slot->first_dir))
			return false;
	}
	return true;
}

static bool
find_contents(const struct store *store, struct wanted_list *contents)
{
	const struct standing *s = store->standing;

	for (size_t i = 1; i < s->n_contents; i++)
		if (few_is_content(store->few_list, s, &s->contents[i]) &&
			!add_wanted(contents, (int64_t)i))
			return false;
	return true;
}

typedef int look_up_fn(struct store *store, int64_t id, struct few_names *names,
	struct error *err);

/* Each once.  1, or 0 as soon as one finds nothing: the catalogue is damaged. */
static int
look_up_all(struct store *store, struct wanted_list *w, look_up_fn *look_up,
	struct few_names *names, struct error *err)
{
	int r = 1;

	w->n = sort_unique_i64(w->ids, w->n);
	for (size_t i = 0; i < w->n && r > 0; i++)
		r = look_up(store, w->ids[i], names, err);
	return r;
}

/* --- a look at all names --------------------------------------------------- */

/* One thread's part. */
struct few_look {
	const struct store *store;
	struct few_names names;
};

static void
take(const struct stored_entry *e, void *arg)
{
	struct few_look *look = arg;
	const struct standing_entry entry = { e->size_bytes, e->content_id,
		e->attribute_id };
	const struct few_name name = { e->dir_id, e->size_bytes, e->name,
		e->name_len };

	if (look->names.n < NAMES_MOST && e->child_id == 0 &&
		is_listed(look->store->few_list, look->store->standing, &entry,
			e->dir_id))
		few_names_add(&look->names, &name);
}

/* 1, or 0 if there are too many. */
static int
look_at_names(struct store *store, struct few_names *ret, struct error *err)
{
	struct few_look first = { .store = store, .names = *ret };
	struct few_look second = { .store = store, .names = FEW_NAMES_INIT };
	struct halves_job job = { .look = { .entry = take,
					  .floor = &store->few_list->min_size,
					  .ceiling =
						  store->few_list->max_size },
		.first = &first,
		.second = &second };
	int r = store->few_list->is_scoped ?
		halves_look_at_scope(store, &job, err) :
		halves_look_at_names(store, &job, err);

	for (size_t i = 0; i < second.names.n && r >= 0; i++)
		few_names_add(&first.names, &second.names.list[i]);
	few_names_clear(&second.names);
	*ret = first.names;
	return r < 0 ? r : ret->n < NAMES_MOST;
}

static int
look_up_names(struct store *store, struct few_names *ret, struct error *err)
{
	_cleanup_(wanted_list_clear) struct wanted_list dirs = { 0 };
	_cleanup_(wanted_list_clear) struct wanted_list contents = { 0 };
	int r;

	if (!find_directories(store, &dirs) || !find_contents(store, &contents))
		return 0;
	r = look_up_all(store, &dirs, look_up_directory, ret, err);
	if (r > 0)
		r = look_up_all(store, &contents, look_up_content, ret, err);
	return r;
}

int
store_few_names(struct store *store, struct few_names *ret, struct error *err)
{
	int r = look_up_names(store, ret, err);

	if (r == 0) {
		few_names_clear(ret);
		r = look_at_names(store, ret, err);
	}
	if (r > 0)
		few_names_sort(ret, store->few_list->reverse);
	return r;
}

int
few_list_register(struct store *store, struct error *err)
{
	return query_function(store, "is_few", 4, sql_is_few, err);
}
