/* SPDX-License-Identifier: MIT */
/*
 * Equal directories have equal digests (forest.c).  A group all of whose
 * members lie in directories that are in groups themselves tells nothing new,
 * and is left out.  Members whose files are the same inodes are one copy.
 *
 * What is in no group may still be contained in another directory (inside.c):
 * the largest are asked first, so that the topmost is found.
 */
#include "hash/trees/trees.h"

#include "hash/trees/forest.h"
#include "util/alloc.h"
#include "util/sort.h"
#include "util/sum.h"

#include <stdlib.h>
#include <string.h>

struct finder {
	struct forest forest;
	const struct trees_options *options;
	struct trees *ret;
	struct dir **list; /* those that may be in a group, equal ones together
			    */
	size_t n;
};

void
trees_clear(struct trees *trees)
{
	free(trees->groups);
	free(trees->members);
	*trees = (struct trees){ 0 };
}

/* --- what is found -------------------------------------------------------- */

static struct tree_group *
add_group(struct finder *s, const struct dir *d)
{
	struct trees *t = s->ret;
	struct tree_group *group;

	t->groups = xgrow(t->groups, t->n_groups, sizeof(*t->groups));
	group = &t->groups[t->n_groups++];
	*group = (struct tree_group){ .size = d->bytes,
		.files = d->files,
		.directories = d->directories,
		.first = t->n_members };
	return group;
}

static void
add_member(struct finder *s, struct tree_group *group, const struct dir *d)
{
	struct trees *t = s->ret;
	struct tree *member;

	t->members = xgrow(t->members, t->n_members, sizeof(*t->members));
	member = &t->members[t->n_members++];
	*member = (struct tree){ .dir_id = d->id, .volume_id = d->volume };
	if (d->flags & (DIR_ARCHIVE | DIR_INNER)) {
		const struct inner *inner = &s->forest.inner[d -
			s->forest.dirs - s->forest.first_inner];

		member->archive_id = inner->archive_id;
		member->number = inner->number;
	}
	group->n++;
}

/* --- equal directories ---------------------------------------------------- */

static bool
is_eligible(const struct finder *s, const struct dir *d)
{
	/* What is shared is known, and what is not has no equal. */
	return (d->flags & DIR_SHARED) && (d->flags & DIR_IN_SCOPE) &&
		d->bytes > 0 && d->bytes >= s->options->min_size &&
		d->bytes <= s->options->max_size;
}

static bool
is_equal(const struct dir *a, const struct dir *b)
{
	return a->sum[0] == b->sum[0] && a->sum[1] == b->sum[1];
}

/* By digest; of equal ones, clones together. */
static int
by_digest(const void *a, const void *b)
{
	const struct dir *x = *(struct dir *const *)a;
	const struct dir *y = *(struct dir *const *)b;
	int order = compare_u64(x->sum[0], y->sum[0]);

	if (order == 0)
		order = compare_u64(x->sum[1], y->sum[1]);
	if (order == 0)
		order = compare_u64(x->inodes[0], y->inodes[0]);
	return order ? order : compare_u64(x->at, y->at);
}

static void
list_eligible(struct finder *s)
{
	s->list = xcalloc((size_t)s->forest.n + 1, sizeof(*s->list));
	for (uint32_t i = 0; i < s->forest.n; i++)
		if (is_eligible(s, &s->forest.dirs[i]))
			s->list[s->n++] = &s->forest.dirs[i];
	if (s->n > 1)
		qsort(s->list, s->n, sizeof(*s->list), by_digest);
}

static size_t
end_of_run(const struct finder *s, size_t i)
{
	size_t end = i + 1;

	while (end < s->n && is_equal(s->list[i], s->list[end]))
		end++;
	return end;
}

/* Two copies at least, on two volumes if that was asked for? */
static bool
is_group(const struct finder *s, size_t i, size_t end)
{
	bool is_across = false;
	bool has_copies = false;
	/* What is in archives alone is nothing that somebody could remove. */
	bool has_own = !(s->list[i]->flags & DIR_INNER);

	for (size_t j = i + 1; j < end; j++) {
		has_copies |= s->list[j]->inodes[0] != s->list[i]->inodes[0];
		is_across |= s->list[j]->volume != s->list[i]->volume;
		has_own |= !(s->list[j]->flags & DIR_INNER);
	}
	return has_copies && has_own && (is_across || !s->options->across);
}

static bool
has_parent_in_group(const struct finder *s, const struct dir *d)
{
	return d->parent != NO_DIR &&
		(s->forest.dirs[d->parent].flags & DIR_GROUPED);
}

static void
take_group(struct finder *s, size_t i, size_t end)
{
	struct tree_group *group;
	int64_t sum = 0, most = 0;
	bool has_inner = false;
	bool is_new = false;

	for (size_t j = i; j < end && !is_new; j++)
		is_new = !has_parent_in_group(s, s->list[j]);
	if (!is_new)
		return;
	group = add_group(s, s->list[i]);
	for (size_t j = i; j < end; j++) {
		const struct dir *d = s->list[j];

		if (j > i && d->inodes[0] == s->list[j - 1]->inodes[0])
			continue;
		add_member(s, group, d);
		sum = sum_sizes(sum, d->own_bytes);
		if (d->own_bytes > most)
			most = d->own_bytes;
		has_inner |= (d->flags & DIR_INNER) != 0;
	}
	/* One stays; what is in an archive does in any case. */
	group->wasted = has_inner ? sum : sum - most;
}

static void
find_equal(struct finder *s)
{
	size_t end;

	list_eligible(s);
	for (size_t i = 0; i < s->n; i = end) {
		end = end_of_run(s, i);
		if (!is_group(s, i, end))
			continue;
		for (size_t j = i; j < end; j++)
			s->list[j]->flags |= DIR_GROUPED;
	}
	for (size_t i = 0; i < s->n; i = end) {
		end = end_of_run(s, i);
		if (s->list[i]->flags & DIR_GROUPED)
			take_group(s, i, end);
	}
}

/* --- contained directories ------------------------------------------------ */

static int
look_inside(struct finder *s, const struct dir *d, struct error *err)
{
	const struct dir *container = NULL;
	struct tree_group *group;
	int r = inside_find(&s->forest, d, s->options->across, &container, err);

	if (r <= 0)
		return r;
	group = add_group(s, d);
	group->is_contained = true;
	group->wasted = d->own_bytes;
	add_member(s, group, container);
	add_member(s, group, d);
	for (uint32_t at = d->at; at < d->end; at++)
		s->forest.gone[at] = true;
	return 0;
}

/* An archive that has nothing but one directory which is told? */
static bool
is_wrapping(const struct finder *s, const struct dir *d)
{
	uint32_t i = d->first_child;

	if (!(d->flags & DIR_ARCHIVE))
		return false;
	for (; i != NO_DIR; i = s->forest.dirs[i].first_child) {
		if (s->forest.dirs[i].files != d->files)
			return false;
		if (s->forest.dirs[i].flags & DIR_GROUPED)
			return true;
	}
	return false;
}

/* With a group all below its members is told. */
static void
mark_told(struct forest *f)
{
	for (uint32_t at = 0, end = 0; at < f->n; at++) {
		struct dir *d = &f->dirs[f->walk[at]];

		if (d->flags & DIR_GROUPED && d->end > end)
			end = d->end;
		if (at < end)
			d->flags |= DIR_TOLD;
	}
}

static bool
is_told(const struct finder *s, const struct dir *d)
{
	return d->flags & DIR_TOLD || s->forest.gone[d->at] ||
		is_wrapping(s, d);
}

/* The largest first, and so those above before those below. */
static int
by_bytes(const void *a, const void *b)
{
	const struct dir *x = *(struct dir *const *)a;
	const struct dir *y = *(struct dir *const *)b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static int
find_contained(struct finder *s, struct error *err)
{
	size_t n = 0;
	int r;

	mark_told(&s->forest);
	for (size_t i = 0; i < s->n; i++)
		if ((s->list[i]->flags & (DIR_SHARED | DIR_INNER)) ==
				DIR_SHARED &&
			!is_told(s, s->list[i]))
			s->list[n++] = s->list[i];
	if (n == 0)
		return 0;
	r = forest_index(&s->forest, s->list, n, err);
	qsort(s->list, n, sizeof(*s->list), by_bytes);
	for (size_t i = 0; i < n && r >= 0; i++)
		if (!is_told(s, s->list[i]))
			r = look_inside(s, s->list[i], err);
	return r;
}

int
trees_find(struct store *store, const struct trees_options *options,
	struct trees *ret, struct error *err)
{
	struct finder s = { .options = options, .ret = ret };
	int r;

	*ret = (struct trees){ 0 };
	r = forest_load(&s.forest, store, options, err);
	if (r >= 0) {
		find_equal(&s);
		r = find_contained(&s, err);
	}
	free(s.list);
	forest_clear(&s.forest);
	return r;
}
