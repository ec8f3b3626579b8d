/* SPDX-License-Identifier: MIT */
/*
 * The catalogue gives groups by wasted bytes, size or copies, and those alike
 * in that by content.id, which depends on who was hashed first.  So a run of
 * groups that are alike is collected and sorted by size and digest before it
 * is handed on: the same files give the same report, whatever order they were
 * found in.  Memory: 64 bytes a group of the longest run.
 *
 * Of the first ones by size or copies one look at all contents finds just those
 * (ranking.h), and what all groups come to.
 *
 * By path there is no order to build on: all groups are one run, with the path
 * of each one's first copy beside it (group_batch.h finds many at once).  Where
 * only the first ones are asked for, and there are many, group_paths.h has
 * another way.
 */
#include "report/groups.h"

#include "report/group_batch.h"
#include "report/group_order.h"
#include "report/group_paths.h"
#include "report/report.h"

#include "store/archive/member_groups.h"
#include "store/rows.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

/* So few are sooner found one by one than on a way through all files. */
#define FEW_GROUPS 512

/* Columns of ROWS_GROUPS. */
enum {
	R_CONTENT_ID,
	R_SIZE,
	R_DIGEST,
	R_COPIES,
	R_VOLUMES,
	R_WASTED,
};

struct groups {
	struct rows *rows;
	struct group_paths *by_path; /* or NULL */
	struct groups *any; /* or NULL: in another order, there are no rows */
	struct report_dupes any_options;
	struct group_batch *batch; /* of these */
	bool is_ranked;		   /* then there are no rows */
	struct ranking ranking;
	size_t next_ranked;
	const struct report_dupes *options;
	struct copies *copies; /* borrowed */
	enum report_order order;
	bool reverse;
	struct arena paths;
	struct group *run; /* sorted; at: the next to hand out */
	size_t n;
	size_t room;
	size_t at;
	struct group ahead; /* read already, belongs to the next run */
	bool has_ahead;
	bool at_end;
};

/* As they are, and the other way round. */
static const enum rows_query queries[][2] = {
	[REPORT_BY_WASTED] = { ROWS_GROUPS, ROWS_GROUPS_LAST },
	[REPORT_BY_SIZE] = { ROWS_GROUPS_SIZE, ROWS_GROUPS_SIZE_LAST },
	[REPORT_BY_COPIES] = { ROWS_GROUPS_COPIES, ROWS_GROUPS_COPIES_LAST },
};

static int
open_files(struct rows **ret, struct store *store,
	const struct report_dupes *options, struct error *err)
{
	int r = rows_open(ret, store, queries[options->order][options->reverse],
		err);

	if (r < 0)
		return r;
	rows_bind_i64(*ret, options->min_size);
	rows_bind_i64(*ret, options->min_volumes);
	rows_bind_i64(*ret, REPORT_NO_LIMIT);
	rows_bind_i64(*ret, options->max_size);
	return 0;
}

/* Would the catalogue have to sort or count them all, or are only the first
 * ones asked for? */
static bool
is_to_be_ranked(const struct report_dupes *o)
{
	if (o->has_members)
		return false;
	if (o->is_scoped)
		return true;
	if (o->order == REPORT_BY_PATH)
		return o->limit >= 0;
	return o->limit >= 1 &&
		(o->order == REPORT_BY_SIZE || o->order == REPORT_BY_COPIES);
}

static size_t
most_ranked(const struct report_dupes *o)
{
	if (o->limit < 0)
		return SIZE_MAX;
	if (o->order != REPORT_BY_PATH)
		return (size_t)o->limit;
	return o->n_few > 0 ? o->n_few : FEW_GROUPS;
}

/* 1 or 0. */
static int
open_ranking(struct groups *g, struct store *store, struct error *err)
{
	const struct report_dupes *o = g->options;
	static const enum ranking_order orders[] = {
		[REPORT_BY_WASTED] = RANKING_BY_WASTED,
		[REPORT_BY_SIZE] = RANKING_BY_SIZE,
		[REPORT_BY_COPIES] = RANKING_BY_COPIES,
		[REPORT_BY_PATH] = RANKING_BY_SIZE,
	};
	const struct ranking_filter filter = { .min_size = o->min_size,
		.max_size = o->max_size,
		.min_volumes = o->min_volumes,
		.most = most_ranked(o),
		.order = orders[o->order],
		.reverse = o->reverse,
		.is_scoped = o->is_scoped,
		.is_set_wanted = o->order == REPORT_BY_PATH,
		.is_last_wanted = o->order == REPORT_BY_PATH && o->reverse &&
			o->limit >= 0,
		.most_last = o->limit > 0 ? (size_t)o->limit : 0 };
	int r;

	if (!is_to_be_ranked(o))
		return 0;
	r = store_rank_groups(store, &filter, &g->ranking, err);
	g->is_ranked = r >= 0;
	return r < 0 ? r : 1;
}

static int
open_with_members(struct rows **ret, struct store *store,
	const struct report_dupes *options, struct error *err)
{
	const struct member_groups which = { .min_size = options->min_size,
		.max_size = options->max_size,
		.min_volumes = options->min_volumes,
		.is_scoped = options->is_scoped };
	int r = store_find_member_groups(store, &which, err);

	if (r >= 0)
		r = rows_open(ret, store, ROWS_MEMBER_GROUPS, err);
	if (r < 0)
		return r;
	rows_bind_i64(*ret, options->order);
	rows_bind_i64(*ret, options->reverse ? -1 : 1);
	return 0;
}

/* Is each group among those that were ranked? */
static bool
has_all(const struct groups *g)
{
	return g->is_ranked && g->ranking.groups == (int64_t)g->ranking.n;
}

/* Do the first ones by path come without a look at all their names? */
static int
open_by_path(struct groups *g, struct store *store, struct error *err)
{
	if (g->order != REPORT_BY_PATH || !g->ranking.set.bits || has_all(g))
		return 0;
	return group_paths_open(&g->by_path, store, &g->ranking, g->options,
		g->copies, err);
}

/* What the ranking has of all groups, which is each of them. */
static struct groups *
take_ranked(struct groups *g)
{
	struct groups *any = xcalloc(1, sizeof(*any));

	any->options = &g->any_options;
	any->copies = g->copies;
	any->order = g->any_options.order;
	any->is_ranked = true;
	any->ranking.first = take_ptr(&g->ranking.first);
	any->ranking.n = g->ranking.n;
	return any;
}

/* All groups in any order, each with its copies. */
static int
open_any(struct groups *g, struct store *store, struct error *err)
{
	int r = 0;

	g->any_options = *g->options;
	g->any_options.reverse = false;
	g->any_options.limit = REPORT_NO_LIMIT;
	g->any_options.order = has_all(g) ? REPORT_BY_SIZE : REPORT_BY_WASTED;
	if (has_all(g))
		g->any = take_ranked(g);
	else
		r = groups_open(&g->any, store, &g->any_options, g->copies,
			err);
	if (r >= 0)
		r = group_batch_open(&g->batch, g->copies->names, g->any, NULL,
			g->options->is_scoped, err);
	return r;
}

int
groups_open(struct groups **ret, struct store *store,
	const struct report_dupes *options, struct copies *copies,
	struct error *err)
{
	_cleanup_(groups_closep) struct groups *g = xcalloc(1, sizeof(*g));
	int r;

	g->options = options;
	g->copies = copies;
	g->order = options->order;
	g->reverse = options->reverse;
	r = open_ranking(g, store, err);
	if (r >= 0)
		r = open_by_path(g, store, err);
	if (r >= 0 && !g->by_path && g->order == REPORT_BY_PATH)
		r = open_any(g, store, err);
	else if (r >= 0 && !g->is_ranked)
		r = options->has_members ?
			open_with_members(&g->rows, store, options, err) :
			open_files(&g->rows, store, options, err);
	if (r < 0)
		return r;
	*ret = take_ptr(&g);
	return 0;
}

static void
close_any(struct groups *g)
{
	group_batch_close(g->batch);
	groups_close(g->any);
	g->batch = NULL;
	g->any = NULL;
}

void
groups_close(struct groups *g)
{
	if (!g)
		return;
	rows_close(g->rows);
	group_paths_close(g->by_path);
	close_any(g);
	ranking_clear(&g->ranking);
	arena_clear(&g->paths);
	free(g->run);
	free(g);
}

/* The catalogue itself knows nothing of paths: all are alike, unless they come
 * in order. */
static int
by_rank(const struct groups *g, const struct group *a, const struct group *b)
{
	const bool in_order = g->by_path && group_paths_in_order(g->by_path);

	return g->order == REPORT_BY_PATH && !in_order ?
		0 :
		group_by_rank(g->order, a, b);
}

static void
add(struct groups *g, const struct group *group)
{
	if (g->n == g->room) {
		g->room = g->room ? g->room * 2 : 64;
		g->run = xreallocarray(g->run, g->room, sizeof(g->run[0]));
	}
	g->run[g->n++] = *group;
}

void
group_from_rows(struct group *ret, const struct rows *rows)
{
	size_t len = 0;
	const char *digest = rows_bytes(rows, R_DIGEST, &len);

	*ret = (struct group){
		.content_id = rows_i64(rows, R_CONTENT_ID),
		.size = rows_i64(rows, R_SIZE),
		.copies = rows_i64(rows, R_COPIES),
		.wasted = rows_i64(rows, R_WASTED),
	};
	memcpy(ret->digest, digest, len < DIGEST_BYTES ? len : DIGEST_BYTES);
}

/* Two volumes that are away may have been in one place. */
static bool
is_in_run(const struct groups *g, const struct group *group)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->run[i].content_id == group->content_id)
			return true;
	return false;
}

static int
read_by_path(struct groups *g, struct group *ret, struct error *err)
{
	int r;

	do {
		r = group_paths_next(g->by_path, ret, err);
	} while (
		r > 0 && group_paths_in_order(g->by_path) && is_in_run(g, ret));
	if (r > 0)
		ret->path = arena_copy(&g->paths, ret->path, strlen(ret->path));
	return r;
}

static int
read_any(struct groups *g, struct group *ret, struct error *err)
{
	const struct copies *c = g->copies;
	int r = group_batch_next(g->batch, ret, REPORT_NO_LIMIT, err);

	if (r == 0)
		close_any(g); /* its memory is of use to who prints */
	if (r <= 0)
		return r;
	r = group_batch_load(g->batch, g->copies, err);
	if (r < 0)
		return r;
	ret->path = c->n == 0 ? "" :
				arena_copy(&g->paths, c->items[0].path,
					strlen(c->items[0].path));
	return 1;
}

static int
read_ranked(struct groups *g, struct group *ret)
{
	const struct ranked_group *ranked;

	if (g->next_ranked == g->ranking.n)
		return 0;
	ranked = &g->ranking.first[g->next_ranked++];
	*ret = (struct group){
		.content_id = ranked->content_id,
		.size = ranked->size,
		.copies = ranked->copies,
		.wasted = ranked_wasted(ranked),
	};
	memcpy(ret->digest, ranked->digest, DIGEST_BYTES);
	return 1;
}

/* 1 with the next group of the catalogue, 0 at its end. */
static int
read_group(struct groups *g, struct group *ret, struct error *err)
{
	int r;

	if (g->by_path)
		return read_by_path(g, ret, err);
	if (g->any)
		return read_any(g, ret, err);
	if (g->is_ranked)
		return read_ranked(g, ret);
	r = rows_next(g->rows, err);
	if (r <= 0)
		return r;
	group_from_rows(ret, g->rows);
	return 1;
}

/* Collect the groups that only this file can put in order. */
static int
read_run(struct groups *g, struct error *err)
{
	struct group next;
	int r;

	g->n = 0;
	g->at = 0;
	if (g->has_ahead)
		add(g, &g->ahead);
	g->has_ahead = false;
	while ((r = read_group(g, &next, err)) > 0) {
		if (g->n > 0 && by_rank(g, &g->run[0], &next) != 0) {
			g->ahead = next;
			g->has_ahead = true;
			break;
		}
		add(g, &next);
	}
	if (r < 0)
		return r;
	g->at_end = r == 0;
	if (g->n > 1)
		qsort(g->run, g->n, sizeof(g->run[0]),
			g->reverse ? group_by_content_last : group_by_content);
	return 0;
}

const struct ranking *
groups_ranking(const struct groups *g)
{
	return g->is_ranked ? &g->ranking : NULL;
}

int
groups_next(struct groups *g, struct group *ret, struct error *err)
{
	if (g->at == g->n) {
		int r = g->at_end ? 0 : read_run(g, err);

		if (r < 0)
			return r;
		if (g->at == g->n)
			return 0;
	}
	*ret = g->run[g->at++];
	return 1;
}
