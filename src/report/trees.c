/* SPDX-License-Identifier: MIT */
/*
 * dupes --dirs: groups of equal directories, and directories whose content is
 * all in another one.
 *
 * Of a group its paths are sorted; of what is contained the container comes
 * first, so that in both what is not first is redundant.  Holds all groups and
 * the first path of each.
 */
#include "report/names.h"
#include "report/dupes.h"

#include "store/archive/member_groups.h"
#include "util/alloc.h"
#include "util/arena.h"

#include <stdlib.h>
#include <string.h>

#define ROWS (OUTPUT_IN_PLAIN)

enum {
	C_GROUP,
	C_STATE,
	C_SIZE,
	C_FILES,
	C_DIRECTORIES,
	C_COPIES,
	C_WASTED,
	C_ROLE,
	C_VOLUME,
	C_TABLE_VOLUME,
	C_PATH,
	C_ONLINE,
	C_TREES,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "group", "GROUP", OUTPUT_NUMBER, ROWS, false },
	{ "state", "STATE", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "directories", "DIRS", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "copies", "COPIES", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "wasted", "WASTED", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "role", "", OUTPUT_TEXT, ROWS | OUTPUT_IN_TABLE, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, ROWS, false },
	{ "table_volume", "VOLUME", OUTPUT_TEXT, OUTPUT_IN_TABLE, false },
	{ "path", "PATH", OUTPUT_PATH, ROWS | OUTPUT_IN_TABLE, true },
	{ "online", "ONLINE", OUTPUT_BOOL, ROWS, false },
	{ "trees", "TREES", OUTPUT_LIST, OUTPUT_IN_JSON, false },
};

enum { T_ROLE, T_VOLUME, T_PATH, T_ONLINE, N_TREE_COLUMNS };

static const struct output_column tree_columns[N_TREE_COLUMNS] = {
	{ "role", "ROLE", OUTPUT_TEXT, OUTPUT_IN_JSON, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_IN_JSON, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_IN_JSON, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_IN_JSON, false },
};
/* clang-format on */

struct place_of_tree {
	const char *volume; /* borrowed from names */
	const char *path;   /* in an arena */
	bool online;
};

struct ranked {
	const struct tree_group *group;
	const char *path; /* the first one */
};

struct printer {
	struct store *store;
	const struct trees *trees;
	const struct report_trees *options;
	struct names names;
	struct arena paths; /* of the group that is printed */
	struct arena first_paths;
	struct ranked *ranks;
	struct place_of_tree *places; /* of one group */
	size_t n_places;
	struct output_value *values;
	size_t room;
	struct output *output;
	struct report_totals *totals;
	struct output_column columns[N_COLUMNS];
};

static void
printer_clear(struct printer *p)
{
	arena_clear(&p->paths);
	arena_clear(&p->first_paths);
	names_clear(&p->names);
	free(p->ranks);
	free(p->places);
	free(p->values);
}

/* --- paths --------------------------------------------------------------- */

static int
by_volume_and_path(const void *a, const void *b)
{
	const struct place_of_tree *x = a;
	const struct place_of_tree *y = b;
	int order = strcmp(x->volume, y->volume);

	return order ? order : strcmp(x->path, y->path);
}

/* An archive, or a directory in it. */
static int
load_inner(struct printer *p, struct strbuf *ret, bool *ret_online,
	const struct tree *tree, struct error *err)
{
	_cleanup_(rows_closep) struct rows *rows = NULL;
	struct names_entry entry = { 0 };
	int r = rows_open(&rows, p->store, ROWS_MEMBER_TREE_NAME, err);

	if (r < 0)
		return r;
	rows_bind_i64(rows, tree->archive_id);
	r = rows_next(rows, err);
	if (r <= 0)
		return r;
	entry.dir_id = rows_i64(rows, 0);
	entry.name = rows_bytes(rows, 1, &entry.name_len);
	r = names_path(&p->names, ret, &entry, ret_online, err);
	if (r < 0 || tree->number == 0)
		return r;
	strbuf_adds(ret, "//");
	return store_member_path(p->store, ret, tree->archive_id, tree->number,
		err);
}

static int
load_place(struct printer *p, struct place_of_tree *ret,
	const struct tree *tree, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	int r = tree->archive_id ?
		load_inner(p, &path, &ret->online, tree, err) :
		store_directory_path(p->store, &path, tree->dir_id,
			&ret->online, err);

	ret->volume = names_volume(&p->names, tree->volume_id);
	ret->path = arena_copy(&p->paths, path.buf, path.len);
	return r;
}

static int
load_places(struct printer *p, const struct tree_group *group,
	struct error *err)
{
	int r = 0;

	arena_reset(&p->paths);
	if (group->n > p->room) {
		p->room = group->n;
		p->places =
			xreallocarray(p->places, p->room, sizeof(*p->places));
		p->values = xreallocarray(p->values, p->room * N_TREE_COLUMNS,
			sizeof(*p->values));
	}
	p->n_places = group->n;
	for (size_t i = 0; i < group->n && r >= 0; i++)
		r = load_place(p, &p->places[i],
			&p->trees->members[group->first + i], err);
	if (r >= 0 && !group->is_contained)
		qsort(p->places, group->n, sizeof(*p->places),
			by_volume_and_path);
	return r;
}

/* --- in which order ------------------------------------------------------- */

static int
descending(int64_t a, int64_t b)
{
	return (a < b) - (a > b);
}

/* Where paths are not known all are alike. */
static int
by_path(const struct ranked *x, const struct ranked *y)
{
	int order;

	if (!x->path || !y->path)
		return 0;
	order = strcmp(x->path, y->path);
	return order ? order : descending(x->group->size, y->group->size);
}

static int
by_wasted(const void *a, const void *b)
{
	const struct ranked *x = a;
	const struct ranked *y = b;
	int order = descending(x->group->wasted, y->group->wasted);

	return order ? order : by_path(x, y);
}

static int
by_size(const void *a, const void *b)
{
	const struct ranked *x = a;
	const struct ranked *y = b;
	int order = descending(x->group->size, y->group->size);

	return order ? order : by_path(x, y);
}

static int
by_copies(const void *a, const void *b)
{
	const struct ranked *x = a;
	const struct ranked *y = b;
	int order = descending((int64_t)x->group->n, (int64_t)y->group->n);

	return order ? order : by_wasted(a, b);
}

static int
by_first_path(const void *a, const void *b)
{
	return by_path(a, b);
}

static int (*const orders[])(const void *, const void *) = {
	[REPORT_BY_WASTED] = by_wasted,
	[REPORT_BY_SIZE] = by_size,
	[REPORT_BY_COPIES] = by_copies,
	[REPORT_BY_PATH] = by_first_path,
};

/* From one up to another, these not included. */
struct span {
	size_t from;
	size_t to;
};

static void
sort_ranks(struct printer *p, struct span span)
{
	if (span.to - span.from > 1)
		qsort(p->ranks + span.from, span.to - span.from,
			sizeof(*p->ranks), orders[p->options->order]);
}

static bool
are_alike(const struct printer *p, size_t i, size_t j)
{
	return orders[p->options->order](&p->ranks[i], &p->ranks[j]) == 0;
}

/* Those that are shown, and whose places among them are for paths to say. */
static struct span
find_shown(const struct printer *p)
{
	const size_t n = p->trees->n_groups;
	const int64_t limit = p->options->limit;
	struct span shown = { 0, n };

	if (limit <= 0 || limit >= (int64_t)n)
		return limit == 0 ? (struct span){ 0, 0 } : shown;
	if (p->options->reverse) {
		shown.from = n - (size_t)limit;
		while (shown.from > 0 &&
			are_alike(p, shown.from - 1, shown.from))
			shown.from--;
	} else {
		shown.to = (size_t)limit;
		while (shown.to < n && are_alike(p, shown.to - 1, shown.to))
			shown.to++;
	}
	return shown;
}

static int
load_first_paths(struct printer *p, struct span span, struct error *err)
{
	int r = 0;

	for (size_t i = span.from; i < span.to && r >= 0; i++) {
		r = load_places(p, p->ranks[i].group, err);
		if (r >= 0)
			p->ranks[i].path = arena_copy(&p->first_paths,
				p->places[0].path, strlen(p->places[0].path));
	}
	return r;
}

static int
rank(struct printer *p, struct error *err)
{
	const size_t n = p->trees->n_groups;
	struct span shown = { 0, n };
	int r;

	p->ranks = xcalloc(n + 1, sizeof(*p->ranks));
	for (size_t i = 0; i < n; i++)
		p->ranks[i].group = &p->trees->groups[i];
	if (p->options->order != REPORT_BY_PATH) {
		sort_ranks(p, shown);
		shown = find_shown(p);
	}
	r = load_first_paths(p, shown, err);
	if (r >= 0)
		sort_ranks(p, shown);
	return r;
}

/* --- rows -------------------------------------------------------------- */

static const char *
role_of(const struct tree_group *group, size_t i)
{
	if (!group->is_contained)
		return "copy";
	return i == 0 ? "container" : "contained";
}

static int
print_object(struct printer *p, const struct tree_group *group,
	struct output_value *v, struct error *err)
{
	for (size_t i = 0; i < p->n_places; i++) {
		struct output_value *t = &p->values[i * N_TREE_COLUMNS];

		t[T_ROLE] = value_string(role_of(group, i));
		t[T_VOLUME] = value_string(p->places[i].volume);
		t[T_PATH] = value_string(p->places[i].path);
		t[T_ONLINE] = output_number(p->places[i].online);
	}
	v[C_TREES] = (struct output_value){ .item_columns = tree_columns,
		.n_item_columns = N_TREE_COLUMNS,
		.items = p->values,
		.n_items = p->n_places };
	return output_row(p->output, v, err);
}

/* An empty path ends a group in a list of paths. */
static int
print_separator(struct printer *p, struct error *err)
{
	struct output_value v[N_COLUMNS];

	for (size_t i = 0; i < N_COLUMNS; i++)
		v[i] = output_null();
	v[C_PATH] = value_string("");
	return output_row(p->output, v, err);
}

static int
print_place(struct printer *p, struct output_value *v, const char *role,
	const struct place_of_tree *place, bool is_first, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf volume = STRBUF_INIT;

	strbuf_addf(&volume, "%s%s", place->volume,
		place->online ? "" : " (offline)");
	v[C_ROLE] = value_string(role);
	v[C_VOLUME] = value_string(place->volume);
	v[C_TABLE_VOLUME] = value_strbuf(&volume);
	v[C_PATH] = value_string(place->path);
	v[C_ONLINE] = output_number(place->online);
	return is_first ? output_row(p->output, v, err) :
			  output_continue(p->output, v, err);
}

static int
print_places(struct printer *p, const struct tree_group *group,
	struct output_value *v, struct error *err)
{
	enum output_format format = output_format_of(p->output);
	int r = 0;

	if (format == OUTPUT_PATHS && p->totals->shown > 0)
		r = print_separator(p, err);
	for (size_t i = 0; i < p->n_places && r >= 0; i++) {
		if (i == 1 && format == OUTPUT_TABLE) {
			v[C_SIZE] = output_null();
			v[C_FILES] = output_null();
			v[C_WASTED] = output_null();
		}
		r = print_place(p, v, role_of(group, i), &p->places[i], i == 0,
			err);
	}
	return r;
}

static int
print(struct printer *p, const struct tree_group *group, struct error *err)
{
	struct output_value v[N_COLUMNS];
	int r = load_places(p, group, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < N_COLUMNS; i++)
		v[i] = output_null();
	v[C_GROUP] = output_number(p->totals->shown + 1);
	v[C_STATE] = value_string(group->is_contained ? "contained" : "equal");
	v[C_SIZE] = output_number(group->size);
	v[C_FILES] = output_number(group->files);
	v[C_DIRECTORIES] = output_number(group->directories);
	v[C_COPIES] = output_number((int64_t)group->n);
	v[C_WASTED] = output_number(group->wasted);
	r = output_format_of(p->output) == OUTPUT_NDJSON ?
		print_object(p, group, v, err) :
		print_places(p, group, v, err);
	p->totals->shown++;
	return r;
}

static void
count(struct report_totals *t, const struct tree_group *group)
{
	t->groups++;
	t->copies += (int64_t)group->n;
	t->redundant += (int64_t)group->n - 1;
	if (__builtin_add_overflow(t->wasted, group->wasted, &t->wasted))
		t->wasted = INT64_MAX;
}

static int
print_all(struct printer *p, struct error *err)
{
	const int64_t limit = p->options->limit;
	const bool reverse = p->options->reverse;
	const size_t n = p->trees->n_groups;
	int r = rank(p, err);

	if (r < 0)
		return r;
	memcpy(p->columns, columns, sizeof(columns));
	if (p->names.n_volumes < 2)
		p->columns[C_TABLE_VOLUME].where = 0;
	output_begin(p->output, p->columns, N_COLUMNS);
	for (size_t i = 0; i < n && r >= 0; i++)
		if (limit < 0 || p->totals->shown < limit)
			r = print(p, p->ranks[reverse ? n - 1 - i : i].group,
				err);
	return r < 0 ? r : output_end(p->output, err);
}

int
report_trees(struct store *store, const struct trees *trees,
	const struct report_trees *options, struct output *output,
	struct report_totals *ret, struct error *err)
{
	_cleanup_(printer_clear) struct printer p = { .store = store,
		.trees = trees,
		.options = options,
		.names = NAMES_INIT,
		.output = output,
		.totals = ret };
	int r = names_load(&p.names, store, err);

	*ret = (struct report_totals){ 0 };
	if (r < 0)
		return r;
	for (size_t i = 0; i < trees->n_groups; i++)
		count(ret, &trees->groups[i]);
	return output ? print_all(&p, err) : 0;
}
