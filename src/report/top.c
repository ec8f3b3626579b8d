/* SPDX-License-Identifier: MIT */
/*
 * top: the largest files, or the directories whose own files are largest.
 *
 * The N best so far are in a heap (top_heap.h).  Files come directory by
 * directory, so the sum of a directory's own is complete when the next one
 * begins.
 *
 * Which of those alike are shown, and in which order, must not depend on who
 * was scanned first.  Who is alike to the worst that is kept is kept beside it,
 * and in the end their places decide: volume, directory, name.  If there are
 * too many for that, all is looked at once more, with an order of all
 * directories at hand (ranks.h).
 */
#include "report/names.h"
#include "report/sums.h"
#include "report/tally.h"
#include "report/archived.h"
#include "report/top_heap.h"

#include "output/bar.h"
#include "store/entries.h"
#include "store/scope.h"
#include "store/survey/ranks.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	C_APPARENT,
	C_ALLOCATED,
	C_SHARE,
	C_FILES,
	C_MTIME,
	C_VOLUME,
	C_PATH,
	C_ONLINE,
	C_T_PATH,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column file_columns[N_COLUMNS] = {
	{ "apparent", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "allocated", "ON DISK", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	{ "share", "SHARE", OUTPUT_SHARE, OUTPUT_EVERYWHERE, false },
	{ "files", "FILES", OUTPUT_NUMBER, 0, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_EVERYWHERE, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_MACHINE, false },
	{ "t_path", "PATH", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
};

static const struct output_column directory_columns[N_COLUMNS] = {
	{ "apparent", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "allocated", "ON DISK", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	{ "share", "SHARE", OUTPUT_SHARE, OUTPUT_EVERYWHERE, false },
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, 0, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_MACHINE, false },
	{ "t_path", "PATH", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
};
/* clang-format on */

static void
candidate_clear(struct candidate *c)
{
	free(c->name);
	free(c->place);
}

static void
top_clear(struct top *t)
{
	tally_clear(&t->tally);
	free(t->own.name);
	t->own.name = NULL;
	for (size_t i = 0; i < t->n; i++)
		candidate_clear(&t->heap[i]);
	for (size_t i = 0; i < t->n_ties; i++)
		candidate_clear(&t->ties[i]);
	free(t->heap);
	free(t->ties);
}

/* --- counting ------------------------------------------------------------- */

static void
end_directory(struct top *t)
{
	if (t->own.sum.files > 0)
		top_offer(t, &t->own, t->own.name);
	free(t->own.name);
	t->own.name = NULL;
}

static void
visit(const struct stored_entry *e, void *arg)
{
	struct top *t = arg;
	const struct survey_attribute *a;
	struct candidate c = { .dir_id = e->dir_id,
		.mtime_ns = e->mtime_ns,
		.name_len = e->name_len };

	if (e->size_bytes < t->floor || !tally_take(&t->tally, e, &c.sum, &a))
		return;
	c.mode = a->mode;
	if (!t->directories) {
		top_offer(t, &c, e->name);
		return;
	}
	if (t->own.dir_id != e->dir_id) {
		end_directory(t);
		t->own = (struct candidate){ .dir_id = e->dir_id };
	}
	sum_add(&t->own.sum, &c.sum);
}

/* A member, or the directory in an archive that it is in. */
static void
visit_member(const struct archived *a, void *arg)
{
	struct top *t = arg;
	struct candidate c = { .dir_id = a->dir_id,
		.mtime_ns = a->member.mtime_ns,
		.mode = a->member.mode,
		.name_len = a->name_len,
		.inside = { a->archive_id, a->number },
		.is_member = true,
		.has_mtime = a->member.has_mtime };

	if (!archived_take(a, t->tally.options, &c.sum))
		return;
	if (!t->directories) {
		top_offer(t, &c, a->name);
		return;
	}
	if (!t->own.name || t->own.inside.archive_id != a->archive_id ||
		t->own.inside.number != a->parent ||
		t->own.dir_id != a->dir_id) {
		end_directory(t);
		t->own = c;
		t->own.sum = (struct sum){ 0 };
		t->own.inside.number = a->parent;
		t->own.name = xmemdupz(a->name, a->name_len);
	}
	sum_add(&t->own.sum, &c.sum);
}

static int
look_inside(struct store *store, struct top *t, struct error *err)
{
	int r;

	t->own = (struct candidate){ 0 };
	r = archived_visit(store, t->tally.options, visit_member, t, err);
	end_directory(t);
	return r;
}

/* May small files be left out?  Not if the largest do not come first, nor where
 * no stored totals say what all of them together are. */
static bool
can_skip(const struct top *t)
{
	const struct report_sums *options = t->tally.options;

	return !t->directories && !options->reverse && !options->is_scoped &&
		options->order == REPORT_SUM_BY_SIZE && options->limit > 0 &&
		options->size.min == 0 && options->size.max == INT64_MAX;
}

/* --- rows ----------------------------------------------------------------- */

static int
compare(const void *a, const void *b, void *arg)
{
	if (top_is_before(arg, a, b))
		return -1;
	return top_is_before(arg, b, a);
}

static int
by_number(const void *a, const void *b)
{
	const struct candidate *x = a;
	const struct candidate *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static int
print(const struct top *t, const struct candidate *c, const struct names *names,
	struct output *output, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	const struct names_entry entry = { .dir_id = c->dir_id,
		.name = c->name,
		.name_len = c->name ? c->name_len : 0 };
	struct output_value v[N_COLUMNS];
	struct output_value sums[N_SUM_COLUMNS];
	struct directory dir;
	bool online = false;
	int r = store_directory(names->store, &dir, c->dir_id, err);

	if (r >= 0)
		r = names_path(names, &path, &entry, &online, err);
	if (r >= 0 && c->is_member)
		r = store_inside_path(names->store, &path, &c->inside, err);
	if (r < 0)
		return r;
	sum_fill(sums, &c->sum, &t->tally.total);
	v[C_FILES] = sums[0];
	v[C_APPARENT] = sums[1];
	v[C_ALLOCATED] = sums[2];
	v[C_SHARE] = sums[3];
	v[C_MTIME] = output_number(c->mtime_ns);
	if (c->is_member)
		v[C_ALLOCATED] = v[C_SHARE] = output_null();
	if (c->is_member && !c->has_mtime)
		v[C_MTIME] = output_null();
	v[C_VOLUME] = value_string(names_volume(names, dir.volume_id));
	v[C_PATH] = v[C_T_PATH] = value_strbuf(&path);
	v[C_ONLINE] = output_number(online);
	v[C_T_PATH].colour = output_colour(output,
		&(struct colour_of){ .mode = t->directories ? S_IFDIR | 0755 :
							      c->mode,
			.nlink = 1,
			.name = path.buf,
			.name_len = path.len });
	return output_row(output, v, err);
}

static int
print_all(struct top *t, const struct names *names, struct output *output,
	int64_t *ret_rows, struct error *err)
{
	int r = 0;

	output_begin(output, t->directories ? directory_columns : file_columns,
		N_COLUMNS);
	for (size_t i = 0; i < t->n && r == 0; i++)
		r = print(t, &t->heap[i], names, output, err);
	*ret_rows = (int64_t)t->n;
	return r < 0 ? r : output_end(output, err);
}

/* What the second thread has found comes after what the first has. */
static void
merge(struct top *to, struct top *from)
{
	sum_add(&to->tally.total, &from->tally.total);
	if (from->n > 1)
		qsort(from->heap, from->n, sizeof(from->heap[0]), by_number);
	for (size_t i = 0; i < from->n; i++)
		top_offer(to, &from->heap[i], from->heap[i].name);
	(void)top_take_ties(to, from); /* it remembers if that was not all */
}

static int
look(struct store *store, struct top *t, struct error *err)
{
	const struct report_sums *options = t->tally.options;
	_cleanup_(top_clear) struct top second = {
		.directories = t->directories,
		.ranks = t->ranks,
		.n_ranks = t->n_ranks,
	};
	struct pass pass = {
		.visit = visit,
		.is_scoped = options->is_scoped,
		.floor = can_skip(t) ? &t->floor : NULL,
		.first = t,
		.tally = &t->tally,
		.second = &second,
		.second_tally = &second.tally,
		.is_whole = t->directories,
	};
	int r;

	t->floor = second.floor = INT64_MIN;
	t->has_floor = second.has_floor = can_skip(t);
	r = tally_pass(store, &pass, err);
	if (r >= 0 && t->directories) {
		end_directory(t);
		end_directory(&second);
	}
	if (r > 0)
		merge(t, &second);
	return r < 0 ? r : 0;
}

/* The files that were left out count for the shares. */
static int
find_whole(struct top *t, const struct names *names, struct error *err)
{
	int r = 0;

	t->tally.total = (struct sum){ 0 };
	for (size_t i = 0; i < names->n_volumes && r >= 0; i++) {
		struct totals totals;

		r = store_directory_totals(names->store, &totals,
			names->volumes[i].top_id, err);
		if (r >= 0)
			sum_add(&t->tally.total,
				&(struct sum){ totals.files, totals.bytes,
					totals.blocks });
	}
	return r;
}

/* t has nothing but how; also where it fails it is to be cleared. */
static int
find_best(struct store *store, struct top *t, const struct names *names,
	const struct report_sums *options, struct error *err)
{
	int r = tally_init(&t->tally, store, options, err);

	if (r >= 0)
		r = look(store, t, err);
	if (r >= 0 && t->floor > INT64_MIN)
		r = find_whole(t, names, err);
	if (r >= 0 && (options->members || options->is_scoped))
		r = look_inside(store, t, err);
	return r;
}

/* Are any of those that are shown, sorted, alike? */
static bool
any_alike(const struct top *t)
{
	for (size_t i = 1; i < t->n; i++)
		if (top_compare_keys(t->tally.options, &t->heap[i - 1],
			    &t->heap[i]) == 0)
			return true;
	return false;
}

static void
sort(struct top *t)
{
	if (t->n > 1)
		qsort_r(t->heap, t->n, sizeof(t->heap[0]), compare, t);
}

/* Volume and path, each name before what begins like it, as by the ranks. */
static int
find_place(struct candidate *c, const struct names *names, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf within = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf place = STRBUF_INIT;
	struct directory dir;
	int r = store_directory(names->store, &dir, c->dir_id, err);

	if (r >= 0)
		r = store_directory_within(names->store, &within, c->dir_id,
			err);
	if (r < 0)
		return r;
	strbuf_adds(&place, names_volume(names, dir.volume_id));
	strbuf_addc(&place, '\0');
	for (size_t i = 0; i < within.len; i++)
		strbuf_addc(&place,
			within.buf[i] == '/' ? '\0' : within.buf[i]);
	c->place_len = place.len;
	c->place = strbuf_detach(&place);
	return 0;
}

/* The kept and those alike to the worst of them, together by their places. */
static int
settle_by_place(struct top *t, const struct names *names, struct error *err)
{
	size_t n_kept = t->n;
	int r = 0;

	if (t->n_ties > 0) {
		t->heap = xreallocarray(t->heap, t->n + t->n_ties,
			sizeof(t->heap[0]));
		memcpy(t->heap + t->n, t->ties, t->n_ties * sizeof(t->ties[0]));
		t->n += t->n_ties;
		t->n_ties = 0;
	}
	for (size_t i = 0; i < t->n && r == 0; i++)
		r = find_place(&t->heap[i], names, err);
	sort(t);
	while (t->n > n_kept)
		candidate_clear(&t->heap[--t->n]);
	return r;
}

/* Beyond that an order of all directories costs less than paths. */
#define PLACES_MOST 5000

/* The order, with one for those alike, if there are any. */
static int
settle(struct store *store, struct top *t, const struct names *names,
	int32_t **ret_ranks, struct error *err)
{
	const struct report_sums *options = t->tally.options;
	struct top again = { .directories = t->directories };
	bool is_all = top_take_ties(t, t);
	bool is_cut = t->n_ties > 0 && t->n > 0 &&
		top_compare_keys(options, &t->ties[0], &t->heap[0]) == 0;
	int r;

	if (!is_cut) {
		while (t->n_ties > 0)
			candidate_clear(&t->ties[--t->n_ties]);
		sort(t);
		if (!any_alike(t))
			return 0;
	}
	if (is_all && t->n < PLACES_MOST)
		return settle_by_place(t, names, err);
	r = store_directory_ranks(store, ret_ranks, &again.n_ranks, err);
	if (r < 0)
		return r;
	again.ranks = *ret_ranks;
	if (is_cut) {
		top_clear(t);
		*t = again;
		r = find_best(store, t, names, options, err);
	}
	t->ranks = again.ranks;
	t->n_ranks = again.n_ranks;
	sort(t);
	return r;
}

/* Where only their places count all are alike, so these are found first; but of a
 * small part when it is known that they are asked for.  1 or 0. */
static int
is_by_place(struct store *store, const struct report_sums *options,
	struct error *err)
{
	if (options->order != REPORT_SUM_BY_NAME)
		return 0;
	return options->is_scoped ? store_scope_is_large(store, err) : 1;
}

static int
find_by_place(struct store *store, struct top *t, const struct names *names,
	const struct report_sums *options, int32_t **ret_ranks,
	struct error *err)
{
	int r = store_directory_ranks(store, ret_ranks, &t->n_ranks, err);

	if (r < 0)
		return r;
	t->ranks = *ret_ranks;
	r = find_best(store, t, names, options, err);
	sort(t);
	return r;
}

int
report_top(struct store *store, const struct report_sums *options,
	bool directories, struct output *output, int64_t *ret_rows,
	struct error *err)
{
	_cleanup_(names_clear) struct names names = NAMES_INIT;
	_cleanup_(top_clear) struct top t = { .directories = directories };
	_cleanup_(freep) int32_t *ranks = NULL;
	int r = names_load(&names, store, err);

	*ret_rows = 0;
	if (r >= 0)
		r = is_by_place(store, options, err);
	if (r > 0)
		r = find_by_place(store, &t, &names, options, &ranks, err);
	else if (r == 0)
		r = find_best(store, &t, &names, options, err);
	if (r >= 0 && !t.ranks)
		r = settle(store, &t, &names, &ranks, err);
	return r < 0 ? r : print_all(&t, &names, output, ret_rows, err);
}
