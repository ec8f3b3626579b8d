/* SPDX-License-Identifier: MIT */
/*
 * A walk down the tree, one statement a level: entries are clustered by
 * (directory, name), so each directory is one stretch of the file, and the
 * order of paths needs no sort.
 *
 *   level 0   /home        SELECT ... WHERE dir_id = 1 ...   at "ann"
 *   level 1   /home/ann    SELECT ... WHERE dir_id = 7 ...   at "mail"
 *   level 2   ...
 *
 * A statement yields what the filter lets through, and all directories.
 * Directories are the cost: some 3 us each, while a name costs a tenth of
 * that.  So a walk that has seen many stops once and has find_scan.c look at
 * all entries in the order of the file, which costs no searching; from then on
 * it only enters directories that lead somewhere, and if what was found there
 * fits into memory it asks for nothing twice.  Where the index of names says
 * that few entries need be looked at, it begins with that.
 *
 * Directories that have no entry yet (find_orphans.h) are entered behind the
 * names of their parent.
 *
 * Backwards it goes the same way, but for one thing: a directory's own entry
 * comes behind what is in it, so it is kept with the level, and told when that
 * is left.
 */
#include "store/find/find_walk.h"

#include "store/entries.h"
#include "store/volumes.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

/* Directories to walk through before a scan: some 10 ms, as is its start. */
#define WALK_FIRST 4096

/* To be shown?  Ways are not. */
static bool
is_found(const struct find *f, bool fits)
{
	return fits && f->found.entry.mode != 0 &&
		f->found.depth >= f->options.min_depth &&
		f->found.depth <= f->options.max_depth;
}

/* 1 if it is to be told now: going backwards, what is in it comes first. */
static int
tell(struct find *f, bool fits)
{
	if (!is_found(f, fits))
		return 0;
	f->is_due = f->descend && f->options.is_reverse;
	return !f->is_due;
}

static bool
is_worth_entering(const struct find *f)
{
	int64_t id = f->found.child_id;

	if (f->into.archive_id != 0)
		return f->found.depth < f->options.max_depth &&
			(f->options.members || f->is_inside);
	return id != 0 && f->found.depth < f->options.max_depth &&
		(!f->marks || find_marks_has(f->marks, id));
}

/* --- orphans -------------------------------------------------------------- */

/* Of a level: 1 if there is one to enter, as a way is. */
static int
read_orphan(struct find *f, struct find_level *level, struct error *err)
{
	struct directory dir;
	size_t i;
	int r;

	if (find_span_is_empty(&level->orphans_left))
		return 0;
	i = find_span_take(&level->orphans_left);
	r = store_directory(f->store, &dir, f->orphans.items[i].id, err);
	if (r <= 0)
		return r;
	f->found.entry.mode = 0;
	f->found.child_id = dir.id;
	f->found.inside = f->into = (struct inside){ 0 };
	r = find_place(f, level, dir.name, dir.name_len, err);
	return r < 0 ? r : 1;
}

/* --- starts --------------------------------------------------------------- */

/* The path, split for match_path() before the last component. */
static int
prepare_start(struct find *f, const struct find_start *s, size_t *ret_split,
	struct error *err)
{
	const char *slash;
	int r;

	f->context.volume_id = s->volume_id;
	f->context.is_hidden = find_start_is_hidden(s);
	f->is_plain = paths_are_plain(f->store, s->volume_id);
	strbuf_truncate(&f->within, 0);
	strbuf_adds(&f->within, s->within);
	r = store_absolute_path(f->store, &f->path, s->volume_id, s->within,
		&f->found.is_online, err);
	if (r < 0)
		return r;
	f->context.is_online = f->found.is_online;
	slash = strrchr(f->path.buf, '/');
	*ret_split = slash ? (size_t)(slash - f->path.buf) + 1 : 0;
	return 0;
}

/* Step to the start's own entry.  1 if there is one. */
static int
step_to_start(struct find *f, int64_t dir_id, const struct strbuf *key,
	size_t split, struct error *err)
{
	size_t len = f->path.len - split;
	_cleanup_(freep) char *name = xmemdupz(f->path.buf + split, len);
	int r;

	/* "/x" is looked at as "/" and "x". */
	strbuf_truncate(&f->path, split);
	r = find_start_at(f, dir_id, key, name, len, err);
	strbuf_add(&f->path, name, len);
	return r;
}

/* At the place in the archive that f->found is.  1 or 0. */
static int
begin_inside(struct find *f, const char *path, struct error *err)
{
	bool fits = false;
	int r = 0;

	f->is_inside = f->into.archive_id != 0;
	if (f->is_inside && !*path)
		f->descend = is_worth_entering(f);
	else if (f->is_inside)
		r = find_members_begin(f, f->into.archive_id, path, &fits, err);
	if (r <= 0)
		return r;
	f->descend = is_worth_entering(f);
	return is_found(f, fits);
}

/* 1 if its own entry is found, 0 if not. */
static int
begin(struct find *f, const struct find_start *s, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf key = STRBUF_INIT;
	struct find_entry *found = &f->found;
	int64_t dir_id = -1;
	size_t split;
	bool fits;
	int r = find_start_key(s, f->store, &dir_id, &key, err);

	if (r < 0 || dir_id < 0)
		return r;
	r = prepare_start(f, s, &split, err);
	if (r == 0)
		r = step_to_start(f, dir_id, &key, split, err);
	if (r <= 0)
		return r;
	r = find_read_facts(f, f->start_stmt, &fits, err);
	if (r < 0)
		return r;
	found->volume_id = s->volume_id;
	found->volume = s->volume;
	found->dir_id = dir_id;
	found->depth = found->entry.mode == 0 ? -1 : 0;
	found->path = f->path.buf;
	found->path_len = f->path.len;
	found->entry.name = f->path.buf + split;
	found->entry.name_len = f->path.len - split;
	f->is_inside = false;
	if (s->inside)
		return begin_inside(f, s->inside, err);
	f->descend = is_worth_entering(f);
	return tell(f, fits);
}

/* --- the walk ------------------------------------------------------------- */

static struct find_limits
limits_of(const struct find *f)
{
	return (struct find_limits){ .starts = &f->starts,
		.min_depth = f->options.min_depth,
		.max_depth = f->options.max_depth,
		.is_everywhere = f->options.n_places == 0,
		.has_orphans = f->orphans.n_items > 0 };
}

/* Once: at the start if that is quick, or when the walk turns out to be long.
 */
static int
scan(struct find *f, struct error *err)
{
	size_t first =
		f->options.walk_first ? f->options.walk_first : WALK_FIRST;
	bool is_start = !f->asked;
	const struct find_limits limits = limits_of(f);
	const struct find_scan_job job = { .filter = f->options.wanted,
		.bound = f->options.bound,
		.limits = &limits,
		.archives = f->options.members,
		.keeps = !f->options.members,
		.digests = !f->options.no_digests,
		.found = f->context.digests,
		.most_kept = f->options.most_kept,
		.is_few = f->options.is_few,
		.if_quick = is_start };

	f->asked = true;
	if (f->scanned || (!is_start && f->n_walked < first))
		return 0;
	f->is_long = f->only_short && !is_start;
	if (f->is_long)
		return 0;
	return find_scan(&f->marks, f->store, &job, &f->scanned, err);
}

/* 1 if there is one. */
static int
read_name(struct find *f, struct find_level *level, bool *ret_fits,
	struct error *err)
{
	int r;

	if (level->at_end)
		return 0;
	r = find_step_level(f, level, err);
	level->at_end = r == 0;
	if (r > 0)
		r = find_read_entry(f, level, ret_fits, err);
	return r < 0 ? r : !level->at_end;
}

/* One step on; 1 if it led to something to be told, 0 if not. */
static int
advance(struct find *f, struct error *err)
{
	struct find_level *level = find_top(f);
	bool orphans_first = f->options.is_reverse;
	bool fits = false;
	int r;

	find_enter_context(f, level);
	r = orphans_first ? read_orphan(f, level, err) : 0;
	if (r == 0)
		r = read_name(f, level, &fits, err);
	if (r == 0 && !orphans_first)
		r = read_orphan(f, level, err);
	if (r <= 0)
		return r < 0 ? r : find_pop(f);
	f->descend = is_worth_entering(f);
	return tell(f, fits);
}

/* Is it a directory that the walk is in?  Only in a damaged catalogue. */
static bool
is_loop(const struct find *f)
{
	for (size_t i = 0; i < f->n_levels && f->into.archive_id == 0; i++)
		if (f->levels[i].dir_id == f->found.child_id)
			return true;
	return false;
}

/* Into what was found, if that is worth it; 1 if it is to be told after all. */
static int
descend(struct find *f, struct error *err)
{
	bool is_due = f->is_due;
	int r;

	f->descend = f->is_due = false;
	r = scan(f, err);
	if (r < 0)
		return r;
	if (!is_worth_entering(f))
		return is_due;
	if (is_loop(f))
		return paths_in_circle(f->found.child_id, err);
	find_push(f, is_due);
	return 0;
}

int
store_find_next(struct find *f, struct find_entry *ret, struct error *err)
{
	int r = 0;

	while (r == 0 && !f->is_long) {
		if (f->descend) {
			r = descend(f, err);
		} else if (f->n_levels > 0) {
			r = advance(f, err);
		} else if (!find_span_is_empty(&f->starts_left)) {
			size_t i = find_span_take(&f->starts_left);

			r = begin(f, &f->starts.items[i], err);
		} else {
			return 0;
		}
	}
	if (r > 0)
		*ret = f->found;
	return r;
}

/* digests: wanted_digests_find() of what is wanted, borrowed. */
static int
open_with(struct find **ret, struct store *store,
	const struct find_options *options, const struct found_digests *digests,
	struct error *err)
{
	_cleanup_(store_find_closep) struct find *f = xcalloc(1, sizeof(*f));
	int r;

	f->store = store;
	f->options = *options;
	f->path = (struct strbuf)STRBUF_INIT;
	f->within = (struct strbuf)STRBUF_INIT;
	f->context.path = &f->path;
	f->context.digests = digests;
	r = wanted_sql_new(&f->filter, store, options->wanted, WANTED_EXACT,
		&f->context, err);
	if (r == 0)
		r = wanted_sql_new(&f->member_filter, store, options->wanted,
			WANTED_INSIDE, &f->context, err);
	if (r == 0)
		r = find_starts_load(&f->starts, store, options, err);
	if (r == 0)
		r = find_orphans_load(&f->orphans, store, err);
	if (r < 0)
		return r;
	f->starts_left =
		(struct find_span){ 0, f->starts.n_items, options->is_reverse };
	*ret = take_ptr(&f);
	return 0;
}

bool
store_find_can_reverse(const struct find_options *options)
{
	for (size_t i = 0; i < options->n_places; i++)
		if (strstr(options->places[i].within, "//"))
			return false;
	return !options->members;
}

int
store_find_open(struct find **ret, struct store *store,
	const struct find_options *options, struct error *err)
{
	_cleanup_(found_digests_clear) struct found_digests digests =
		FOUND_DIGESTS_INIT;
	int r = wanted_digests_find(&digests, store, options->wanted, err);

	if (r >= 0)
		r = open_with(ret, store, options, &digests, err);
	if (r < 0)
		return r;
	(*ret)->digests = digests;
	(*ret)->context.digests = &(*ret)->digests;
	digests = (struct found_digests)FOUND_DIGESTS_INIT;
	return 0;
}

int64_t
store_find_given_up(const struct find *f)
{
	return wanted_sql_given_up(f->filter) +
		wanted_sql_given_up(f->member_filter);
}

void
store_find_close(struct find *f)
{
	if (!f)
		return;
	find_levels_clear(f);
	find_starts_clear(&f->starts);
	find_orphans_clear(&f->orphans);
	find_marks_free(f->marks);
	wanted_sql_free(f->filter);
	wanted_sql_free(f->member_filter);
	found_digests_clear(&f->digests);
	strbuf_clear(&f->path);
	strbuf_clear(&f->within);
	free(f);
}

/* --- how many ------------------------------------------------------------- */

/* 1 if that is all of them; 0 if the walk would be long. */
static int
count_walking(struct store *store, const struct find_options *options,
	bool only_short, const struct found_digests *digests, int64_t *ret,
	int64_t *ret_given_up, struct error *err)
{
	_cleanup_(store_find_closep) struct find *f = NULL;
	struct find_entry found;
	int r = open_with(&f, store, options, digests, err);

	if (r < 0)
		return r;
	f->only_short = only_short;
	*ret = 0;
	while ((r = store_find_next(f, &found, err)) > 0)
		(*ret)++;
	*ret_given_up = store_find_given_up(f);
	return r < 0 ? r : !f->is_long;
}

/* The starts themselves, which a look does not count. */
static int
count_starts(struct find *f, int64_t *ret, struct error *err)
{
	struct find_entry found;
	int r;

	while ((r = store_find_next(f, &found, err)) > 0)
		*ret += f->n_levels == 0;
	return r;
}

/* 1 if that is all of them; 0 if it is to be walked. */
static int
count_looking(struct store *store, const struct find_options *options,
	const struct found_digests *digests, int64_t *ret,
	int64_t *ret_given_up, struct error *err)
{
	_cleanup_(store_find_closep) struct find *f = NULL;
	struct find_options starts = *options;
	struct find_limits limits;
	bool done = false;
	int r;

	if (options->members)
		return 0;
	if (starts.max_depth > 0)
		starts.max_depth = 0;
	r = open_with(&f, store, &starts, digests, err);
	if (r < 0)
		return r;
	limits = limits_of(f);
	limits.max_depth = options->max_depth;
	r = find_scan_count(ret, store, options->wanted, &limits, digests,
		&done, err);
	if (r == 0 && done)
		r = count_starts(f, ret, err);
	*ret_given_up = store_find_given_up(f);
	return r < 0 ? r : done;
}

int
store_find_count(struct store *store, const struct find_options *options,
	int64_t *ret, int64_t *ret_given_up, struct error *err)
{
	_cleanup_(found_digests_clear) struct found_digests digests =
		FOUND_DIGESTS_INIT;
	bool is_all = options->n_places == 0 && options->min_depth == 0 &&
		options->max_depth == INT64_MAX;
	int r = wanted_digests_find(&digests, store, options->wanted, err);

	if (r < 0)
		return r;
	/* Places may hold little. */
	r = is_all ? 0 :
		     count_walking(store, options, true, &digests, ret,
			     ret_given_up, err);
	if (r == 0)
		r = count_looking(store, options, &digests, ret, ret_given_up,
			err);
	if (r == 0)
		r = count_walking(store, options, false, &digests, ret,
			ret_given_up, err);
	return r < 0 ? r : 0;
}
