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

static struct span
contents_of(const struct forest *f, const struct dir *d)
{
	return places_from(&f->places.by_dir, d->at, d->end);
}

/* Where in d, or below, the content is. */
static struct span
places_in(const struct forest *f, uint32_t content, const struct dir *d)
{
	return places_between(&f->places.by_content, content, d->at, d->end);
}

/* Is there a place left in b? */
static bool
has_place(const struct forest *f, uint32_t content, const struct dir *b)
{
	const struct place_rows *rows = &f->places.by_content;
	const uint32_t end = places_of(rows, content).end;

	for (uint32_t i = places_behind(rows, content, b->at);
		i < end && rows->items[i] < b->end; i++)
		if (!f->gone[rows->items[i]])
			return true;
	return false;
}

/* Many copies may lie side by side. */
static bool
is_repeated(const struct forest *f, struct span all, uint32_t i)
{
	const uint32_t *items = f->places.by_dir.items;

	return i > all.first && items[i] == items[i - 1];
}

/* Is all content of d in b? */
static bool
holds(const struct forest *f, const struct dir *b, const struct dir *d)
{
	struct span all = contents_of(f, d);

	for (uint32_t i = all.first; i < all.end; i++)
		if (!is_repeated(f, all, i) &&
			!has_place(f, f->places.by_dir.items[i], b))
			return false;
	return true;
}

/* The content of d that is in the fewest places elsewhere. */
static bool
find_rarest(const struct forest *f, const struct dir *d, uint32_t *ret)
{
	struct span all = contents_of(f, d);
	uint32_t least = UINT32_MAX;

	for (uint32_t i = all.first; i < all.end && least > 1; i++) {
		uint32_t content = f->places.by_dir.items[i];
		struct span anywhere =
			places_of(&f->places.by_content, content);
		struct span here = places_in(f, content, d);
		uint32_t n =
			anywhere.end - anywhere.first - (here.end - here.first);

		if (n == 0)
			return false;
		if (n < least) {
			least = n;
			*ret = content;
		}
	}
	return least < UINT32_MAX;
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
	uint32_t rarest)
{
	const struct dir *tried = NULL;
	struct span places = places_in(f, rarest, b);
	size_t n = 0;

	for (uint32_t i = places.first; i < places.end && n < MOST_TRIED; i++) {
		uint32_t at = f->places.by_content.items[i];
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
	uint32_t rarest)
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
	uint32_t rarest = 0;
	size_t n_tried = 0, n_found = 0;
	struct span places;

	*ret = NULL;
	if (interrupt_pending() != 0)
		return error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
	if (!find_rarest(f, d, &rarest))
		return 0;
	places = places_of(&f->places.by_content, rarest);
	for (uint32_t i = places.first; i < places.end; i++) {
		uint32_t at = f->places.by_content.items[i];
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
