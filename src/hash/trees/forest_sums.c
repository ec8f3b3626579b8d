/* SPDX-License-Identifier: MIT */
/*
 * Directories are numbered in a walk from the top, so that what is below one is
 * a span; then, against that walk, each adds itself to the one above.
 */
#include "hash/trees/forest.h"

#include "hash/digest.h"
#include "util/alloc.h"
#include "util/sum.h"

#include <errno.h>
#include <stdlib.h>

/* Number the directories as a walk from the tops meets them. */
void
forest_number(struct forest *f)
{
	uint32_t at = 0;

	f->walk = xcalloc((size_t)f->n + 1, sizeof(*f->walk));
	f->gone = xcalloc((size_t)f->n + 1, sizeof(*f->gone));
	for (uint32_t top = 0; top < f->n; top++) {
		uint32_t i = top;

		if (f->dirs[top].parent != NO_DIR)
			continue;
		for (;;) {
			struct dir *d = &f->dirs[i];

			d->at = at;
			f->walk[at++] = i;
			if (d->first_child != NO_DIR) {
				i = d->first_child;
				continue;
			}
			while (i != top && f->dirs[i].next_sibling == NO_DIR) {
				f->dirs[i].end = at;
				i = f->dirs[i].parent;
			}
			f->dirs[i].end = at;
			if (i == top)
				break;
			i = f->dirs[i].next_sibling;
		}
	}
	f->n = at == f->n ? f->n : 0; /* a loop: `check` tells of it */
}

static void
add_child(struct dir *parent, const struct dir *d)
{
	const struct {
		uint64_t name;
		uint64_t sum[2];
		uint64_t mark; /* no file's digest is made of this */
	} child = { d->name[0], { d->sum[0], d->sum[1] }, ~UINT64_C(0) };
	uint64_t digest[2];

	digest_memory(digest, &child, sizeof(child));
	forest_add_sum(parent->sum, digest);
	parent->inodes[0] += d->inodes[0];
	parent->bytes = sum_sizes(parent->bytes, d->bytes);
	parent->own_bytes = sum_sizes(parent->own_bytes, d->own_bytes);
	parent->files += d->files;
	parent->directories += d->directories + 1;
	if (!(d->flags & DIR_SHARED))
		parent->flags =
			(uint8_t)(parent->flags & ~(unsigned int)DIR_SHARED);
}

void
forest_close(struct forest *f)
{
	/* Against the walk: what is below comes before what is above. */
	for (uint32_t i = f->n; i-- > 0;) {
		struct dir *d = &f->dirs[f->walk[i]];

		/* Not all of its names were looked at. */
		if ((d->flags & (DIR_SHARED | DIR_SUMMED)) == DIR_SUMMED)
			d->bytes = d->stored_bytes;
		if (d->parent != NO_DIR)
			add_child(&f->dirs[d->parent], d);
	}
}

/* --- places --------------------------------------------------------------- */

/* A bit each: by the number of a directory, or of a content. */
static bool
get_bit(const uint64_t *bits, size_t i)
{
	return (bits[i / 64] >> (i % 64) & 1) != 0;
}

static void
set_bit(uint64_t *bits, size_t i)
{
	bits[i / 64] |= UINT64_C(1) << (i % 64);
}

/* What is in the directories of the list, with all below.  Caller frees. */
static uint64_t *
mark_below(const struct forest *f, struct dir *const *list, size_t n)
{
	uint64_t *tops = xcalloc((size_t)f->n / 64 + 1, sizeof(*tops));
	uint32_t end = 0;

	for (size_t i = 0; i < n; i++)
		set_bit(tops, list[i]->at);
	for (uint32_t at = 0; at < f->n; at++) {
		const struct dir *d = &f->dirs[f->walk[at]];

		if (get_bit(tops, at) && d->end > end)
			end = d->end;
		if (at < end)
			set_bit(tops, at);
	}
	return tops;
}

/* How many bits are set before each word.  Caller frees. */
static uint32_t *
rank_bits(const uint64_t *bits, uint64_t last)
{
	uint32_t *ranks = xcalloc(last / 64 + 1, sizeof(*ranks));

	for (size_t i = 1; i <= last / 64; i++)
		ranks[i] = ranks[i - 1] +
			(uint32_t)__builtin_popcountll(bits[i - 1]);
	return ranks;
}

/* Of a bit that is set: how many are before it. */
static uint32_t
rank_of(const uint64_t *bits, const uint32_t *ranks, uint64_t bit)
{
	const uint64_t before = (UINT64_C(1) << (bit % 64)) - 1;

	return ranks[bit / 64] +
		(uint32_t)__builtin_popcountll(bits[bit / 64] & before);
}

/* Drop the places of contents that none of the list has, and give the others
 * numbers without gaps, in the same order. */
static void
drop_unasked(struct forest *f, struct dir *const *list, size_t n)
{
	struct place_list *places = &f->met;
	uint64_t *below = mark_below(f, list, n);
	uint64_t last = 0;
	uint64_t *asked;
	uint32_t *ranks;
	size_t kept = 0;

	for (size_t i = 0; i < places->n; i++)
		if ((places->items[i] & UINT32_MAX) > last)
			last = places->items[i] & UINT32_MAX;
	asked = xcalloc(last / 64 + 1, sizeof(*asked));
	for (size_t i = 0; i < places->n; i++)
		if (get_bit(below, places->items[i] >> 32))
			set_bit(asked, places->items[i] & UINT32_MAX);
	ranks = rank_bits(asked, last);
	for (size_t i = 0; i < places->n; i++) {
		const uint64_t content = places->items[i] & UINT32_MAX;

		if (get_bit(asked, content))
			places->items[kept++] =
				(places->items[i] & ~(uint64_t)UINT32_MAX) |
				rank_of(asked, ranks, content);
	}
	places->n = kept;
	free(ranks);
	free(asked);
	free(below);
}

int
forest_index(struct forest *f, struct dir *const *list, size_t n,
	struct error *err)
{
	int r;

	drop_unasked(f, list, n);
	r = places_index(&f->places, &f->met, f->n);
	if (r < 0)
		return error_set(err, -r,
			r == -ENOMEM ? "out of memory" : "too many files");
	return 0;
}
