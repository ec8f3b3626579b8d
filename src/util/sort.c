/* SPDX-License-Identifier: MIT */
/*
 * The first k are a heap with the last of them on top: what comes before it
 * takes its place.  (Williams, "Algorithm 232: Heapsort", 1964.)
 */
#include "util/sort.h"

#include <stdlib.h>
#include <string.h>

struct heap {
	char *items;
	size_t n;
	size_t size;
	int (*compare)(const void *a, const void *b, void *arg);
	void *arg;
};

static char *
item(const struct heap *h, size_t i)
{
	return h->items + i * h->size;
}

static void
swap(char *a, char *b, size_t size)
{
	char kept[64];

	while (size > 0) {
		size_t n = size < sizeof(kept) ? size : sizeof(kept);

		memcpy(kept, a, n);
		memcpy(a, b, n);
		memcpy(b, kept, n);
		a += n;
		b += n;
		size -= n;
	}
}

static int
compare(const struct heap *h, size_t a, size_t b)
{
	return h->compare(item(h, a), item(h, b), h->arg);
}

static void
sift_down(const struct heap *h, size_t i)
{
	for (size_t child; (child = 2 * i + 1) < h->n; i = child) {
		if (child + 1 < h->n && compare(h, child, child + 1) < 0)
			child++;
		if (compare(h, i, child) >= 0)
			return;
		swap(item(h, i), item(h, child), h->size);
	}
}

/* Brings those that come first to the front. */
static void
select_first(const struct heap *h, size_t n)
{
	for (size_t i = h->n / 2; i-- > 0;)
		sift_down(h, i);
	for (size_t i = h->n; i < n; i++) {
		if (compare(h, i, 0) >= 0)
			continue;
		swap(item(h, i), item(h, 0), h->size);
		sift_down(h, 0);
	}
}

static int
by_number(const void *a, const void *b)
{
	return compare_i64(*(const int64_t *)a, *(const int64_t *)b);
}

size_t
sort_unique_i64(int64_t *ids, size_t n)
{
	size_t n_unique = 0;

	if (n > 1)
		qsort(ids, n, sizeof(ids[0]), by_number);
	for (size_t i = 0; i < n; i++)
		if (n_unique == 0 || ids[i] != ids[n_unique - 1])
			ids[n_unique++] = ids[i];
	return n_unique;
}

void
sort_first(void *items, size_t n, size_t size, size_t k,
	int (*compare_items)(const void *a, const void *b, void *arg),
	void *arg)
{
	const struct heap h = { items, k, size, compare_items, arg };

	/* Where most are wanted a heap has nothing to spare. */
	if (k < n / 4 && k > 0)
		select_first(&h, n);
	else if (k > 0)
		k = n;
	if (k > 1)
		qsort_r(items, k, size, compare_items, arg);
}
