/* SPDX-License-Identifier: MIT */
#include "store/survey/first_sizes.h"

#include "util/alloc.h"

#include <stdlib.h>

void
first_sizes_init(struct first_sizes *f, size_t room, bool reverse)
{
	*f = (struct first_sizes){ .room = room, .reverse = reverse };
	if (room > 0)
		f->heap = xcalloc(room, sizeof(*f->heap));
}

void
first_sizes_clear(struct first_sizes *f)
{
	free(f->heap);
	*f = (struct first_sizes){ .heap = NULL };
}

static void
swap(int64_t *a, int64_t *b)
{
	int64_t kept = *a;

	*a = *b;
	*b = kept;
}

static void
sift_down(struct first_sizes *f)
{
	size_t i = 0;

	for (;;) {
		size_t least = i;

		for (size_t j = 2 * i + 1; j <= 2 * i + 2 && j < f->n; j++)
			if (f->heap[j] < f->heap[least])
				least = j;
		if (least == i)
			return;
		swap(&f->heap[i], &f->heap[least]);
		i = least;
	}
}

static void
sift_up(struct first_sizes *f, size_t i)
{
	for (; i > 0 && f->heap[(i - 1) / 2] > f->heap[i]; i = (i - 1) / 2)
		swap(&f->heap[i], &f->heap[(i - 1) / 2]);
}

/* Is the key one of the first, as far as is known? */
static bool
keep(struct first_sizes *f, int64_t key)
{
	if (f->n < f->room) {
		f->heap[f->n] = key;
		sift_up(f, f->n++);
		return true;
	}
	if (f->room == 0 || key <= f->heap[0])
		return false;
	f->heap[0] = key;
	sift_down(f);
	return true;
}

void
first_sizes_add(struct first_sizes *f, int64_t size, int64_t n)
{
	const int64_t key = f->reverse ? -size : size;

	/* Where one is too many, so are the others. */
	while (n > 0 && keep(f, key))
		n--;
}

void
first_sizes_merge(struct first_sizes *f, const struct first_sizes *other)
{
	for (size_t i = 0; i < other->n; i++)
		(void)keep(f, other->heap[i]);
}

void
first_sizes_narrow(const struct first_sizes *f, int64_t *min, int64_t *max)
{
	if (f->room == 0 || f->n < f->room)
		return;
	if (f->reverse)
		*max = -f->heap[0];
	else
		*min = f->heap[0];
}

bool
first_sizes_are_one(const struct first_sizes *f)
{
	if (f->room == 0 || f->n < f->room)
		return false;
	for (size_t i = 1; i < f->n; i++)
		if (f->heap[i] != f->heap[0])
			return false;
	return true;
}
