/* SPDX-License-Identifier: MIT */
/*
 * A volume that is mounted within another one takes its place there:
 *
 *	"/"           1 ... 40   [41 ... 45]         46 ...      ranks
 *	/mnt/nas                 |  1 ... 100 |
 *	              1 ... 40   41 ... 140  145     146 ...     of all paths
 *
 * What "/" itself has in /mnt/nas, 41 to 45, or in the last directory before it,
 * where it has no such one, is before that, behind it or between: its bounds are
 * 41 and 145.
 */
#include "store/survey/path_ranks.h"

#include "store/find/find_orphans.h"
#include "store/internal.h"
#include "store/pages/look.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct path_volume {
	struct strbuf path; /* with a slash behind it */
	const char *name;   /* while it is loaded; borrowed */
	int64_t top_id;
	uint32_t first; /* ranks of its directories */
	uint32_t last;
	struct path_volume *above; /* NULL: within no other one */
	/* Of that: ranks that are not told from its own. */
	uint32_t from;
	uint32_t to;
	int64_t base; /* of its first directory among all paths */
	int64_t n;    /* with what is mounted within it */
};

struct node {
	int64_t parent;
	size_t name_at;
	size_t name_len;
};

/* The tree of all directories; children[starts[id] .. starts[id + 1]). */
struct tree {
	struct node *nodes;
	int64_t n;
	struct strbuf names;
	size_t *starts;
	int64_t *children;
};

static void
tree_clear(struct tree *t)
{
	free(t->nodes);
	strbuf_clear(&t->names);
	free(t->starts);
	free(t->children);
}

/* --- the tree ------------------------------------------------------------- */

static void
take_directory(const struct stored_directory *dir, void *arg)
{
	struct tree *t = arg;

	if (dir->id <= 0 || dir->id >= t->n || dir->parent_id < 0 ||
		dir->parent_id >= t->n)
		return;
	t->nodes[dir->id] =
		(struct node){ dir->parent_id, t->names.len, dir->name_len };
	strbuf_add(&t->names, dir->name, dir->name_len);
}

/* As paths, with a slash behind either. */
static int
compare_names(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t n = a_len < b_len ? a_len : b_len;
	int order = n > 0 ? memcmp(a, b, n) : 0;

	if (order != 0 || a_len == b_len)
		return order;
	return a_len < b_len ? '/' - (unsigned char)b[n] :
			       (unsigned char)a[n] - '/';
}

static int
compare_children(const void *a, const void *b, void *arg)
{
	const struct tree *t = arg;
	const struct node *x = &t->nodes[*(const int64_t *)a];
	const struct node *y = &t->nodes[*(const int64_t *)b];

	return compare_names(t->names.buf + x->name_at, x->name_len,
		t->names.buf + y->name_at, y->name_len);
}

static void
sort_children(struct tree *t)
{
	size_t *next = xcalloc((size_t)t->n + 1, sizeof(*next));

	t->starts = xcalloc((size_t)t->n + 2, sizeof(*t->starts));
	t->children = xcalloc((size_t)t->n + 1, sizeof(*t->children));
	for (int64_t id = 1; id < t->n; id++)
		t->starts[t->nodes[id].parent + 1]++;
	for (int64_t id = 0; id < t->n; id++) {
		t->starts[id + 1] += t->starts[id];
		next[id] = t->starts[id];
	}
	for (int64_t id = 1; id < t->n; id++)
		t->children[next[t->nodes[id].parent]++] = id;
	/* Those of 0 are tops, and what is not there. */
	for (int64_t id = 1; id < t->n; id++)
		if (t->starts[id + 1] - t->starts[id] > 1)
			qsort_r(&t->children[t->starts[id]],
				t->starts[id + 1] - t->starts[id],
				sizeof(*t->children), compare_children, t);
	free(next);
}

static int
load_tree(struct tree *t, struct store *store, struct error *err)
{
	const struct look all = { .directory = take_directory, .arg = t };
	int64_t last = 0;
	int r = store_last_directory_id(store, &last, err);

	if (r < 0)
		return r;
	if (last >= INT32_MAX)
		return error_set(err, EOVERFLOW, "too many directories");
	t->n = last + 1;
	t->nodes = xcalloc((size_t)t->n, sizeof(*t->nodes));
	r = look_at(store, &all, INT64_MIN, INT64_MAX, err);
	if (r >= 0)
		sort_children(t);
	return r;
}

/* A top and all below it, behind all that have ranks. */
static void
rank_below(struct path_ranks *ranks, const struct tree *t, size_t *next,
	int64_t top_id, uint32_t *last)
{
	int64_t id = top_id;

	ranks->first[id] = ++*last;
	for (;;) {
		if (next[id] < t->starts[id + 1]) {
			id = t->children[next[id]++];
			ranks->first[id] = ++*last;
			continue;
		}
		ranks->last[id] = *last;
		if (id == top_id)
			return;
		id = t->nodes[id].parent;
	}
}

/* --- volumes -------------------------------------------------------------- */

static int
by_name(const void *a, const void *b)
{
	const struct path_volume *x = a;
	const struct path_volume *y = b;

	return strcmp(x->name, y->name);
}

static int
by_path(const void *a, const void *b)
{
	const struct path_volume *x = a;
	const struct path_volume *y = b;

	return strcmp(x->path.buf, y->path.buf);
}

static void
rank_all(struct path_ranks *ranks, const struct tree *t)
{
	size_t *next = xcalloc((size_t)t->n + 1, sizeof(*next));
	uint32_t last = 0;

	memcpy(next, t->starts, (size_t)t->n * sizeof(*next));
	ranks->n = t->n;
	ranks->first = xcalloc((size_t)t->n, sizeof(*ranks->first));
	ranks->last = xcalloc((size_t)t->n, sizeof(*ranks->last));
	qsort(ranks->volumes, ranks->n_volumes, sizeof(*ranks->volumes),
		by_name);
	for (size_t i = 0; i < ranks->n_volumes; i++) {
		struct path_volume *v = &ranks->volumes[i];

		if (v->top_id <= 0 || v->top_id >= t->n)
			continue;
		rank_below(ranks, t, next, v->top_id, &last);
		v->first = ranks->first[v->top_id];
		v->last = ranks->last[v->top_id];
	}
	free(next);
}

static bool
is_within(const struct path_volume *v, const struct path_volume *above)
{
	return strncmp(v->path.buf, above->path.buf, above->path.len) == 0;
}

/* Where a volume is in the one above: down its path as far as that goes. */
static void
find_place(struct path_volume *v, const struct path_ranks *ranks,
	const struct tree *t)
{
	const char *rest = v->path.buf + v->above->path.len;
	int64_t id = v->above->top_id;

	while (*rest) {
		size_t len = strcspn(rest, "/");
		int64_t found = 0;

		v->from = v->to = ranks->first[id];
		for (size_t i = t->starts[id]; i < t->starts[id + 1] && !found;
			i++) {
			const int64_t child = t->children[i];
			const struct node *node = &t->nodes[child];
			int order = compare_names(t->names.buf + node->name_at,
				node->name_len, rest, len);

			if (order < 0)
				v->from = v->to = ranks->last[child];
			else if (order == 0)
				found = child;
			else
				return;
		}
		if (!found)
			return;
		id = found;
		v->from = ranks->first[id];
		v->to = ranks->last[id];
		rest += len + (rest[len] == '/');
	}
}

/* Behind the last one that is at the same place or before. */
static void
find_base(struct path_volume *v, const struct path_ranks *ranks, int64_t *next)
{
	const struct path_volume *above = v->above;

	if (!above) {
		v->base = *next;
		*next += v->n;
		return;
	}
	v->base = above->base + (v->from - above->first);
	for (const struct path_volume *w = ranks->volumes; w < v; w++)
		if (w->above == above)
			v->base += w->n;
}

/* False if two have one path. */
static bool
place_volumes(struct path_ranks *ranks, const struct tree *t)
{
	struct path_volume *list = ranks->volumes;
	int64_t next = 1;

	qsort(list, ranks->n_volumes, sizeof(*list), by_path);
	for (size_t i = 0; i < ranks->n_volumes; i++) {
		struct path_volume *v = &list[i];

		if (i > 0 && by_path(v - 1, v) == 0)
			return false;
		/* The last one that it is within is the innermost. */
		for (struct path_volume *w = list; w < v; w++)
			if (w->first > 0 && is_within(v, w))
				v->above = w;
		if (v->above)
			find_place(v, ranks, t);
		v->n = (int64_t)v->last - v->first + 1;
	}
	for (size_t i = ranks->n_volumes; i-- > 0;)
		if (list[i].above)
			list[i].above->n += list[i].n;
	for (size_t i = 0; i < ranks->n_volumes; i++)
		find_base(&list[i], ranks, &next);
	return true;
}

/* 1, or 0: there is no order. */
static int
load_volumes(struct path_ranks *ranks, struct store *store,
	const struct volume_row *rows, size_t n, struct error *err)
{
	ranks->volumes = xcalloc(n + 1, sizeof(*ranks->volumes));
	for (size_t i = 0; i < n; i++) {
		struct path_volume *v = &ranks->volumes[ranks->n_volumes++];
		int r;

		*v = (struct path_volume){ .path = STRBUF_INIT,
			.name = rows[i].volume.name,
			.top_id = rows[i].top_id };
		if (!paths_are_plain(store, rows[i].volume.id))
			return 0;
		r = store_absolute_path(store, &v->path, rows[i].volume.id, "",
			NULL, err);
		if (r < 0)
			return r;
		if (v->path.len == 0 || v->path.buf[v->path.len - 1] != '/')
			strbuf_addc(&v->path, '/');
	}
	return 1;
}

/* --- the whole ------------------------------------------------------------ */

static int
load(struct path_ranks *ranks, struct store *store, struct error *err)
{
	_cleanup_(tree_clear) struct tree tree = { .names = STRBUF_INIT };
	int r = load_tree(&tree, store, err);

	if (r < 0)
		return r;
	rank_all(ranks, &tree);
	return place_volumes(ranks, &tree);
}

int
path_ranks_load(struct path_ranks *ret, struct store *store, struct error *err)
{
	_cleanup_(find_orphans_clear) struct find_orphans orphans = { 0 };
	struct volume_row *volumes = NULL;
	size_t n = 0;
	int r = find_orphans_load(&orphans, store, err);

	if (r < 0 || orphans.n_items > 0)
		return r < 0 ? r : 0;
	r = store_volumes(store, &volumes, &n, err);
	if (r < 0)
		return r;
	r = load_volumes(ret, store, volumes, n, err);
	if (r > 0)
		r = load(ret, store, err);
	for (size_t i = 0; i < ret->n_volumes; i++)
		ret->volumes[i].name = NULL;
	store_volumes_free(volumes, n);
	return r;
}

void
path_ranks_clear(struct path_ranks *ranks)
{
	for (size_t i = 0; i < ranks->n_volumes; i++)
		strbuf_clear(&ranks->volumes[i].path);
	free(ranks->volumes);
	free(ranks->first);
	free(ranks->last);
	*ranks = (struct path_ranks){ .n = 0 };
}

static const struct path_volume *
volume_of(const struct path_ranks *ranks, uint32_t rank)
{
	for (size_t i = 0; i < ranks->n_volumes; i++)
		if (ranks->volumes[i].first > 0 &&
			ranks->volumes[i].first <= rank &&
			rank <= ranks->volumes[i].last)
			return &ranks->volumes[i];
	return NULL;
}

struct path_bounds
path_ranks_bounds(const struct path_ranks *ranks, uint32_t rank)
{
	const struct path_volume *v = volume_of(ranks, rank);
	struct path_bounds ret = { 0, INT64_MAX };
	uint32_t least = rank, most = rank;

	if (!v)
		return ret;
	for (const struct path_volume *w = v + 1;
		w < ranks->volumes + ranks->n_volumes; w++)
		if (w->above == v && w->from <= rank && rank <= w->to) {
			least = w->from < least ? w->from : least;
			most = w->to > most ? w->to : most;
		}
	ret.least = v->base + (least - v->first);
	ret.most = v->base + (most - v->first);
	for (const struct path_volume *w = v + 1;
		w < ranks->volumes + ranks->n_volumes; w++) {
		if (w->above == v && w->to < least)
			ret.least += w->n;
		if (w->above == v && w->from <= most)
			ret.most += w->n;
	}
	return ret;
}
