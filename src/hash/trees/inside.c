/* SPDX-License-Identifier: MIT */
/*
 * Is all content of a directory also in another one?
 *
 * Whatever holds it all holds the content that is in the fewest places, so
 * only the directories above these are asked, the topmost first: if that has
 * not everything, nothing below it has.  From one that has it goes down as long
 * as a directory below still has everything.
 *
 * What was called contained counts no longer as a place: two directories may
 * hold each other, or several in a circle, and somebody may remove all that is
 * called contained.  So each content keeps a place that is not.
 */
#include "hash/trees/forest.h"

#include "util/interrupt.h"

#include <errno.h>

/*
 * So many places are asked, and so many directories that hold everything are
 * compared to find the smallest: a content that is everywhere must not make
 * this quadratic.
 */
#define MOST_TRIED 256
#define MOST_FOUND 4

struct span {
	size_t first;
	size_t end;
};

/* The first item that is not less. */
static size_t
lower(const struct place_list *list, uint64_t item)
{
	size_t low = 0, high = list->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->items[middle] < item)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct span
between(const struct place_list *list, uint64_t key, uint32_t from, uint32_t to)
{
	return (struct span){ lower(list, key << 32 | from),
		lower(list, key << 32 | to) };
}

static struct span
contents_of(const struct forest *f, const struct dir *d)
{
	return (struct span){ lower(&f->by_dir, (uint64_t)d->at << 32),
		lower(&f->by_dir, (uint64_t)d->end << 32) };
}

/* Is there a place left in the span? */
static bool
has_place(const struct forest *f, struct span places)
{
	for (size_t i = places.first; i < places.end; i++)
		if (!f->gone[f->by_content.items[i] & UINT32_MAX])
			return true;
	return false;
}

/* Is all content of d in b? */
static bool
holds(const struct forest *f, const struct dir *b, const struct dir *d)
{
	struct span all = contents_of(f, d);

	for (size_t i = all.first; i < all.end; i++) {
		uint64_t content = f->by_dir.items[i] & UINT32_MAX;

		if (!has_place(f,
			    between(&f->by_content, content, b->at, b->end)))
			return false;
	}
	return true;
}

/* The content of d that is in the fewest places elsewhere. */
static bool
find_rarest(const struct forest *f, const struct dir *d, uint64_t *ret)
{
	struct span all = contents_of(f, d);
	size_t least = SIZE_MAX;

	for (size_t i = all.first; i < all.end && least > 1; i++) {
		uint64_t content = f->by_dir.items[i] & UINT32_MAX;
		struct span anywhere =
			between(&f->by_content, content, 0, UINT32_MAX);
		struct span here =
			between(&f->by_content, content, d->at, d->end);
		size_t n =
			anywhere.end - anywhere.first - (here.end - here.first);

		if (n == 0)
			return false;
		if (n < least) {
			least = n;
			*ret = content;
		}
	}
	return least < SIZE_MAX;
}

/* The topmost directory above the place that is not above d, or NULL. */
static const struct dir *
topmost(const struct forest *f, uint32_t at, const struct dir *d)
{
	const struct dir *b = &f->dirs[f->walk[at]];

	if (!(b->flags & DIR_IN_SCOPE) || dir_is_below(d, b))
		return NULL;
	while (b->parent != NO_DIR) {
		const struct dir *up = &f->dirs[b->parent];

		if (!(up->flags & DIR_IN_SCOPE) || dir_is_below(d, up))
			break;
		b = up;
	}
	return b;
}

/* The child of b that the place is below, or NULL if it is in b itself. */
static const struct dir *
child_towards(const struct forest *f, const struct dir *b, uint32_t at)
{
	const struct dir *d = &f->dirs[f->walk[at]];

	if (d == b)
		return NULL;
	while (&f->dirs[d->parent] != b)
		d = &f->dirs[d->parent];
	return d;
}

/* A directory in b that holds everything too, or NULL. */
static const struct dir *
step_down(const struct forest *f, const struct dir *b, const struct dir *d,
	uint64_t rarest)
{
	const struct dir *tried = NULL;
	struct span places = between(&f->by_content, rarest, b->at, b->end);
	size_t n = 0;

	for (size_t i = places.first; i < places.end && n < MOST_TRIED; i++) {
		uint32_t at = (uint32_t)(f->by_content.items[i] & UINT32_MAX);
		const struct dir *child = child_towards(f, b, at);

		if (!child || child == tried || f->gone[at])
			continue;
		tried = child;
		n++;
		if (holds(f, child, d))
			return child;
	}
	return NULL;
}

/* The smallest directory in which all content of d is, towards a place. */
static const struct dir *
container_at(const struct forest *f, const struct dir *d, const struct dir *top,
	uint64_t rarest)
{
	const struct dir *b = NULL;
	const struct dir *down = holds(f, top, d) ? top : NULL;

	while (down) {
		b = down;
		down = step_down(f, b, d, rarest);
	}
	return b;
}

static bool
is_better(const struct dir *b, const struct dir *best)
{
	return !best ||
		(b->bytes != best->bytes ? b->bytes < best->bytes :
					   b->at < best->at);
}

int
inside_find(const struct forest *f, const struct dir *d, bool across,
	const struct dir **ret, struct error *err)
{
	const struct dir *tried = NULL;
	uint64_t rarest = 0;
	size_t n_tried = 0, n_found = 0;
	struct span places;

	*ret = NULL;
	if (interrupt_pending() != 0)
		return error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
	if (!find_rarest(f, d, &rarest))
		return 0;
	places = between(&f->by_content, rarest, 0, UINT32_MAX);
	for (size_t i = places.first; i < places.end; i++) {
		uint32_t at = (uint32_t)(f->by_content.items[i] & UINT32_MAX);
		const struct dir *b;

		if ((at >= d->at && at < d->end) || f->gone[at])
			continue;
		b = topmost(f, at, d);
		if (!b || b == tried || (across && b->volume == d->volume))
			continue;
		tried = b;
		b = container_at(f, d, b, rarest);
		if (b && is_better(b, *ret))
			*ret = b;
		n_found += b != NULL;
		if (++n_tried == MOST_TRIED || n_found == MOST_FOUND)
			break;
	}
	return *ret != NULL;
}
