/* SPDX-License-Identifier: MIT */
/*
 * Each content and each file without one counts once, however many names it
 * has.  Of the whole catalogue that is known without a look at any name
 * (standing.h).  Of a scope its names are looked at: a content that was counted
 * is marked in the list of all, and files that were not read in full and have
 * several links are in a list of their own.
 */
#include "store/survey/few.h"

#include "store/internal.h"
#include "store/survey/halves.h"
#include "store/survey/few_list.h"
#include "util/alloc.h"
#include "util/sum.h"

#include <errno.h>
#include <stdlib.h>

/* Inodes with several links of one volume: how large. */
struct linked {
	int64_t volume_id;
	struct idmap inodes;
};

/* One thread's part, where names are looked at. */
struct few_state {
	const struct few_filter *filter;
	struct standing *standing;
	struct few_totals totals;
	struct linked *linked;
	size_t n_linked;
	int64_t *heap; /* the largest so far, the smallest of them first */
	size_t n_heap;
	struct standing_queue queue;
	bool out_of_memory;
};

static void
clear(struct few_state *f)
{
	for (size_t i = 0; i < f->n_linked; i++)
		idmap_clear(&f->linked[i].inodes);
	free(f->linked);
	free(f->heap);
}

/* --- the largest ---------------------------------------------------------- */

static void
swap(int64_t *a, int64_t *b)
{
	int64_t kept = *a;

	*a = *b;
	*b = kept;
}

static void
sift_down(struct few_state *f)
{
	size_t i = 0;

	for (;;) {
		size_t least = i;

		for (size_t j = 2 * i + 1; j <= 2 * i + 2 && j < f->n_heap; j++)
			if (f->heap[j] < f->heap[least])
				least = j;
		if (least == i)
			return;
		swap(&f->heap[i], &f->heap[least]);
		i = least;
	}
}

static void
keep_large(struct few_state *f, int64_t size)
{
	size_t i;

	if (!f->heap)
		return;
	if (f->n_heap == (size_t)f->filter->largest) {
		if (size <= f->heap[0])
			return;
		f->heap[0] = size;
		sift_down(f);
		return;
	}
	i = f->n_heap++;
	f->heap[i] = size;
	for (; i > 0 && f->heap[(i - 1) / 2] > f->heap[i]; i = (i - 1) / 2)
		swap(&f->heap[i], &f->heap[(i - 1) / 2]);
}

/* --- what counts ---------------------------------------------------------- */

static void
count(struct few_state *f, int64_t size)
{
	f->totals.contents++;
	if (__builtin_add_overflow(f->totals.bytes, size, &f->totals.bytes))
		f->totals.bytes = INT64_MAX;
	keep_large(f, size);
}

static struct idmap *
inodes_of(struct few_state *f, int64_t volume_id)
{
	for (size_t i = 0; i < f->n_linked; i++)
		if (f->linked[i].volume_id == volume_id)
			return &f->linked[i].inodes;
	f->linked =
		xreallocarray(f->linked, f->n_linked + 1, sizeof(f->linked[0]));
	f->linked[f->n_linked].volume_id = volume_id;
	idmap_init(&f->linked[f->n_linked].inodes, sizeof(int64_t));
	return &f->linked[f->n_linked++].inodes;
}

static void
note_linked(struct few_state *f, int64_t volume_id, int64_t inode, int64_t size)
{
	/* Its first name says how large. */
	f->out_of_memory |= !idmap_note(inodes_of(f, volume_id), inode, size);
}

/* Each inode with several links once. */
static void
count_linked(struct few_state *f)
{
	for (size_t i = 0; i < f->n_linked; i++) {
		size_t cursor = 0;
		int64_t inode;
		void *size;

		while (idmap_next(&f->linked[i].inodes, &cursor, &inode, &size))
			count(f, *(int64_t *)size);
	}
}

static void
begin_at(struct few_state *f, int64_t dir_id)
{
	if (dir_id < f->totals.first_dir)
		f->totals.first_dir = dir_id;
}

static void
take(const struct stored_entry *entry, void *arg)
{
	struct few_state *f = arg;
	const struct standing *s = f->standing;
	const struct standing_entry e = { entry->size_bytes, entry->content_id,
		entry->attribute_id };
	struct content_standing *c = standing_content(s, e.content_id);

	if (!standing_is_regular(s, e.attribute_id))
		return;
	if (c && !(c->flags & CONTENT_FULL))
		c = NULL;
	if (!few_is_asked(f->filter, s, c, entry->dir_id) ||
		(!f->filter->candidates && standing_is_open(s, &e)))
		return;
	begin_at(f, entry->dir_id);
	if (c) {
		/* Both threads may come by it. */
		if (!__atomic_exchange_n(&c->seen, 1, __ATOMIC_RELAXED))
			count(f, e.size);
	} else if (entry->nlink < 2) {
		count(f, e.size);
	} else {
		note_linked(f, volume_runs_id(&s->volumes, entry->dir_id),
			entry->inode, e.size);
	}
}

static void
push(const struct stored_entry *entry, void *arg)
{
	struct few_state *f = arg;

	if (entry->size_bytes >= f->filter->min_size &&
		entry->size_bytes <= f->filter->max_size)
		standing_push(f->standing, &f->queue, entry, take, f);
}

/* What the other thread has found. */
static void
merge(struct few_state *f, const struct few_state *other)
{
	f->out_of_memory |= other->out_of_memory;
	begin_at(f, other->totals.first_dir);
	f->totals.contents += other->totals.contents;
	f->totals.bytes = sum_sizes(f->totals.bytes, other->totals.bytes);
	for (size_t i = 0; i < other->n_heap; i++)
		keep_large(f, other->heap[i]);
	for (size_t i = 0; i < other->n_linked; i++) {
		const struct linked *l = &other->linked[i];
		struct idmap *inodes = inodes_of(f, l->volume_id);

		f->out_of_memory |= !idmap_note_all(inodes, &l->inodes);
	}
}

/* --- the whole ------------------------------------------------------------ */

static int
init(struct few_state *f, const struct few_filter *filter,
	struct standing *standing)
{
	*f = (struct few_state){ .filter = filter,
		.standing = standing,
		.totals.first_dir = INT64_MAX };
	if (filter->largest > 0 && filter->largest <= FEW_LARGEST_MAX) {
		f->heap = calloc((size_t)filter->largest, sizeof(*f->heap));
		if (!f->heap)
			f->out_of_memory = true;
	}
	return f->out_of_memory ? -ENOMEM : 0;
}

/* Where the first content may be that was read in full and counts. */
static int64_t
first_full(const struct few_state *f)
{
	const struct few_filter *o = f->filter;

	if (o->min_copies > 2 || o->min_volumes > 2)
		return 0;
	return o->min_volumes == 2 ? f->standing->first_on_one :
				     f->standing->first_alone;
}

int64_t
few_in_slot(const struct few_filter *filter, const struct standing *s,
	const struct size_slot *slot)
{
	int64_t n = slot->n_files;

	if (slot->size < filter->min_size || slot->size > filter->max_size ||
		(filter->min_copies < 2 && filter->min_volumes < 2) ||
		(filter->only_on != 0 &&
			s->volumes.ids[slot->volume] != filter->only_on))
		return 0;
	if (!filter->candidates)
		n -= standing_count_unsettled(s, slot);
	return n > 0 ? n : 0;
}

bool
few_is_content(const struct few_filter *filter, const struct standing *s,
	const struct content_standing *c)
{
	if (!(c->flags & CONTENT_FULL) || c->copies == 0 ||
		c->size < filter->min_size || c->size > filter->max_size ||
		(c->copies >= filter->min_copies &&
			c->volumes >= filter->min_volumes))
		return false;
	if (filter->only_on != 0 &&
		(c->volumes != 1 ||
			s->volumes.ids[c->volume] != filter->only_on))
		return false;
	return filter->candidates || !standing_is_full_open(s, c);
}

static void
count_slot(struct few_state *f, const struct size_slot *slot)
{
	int64_t n = few_in_slot(f->filter, f->standing, slot);

	if (n > 0)
		begin_at(f, slot->first_dir);
	for (; n > 0; n--)
		count(f, slot->size);
}

/* No name has to be looked at. */
static void
look_at_all(struct few_state *f)
{
	const struct standing *s = f->standing;
	const struct size_slot *slot;
	size_t cursor = 0;
	int64_t before;

	while ((slot = sizes_next(&s->sizes, &cursor)))
		count_slot(f, slot);
	before = f->totals.contents;
	for (size_t i = 1; i < s->n_contents; i++)
		if (few_is_content(f->filter, s, &s->contents[i]))
			count(f, s->contents[i].size);
	if (f->totals.contents > before)
		begin_at(f, first_full(f));
}

static int
look_at_names(struct store *store, struct few_state *f, struct error *err)
{
	struct few_state other;
	struct halves_job job = { .look.entry = push,
		.first = f,
		.second = &other };
	int r = init(&other, f->filter, f->standing);

	for (size_t i = 0; i < f->standing->n_contents; i++)
		f->standing->contents[i].seen = 0;
	if (r >= 0)
		r = halves_look_at_scope(store, &job, err);
	standing_settle(&f->queue, take, f);
	standing_settle(&other.queue, take, &other);
	merge(f, &other);
	count_linked(f);
	f->totals.is_within = job.look.within != NULL;
	clear(&other);
	return r;
}

int
store_few_totals(struct store *store, const struct few_filter *filter,
	struct few_totals *ret, struct error *err)
{
	struct few_state f;
	int r = init(&f, filter, store->standing);

	if (r == 0 && filter->is_scoped)
		r = look_at_names(store, &f, err);
	else if (r == 0)
		look_at_all(&f);
	f.totals.floor = f.heap && f.n_heap == (size_t)filter->largest ?
		f.heap[0] :
		filter->min_size;
	if (r >= 0)
		*ret = f.totals;
	if (r == -ENOMEM || f.out_of_memory)
		r = error_set(err, ENOMEM, "out of memory");
	clear(&f);
	return r < 0 ? r : 0;
}
