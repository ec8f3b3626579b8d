/* SPDX-License-Identifier: MIT */
/*
 * dupes: groups of equal files and their copies.
 *
 *   group_batch_next -> group_batch_load -> ndjson:  one row, the copies a list in it
 *                               others:  a row for each copy
 *                               paths:   the same, and an empty path between
 *                                        groups
 *
 * In a table the first row of a group has its numbers and the others are
 * continuations.  Groups beyond the limit are still counted.
 */
#include "report/group_batch.h"
#include "report/names.h"
#include "report/dupes.h"

#include "util/alloc.h"
#include "util/sum.h"

#include <stdlib.h>
#include <string.h>

/* Where a copy is a row. */
#define ROWS (OUTPUT_IN_PLAIN)

enum {
	C_GROUP,
	C_SIZE,
	C_DIGEST,
	C_STATE,
	C_COPIES,
	C_WASTED,
	C_VOLUME,
	C_TABLE_VOLUME,
	C_PATH,
	C_TABLE_LINKS,
	C_INODE,
	C_NLINK,
	C_MTIME,
	C_ONLINE,
	C_FILES,
	C_WAITS_FOR,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "group", "GROUP", OUTPUT_NUMBER, ROWS, false },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "digest", "DIGEST", OUTPUT_HEX, OUTPUT_MACHINE, false },
	{ "state", "STATE", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "copies", "COPIES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "wasted", "WASTED", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, ROWS, false },
	{ "table_volume", "VOLUME", OUTPUT_TEXT, OUTPUT_IN_TABLE, false },
	{ "path", "PATH", OUTPUT_PATH, ROWS | OUTPUT_IN_TABLE, true },
	{ "table_links", "", OUTPUT_TEXT, OUTPUT_IN_TABLE | OUTPUT_IF_ROOM,
		false },
	{ "inode", "INODE", OUTPUT_UNSIGNED, ROWS, false },
	{ "nlink", "LINKS", OUTPUT_NUMBER, ROWS, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, ROWS, false },
	{ "online", "ONLINE", OUTPUT_BOOL, ROWS, false },
	{ "files", "FILES", OUTPUT_LIST, OUTPUT_IN_JSON, false },
	{ "waits_for", "WAITS FOR", OUTPUT_LIST, OUTPUT_IN_JSON, false },
};

static const struct output_column summary_columns[] = {
	{ "groups", "GROUPS", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "copies", "COPIES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "redundant", "REDUNDANT", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "wasted", "WASTED", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
};
/* clang-format on */

static const struct output_column word_column[] = {
	{ NULL, NULL, OUTPUT_TEXT, OUTPUT_IN_JSON, false },
};

struct dupes {
	const struct report_dupes *options;
	struct names names;
	struct copies copies;
	struct groups *groups;
	struct doubts *doubts; /* instead of groups */
	struct group_batch *batch;
	struct output *output;
	struct report_totals *totals;
	struct output_column columns[N_COLUMNS];
};

static void
dupes_clear(struct dupes *d)
{
	group_batch_close(d->batch);
	groups_close(d->groups);
	doubts_close(d->doubts);
	copies_clear(&d->copies);
	names_clear(&d->names);
}

static int
dupes_open(struct dupes *d, struct store *store, struct error *err)
{
	int r = names_load(&d->names, store, err);

	memset(d->totals, 0, sizeof(*d->totals));
	if (r >= 0)
		r = copies_init(&d->copies, &d->names, d->options->is_scoped,
			err);
	if (r >= 0 && d->options->has_members)
		r = copies_want_members(&d->copies, err);
	if (r >= 0 && d->options->is_candidates)
		r = doubts_open(&d->doubts, store, d->options, err);
	else if (r >= 0)
		r = groups_open(&d->groups, store, d->options, &d->copies, err);
	if (r >= 0)
		r = group_batch_open(&d->batch, &d->names, d->groups, d->doubts,
			d->options->is_scoped, err);
	return r;
}

static bool
is_within_limit(const struct dupes *d)
{
	return d->options->limit < 0 || d->totals->shown < d->options->limit;
}

static void
count(struct report_totals *t, const struct group *group)
{
	t->groups++;
	t->copies = sum_sizes(t->copies, group->copies);
	/* Members cannot be deleted, and all files beside one can. */
	t->redundant += group->size > 0 ? group->wasted / group->size :
					  group->copies - 1;
	t->wasted = sum_sizes(t->wasted, group->wasted);
}

/* --- one group ---------------------------------------------------------- */

static void
fill_group(struct output_value *v, const struct group *group, bool is_candidate)
{
	v[C_SIZE] = output_number(group->size);
	if (!is_candidate)
		v[C_DIGEST] =
			output_text((const char *)group->digest, DIGEST_BYTES);
	v[C_STATE] = value_string(is_candidate ? "candidate" : "confirmed");
	v[C_COPIES] = output_number(group->copies);
	v[C_WASTED] = output_number(group->wasted);
}

static int
print_object(struct dupes *d, struct output_value *v, struct error *err)
{
	v[C_FILES] = copies_list(&d->copies);
	v[C_WAITS_FOR] = (struct output_value){ .item_columns = word_column,
		.n_item_columns = 1 };
	if (d->doubts)
		v[C_WAITS_FOR].items = doubts_waits_for(d->doubts, &d->copies,
			&v[C_WAITS_FOR].n_items);
	return output_row(d->output, v, err);
}

/* An empty path ends a group in a list of paths. */
static int
print_separator(struct dupes *d, struct error *err)
{
	struct output_value v[N_COLUMNS];

	for (size_t i = 0; i < N_COLUMNS; i++)
		v[i] = output_null();
	v[C_PATH] = value_string("");
	return output_row(d->output, v, err);
}

static int
print_copy(struct dupes *d, struct output_value *v, const struct copy *copy,
	bool is_first, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf volume = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf links = STRBUF_INIT;

	strbuf_addf(&volume, "%s%s", copy->volume,
		copy->online ? "" : " (offline)");
	if (copy->nlink > 1)
		strbuf_addf(&links, "%lld links", (long long)copy->nlink);
	v[C_VOLUME] = value_string(copy->volume);
	v[C_TABLE_VOLUME] = value_strbuf(&volume);
	v[C_PATH] = value_string(copy->path);
	v[C_TABLE_LINKS] = value_strbuf(&links);
	v[C_INODE] = copy_inode(copy);
	v[C_NLINK] = copy_nlink(copy);
	v[C_MTIME] = copy_mtime(copy);
	v[C_ONLINE] = output_number(copy->online);
	return is_first ? output_row(d->output, v, err) :
			  output_continue(d->output, v, err);
}

static int
print_rows(struct dupes *d, struct output_value *v, struct error *err)
{
	bool is_table = output_format_of(d->output) == OUTPUT_TABLE;
	int r = 0;

	if (output_format_of(d->output) == OUTPUT_PATHS && d->totals->shown > 0)
		r = print_separator(d, err);
	for (size_t i = 0; i < d->copies.n && r >= 0; i++) {
		if (i == 1 && is_table) {
			v[C_SIZE] = output_null();
			v[C_COPIES] = output_null();
			v[C_WASTED] = output_null();
		}
		r = print_copy(d, v, &d->copies.items[i], i == 0, err);
	}
	return r;
}

static int
print_group(struct dupes *d, const struct group *group, struct error *err)
{
	struct output_value v[N_COLUMNS];
	int r = group_batch_load(d->batch, &d->copies, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < N_COLUMNS; i++)
		v[i] = output_null();
	fill_group(v, group, d->doubts != NULL);
	v[C_GROUP] = output_number(d->totals->shown + 1);
	r = output_format_of(d->output) == OUTPUT_NDJSON ?
		print_object(d, v, err) :
		print_rows(d, v, err);
	d->totals->shown++;
	return r;
}

/* --- totals ------------------------------------------------------------- */

/* Where nothing is scoped the catalogue has the counts of every group. */
static bool
has_totals(const struct dupes *d)
{
	return !d->doubts && !d->options->has_members;
}

static int
take_totals(struct dupes *d, struct store *store, struct error *err)
{
	_cleanup_(ranking_clear) struct ranking all = RANKING_INIT;
	const struct ranking_filter filter = { .min_size = d->options->min_size,
		.max_size = d->options->max_size,
		.min_volumes = d->options->min_volumes,
		.is_scoped = d->options->is_scoped };
	const struct ranking *known = groups_ranking(d->groups);
	struct report_totals *t = d->totals;
	int r = known ? 0 : store_rank_groups(store, &filter, &all, err);

	if (r < 0)
		return r;
	if (!known)
		known = &all;
	t->groups = known->groups;
	t->copies = known->copies;
	t->redundant = t->copies - t->groups;
	t->wasted = known->wasted;
	return 0;
}

/* How many more groups will be shown; negative: all. */
static int64_t
still_wanted(const struct dupes *d)
{
	return d->options->limit < 0 ? REPORT_NO_LIMIT :
				       d->options->limit - d->totals->shown;
}

/* All groups, printed up to the limit. */
static int
print_groups(struct dupes *d, struct error *err)
{
	struct group group;
	int r;

	while ((r = group_batch_next(d->batch, &group, still_wanted(d), err)) >
		0) {
		count(d->totals, &group);
		if (is_within_limit(d))
			r = print_group(d, &group, err);
		if (r < 0)
			return r;
		/* How many there are beyond is known without a look at each. */
		if (!is_within_limit(d) && has_totals(d))
			return 0;
	}
	return r;
}

/* --- reports ------------------------------------------------------------ */

int
report_dupes(struct store *store, const struct report_dupes *options,
	struct output *output, struct report_totals *ret, struct error *err)
{
	_cleanup_(dupes_clear) struct dupes d = { .options = options,
		.output = output,
		.totals = ret };
	int r = dupes_open(&d, store, err);

	if (r < 0)
		return r;
	memcpy(d.columns, columns, sizeof(columns));
	if (d.names.n_volumes < 2)
		d.columns[C_TABLE_VOLUME].where = 0;
	output_begin(output, d.columns, N_COLUMNS);
	r = print_groups(&d, err);
	if (r >= 0 && !is_within_limit(&d) && has_totals(&d))
		r = take_totals(&d, store, err);
	return r < 0 ? r : output_end(output, err);
}

/* Only sums: no need for an order by path, nor for groups where those are
 * known. */
static struct report_dupes
without_order(const struct report_dupes *options)
{
	struct report_dupes any = *options;

	any.order = REPORT_BY_WASTED;
	if (!options->is_candidates && !options->has_members)
		any.limit = 0;
	return any;
}

int
report_totals_row(const struct report_totals *totals, struct output *output,
	struct error *err)
{
	const struct output_value v[] = {
		output_number(totals->groups),
		output_number(totals->copies),
		output_number(totals->redundant),
		output_number(totals->wasted),
	};
	int r;

	output_begin(output, summary_columns, 4);
	r = output_row(output, v, err);
	return r < 0 ? r : output_end(output, err);
}

int
report_dupes_summary(struct store *store, const struct report_dupes *options,
	struct output *output, struct report_totals *ret, struct error *err)
{
	const struct report_dupes any = without_order(options);
	_cleanup_(dupes_clear) struct dupes d = { .options = &any,
		.totals = ret };
	struct group group;
	int r = dupes_open(&d, store, err);

	if (r < 0)
		return r;
	if (has_totals(&d))
		r = take_totals(&d, store, err);
	else
		while ((r = group_batch_next(d.batch, &group, 0, err)) > 0)
			count(ret, &group);
	if (r < 0 || !output)
		return r;
	return report_totals_row(ret, output, err);
}

int
report_dupes_contents(struct store *store, const struct report_dupes *options,
	int64_t **ret, size_t *ret_n, struct error *err)
{
	struct report_totals totals;
	_cleanup_(dupes_clear) struct dupes d = { .options = options,
		.totals = &totals };
	_cleanup_(freep) int64_t *ids = NULL;
	struct group group;
	size_t room = 0;
	size_t n = 0;
	int r = dupes_open(&d, store, err);

	if (r < 0)
		return r;
	while (is_within_limit(&d) &&
		(r = group_batch_next(d.batch, &group, 0, err)) > 0) {
		if (n == room) {
			room = room ? room * 2 : 256;
			ids = xreallocarray(ids, room, sizeof(ids[0]));
		}
		ids[n++] = group.content_id;
		totals.shown++;
	}
	if (r < 0)
		return r;
	*ret = take_ptr(&ids);
	*ret_n = n;
	return 0;
}
