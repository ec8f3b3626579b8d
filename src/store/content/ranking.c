/* SPDX-License-Identifier: MIT */
/*
 * Of the first ones twice as many as are wanted have room: when it is full the
 * better half is kept, and nothing behind the last one of these gets in any
 * more, so that hardly any group costs more than a comparison.
 */
#include "store/content/ranking.h"

#include "store/content/last_by_path.h"
#include "store/content/scope_counts.h"
#include "store/internal.h"
#include "store/survey/halves.h"
#include "util/alloc.h"
#include "util/sum.h"

#include <stdlib.h>
#include <string.h>

/* One thread's part. */
struct ranking_look {
	struct ranking_filter filter;
	struct ranking ranking;
	struct content_set *set;      /* of both threads; NULL: not wanted */
	struct last_by_path *by_path; /* likewise */
	size_t room;
	bool is_full; /* the last one that is wanted is known */
	struct ranked_group last;
};

void
ranking_clear(struct ranking *ranking)
{
	free(ranking->first);
	free(ranking->last);
	content_set_clear(&ranking->set);
	*ranking = (struct ranking)RANKING_INIT;
}

int64_t
ranked_wasted(const struct ranked_group *group)
{
	return sum_times(group->size, group->copies - 1);
}

/* --- the order ------------------------------------------------------------ */

static int
more_first(int64_t a, int64_t b)
{
	return (a < b) - (a > b);
}

static int
compare(const void *a, const void *b, void *arg)
{
	const struct ranking_filter *filter = arg;
	const struct ranked_group *x = a;
	const struct ranked_group *y = b;
	int by_size = more_first(x->size, y->size);
	int by_copies = more_first(x->copies, y->copies);
	int order = by_size;

	if (filter->order == RANKING_BY_COPIES)
		order = by_copies;
	else if (filter->order == RANKING_BY_WASTED)
		order = more_first(ranked_wasted(x), ranked_wasted(y));
	if (order == 0)
		order = by_size ? by_size : by_copies;
	if (order == 0)
		order = memcmp(x->digest, y->digest, DIGEST_BYTES);
	return filter->reverse ? -order : order;
}

static void
sort(struct ranking_look *look)
{
	if (look->ranking.n > 1)
		qsort_r(look->ranking.first, look->ranking.n,
			sizeof(*look->ranking.first), compare, &look->filter);
}

static void
keep_better_half(struct ranking_look *look)
{
	sort(look);
	look->ranking.n = look->filter.most;
	look->last = look->ranking.first[look->ranking.n - 1];
	look->is_full = true;
}

static void
add(struct ranking_look *look, const struct ranked_group *group)
{
	struct ranking *r = &look->ranking;

	if (look->is_full && compare(group, &look->last, &look->filter) > 0)
		return;
	if (r->n == look->room) {
		look->room = look->room ? look->room * 2 : 64;
		r->first =
			xreallocarray(r->first, look->room, sizeof(*r->first));
	}
	r->first[r->n++] = *group;
	if (r->n / 2 >= look->filter.most)
		keep_better_half(look);
}

/* --- the look ------------------------------------------------------------- */

static void
sum_up(struct ranking *r, const struct ranked_group *group, int64_t volumes)
{
	int64_t wasted = ranked_wasted(group);
	int64_t copied = sum_sizes(wasted, group->size);

	r->groups++;
	r->copies = sum_sizes(r->copies, group->copies);
	r->wasted = sum_sizes(r->wasted, wasted);
	r->copied = sum_sizes(r->copied, copied);
	if (volumes > 1)
		r->across = sum_sizes(r->across, copied);
}

bool
ranking_asks(const struct ranking_filter *filter,
	const struct stored_content *c)
{
	return c->copies > 1 && c->covered == c->size &&
		c->size >= filter->min_size && c->size <= filter->max_size &&
		c->volumes >= filter->min_volumes;
}

static void
take_group(struct ranking_look *look, const struct ranked_group *group,
	int64_t volumes)
{
	sum_up(&look->ranking, group, volumes);
	if (look->set)
		content_set_add(look->set, group->content_id);
	if (look->filter.most > 0)
		add(look, group);
}

static void
take(const struct stored_content *c, void *arg)
{
	struct ranking_look *look = arg;
	struct ranked_group group = { .content_id = c->id,
		.size = c->size,
		.copies = c->copies };

	if (!ranking_asks(&look->filter, c))
		return;
	if (c->digest_len > 0)
		memcpy(group.digest, c->digest,
			c->digest_len < DIGEST_BYTES ? c->digest_len :
						       DIGEST_BYTES);
	take_group(look, &group, c->volumes);
}

/* What was counted; two volumes stand for several. */
static void
take_counted(struct ranking_look *look, const struct scope_counts *counts)
{
	struct scope_cursor cursor = { { 0 } };
	const struct scope_group *known;
	const struct scope_count *counted;

	while ((known = scope_counts_next(counts, &cursor, &counted))) {
		const int64_t volumes = 1 + counted->is_across;
		struct ranked_group group = { .content_id = known->content_id,
			.size = known->size,
			.copies = counted->files };

		if (counted->files < 2 || volumes < look->filter.min_volumes)
			continue;
		memcpy(group.digest, known->digest, DIGEST_BYTES);
		take_group(look, &group, volumes);
	}
}

static void
add_sums(struct ranking *to, const struct ranking *r)
{
	to->groups += r->groups;
	to->copies = sum_sizes(to->copies, r->copies);
	to->wasted = sum_sizes(to->wasted, r->wasted);
	to->copied = sum_sizes(to->copied, r->copied);
	to->across = sum_sizes(to->across, r->across);
}

static void
merge(struct ranking_look *to, const struct ranking_look *other)
{
	for (size_t i = 0; i < other->ranking.n; i++)
		add(to, &other->ranking.first[i]);
	add_sums(&to->ranking, &other->ranking);
}

static void
finish(struct ranking_look *look)
{
	sort(look);
	if (look->ranking.n > look->filter.most)
		look->ranking.n = look->filter.most;
}

/* Are there more than the first ones? */
static bool
has_more(const struct ranking_look *look)
{
	return (size_t)look->ranking.groups > look->filter.most;
}

static int
rank_scope(struct ranking_look *look, struct store *store, struct error *err)
{
	_cleanup_(scope_counts_clear) struct scope_counts counts = {
		.before = NULL
	};
	int r = scope_counts_load(&counts, store, &look->filter, look->by_path,
		err);

	if (r >= 0)
		take_counted(look, &counts);
	return r;
}

static int
prepare_last(void *arg, struct error *err)
{
	const struct ranking_look *look = arg;

	return last_by_path_prepare(look->by_path, look->set, err);
}

static int
rank_all(struct ranking_look *look, struct store *store, int64_t last,
	struct error *err)
{
	struct ranking_look second = *look;
	const struct halves_job job = { .look.content = take,
		.first = look,
		.second = &second,
		.last = last,
		.before = look->by_path ? prepare_last : NULL,
		.before_arg = look };
	int r = halves_look(store, &job, err);

	if (r >= 0)
		merge(look, &second);
	ranking_clear(&second.ranking);
	if (r >= 0 && look->by_path && has_more(look))
		r = last_by_path_look(look->by_path, err);
	return r;
}

static int
rank(struct ranking_look *look, struct store *store, int64_t last,
	struct error *err)
{
	const struct ranking_filter *f = &look->filter;
	struct ranking *ranking = &look->ranking;
	int r = f->is_scoped ? rank_scope(look, store, err) :
			       rank_all(look, store, last, err);

	if (r < 0)
		return r;
	finish(look);
	if (look->by_path && has_more(look))
		ranking->has_last = last_by_path_find(look->by_path, look->set,
			f->most_last, &ranking->last, &ranking->n_last);
	return 0;
}

/* Fewer contents than are ranked are not worth it. */
static bool
may_want_last(const struct ranking_filter *filter, int64_t last)
{
	return filter->is_last_wanted && filter->is_set_wanted && last > 0 &&
		(size_t)last > filter->most;
}

static int
last_content(struct store *store, int64_t *ret, struct content_set *set,
	struct error *err)
{
	return set ? content_set_make(set, store, ret, err) :
		     query_i64(store, ret, Q_CONTENT_LAST, err);
}

int
store_rank_groups(struct store *store, const struct ranking_filter *filter,
	struct ranking *ret, struct error *err)
{
	_cleanup_(last_by_path_freep) struct last_by_path *by_path = NULL;
	_cleanup_(content_set_clear) struct content_set set = { .n = 0 };
	struct ranking_look look = { .filter = *filter,
		.set = filter->is_set_wanted ? &set : NULL };
	int64_t last;
	int r = last_content(store, &last, look.set, err);

	if (r >= 0 && may_want_last(filter, last))
		by_path = last_by_path_new(store, filter->is_scoped);
	look.by_path = by_path;
	if (r >= 0)
		r = rank(&look, store, last, err);
	*ret = look.ranking;
	ret->set = set;
	set = (struct content_set){ .n = 0 };
	return r;
}
