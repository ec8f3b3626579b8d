/* SPDX-License-Identifier: MIT */
/*
 * Names come by directory, so to put them in rows by directory hardly leaves
 * the processor's caches.  Rows by content are these transposed, and come in
 * order by that.  (Gustavson, "Two Fast Algorithms for Sparse Matrices:
 * Multiplication and Permuted Transposition", 1978.)
 */
#include "hash/trees/places.h"

#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>

/* Fewer are looked at one after the other. */
#define FEW 16
/* Memory that is not used costs nothing, to move what is used a lot. */
#define ROOM_FIRST ((size_t)1 << 20)

void
places_note(struct place_list *list, uint32_t dir, uint32_t content)
{
	if (list->n == list->room) {
		list->room = list->room ? list->room * 2 : ROOM_FIRST;
		list->items = xreallocarray(list->items, list->room,
			sizeof(*list->items));
	}
	list->items[list->n++] = (uint64_t)dir << 32 | content;
}

static void
rows_clear(struct place_rows *rows)
{
	free(rows->starts);
	free(rows->items);
	*rows = (struct place_rows){ .n = 0 };
}

void
places_clear(struct places *places)
{
	rows_clear(&places->by_dir);
	rows_clear(&places->by_content);
}

/* --- rows ----------------------------------------------------------------- */

/* While they are filled starts[key + 1] is where the next item of the key goes,
 * and before, starts[key + 2] how many it has: so there is one more. */
static int
rows_make(struct place_rows *ret, uint32_t n, size_t n_items)
{
	ret->n = n;
	ret->starts = calloc_large((size_t)n + 2, sizeof(*ret->starts));
	ret->items = calloc(n_items + 1, sizeof(*ret->items));
	return ret->starts && ret->items ? 0 : -ENOMEM;
}

static void
rows_count(struct place_rows *rows, uint32_t key)
{
	rows->starts[(size_t)key + 2]++;
}

static void
rows_place(struct place_rows *rows)
{
	for (size_t key = 0; key < rows->n; key++)
		rows->starts[key + 2] += rows->starts[key + 1];
}

static void
rows_add(struct place_rows *rows, uint32_t key, uint32_t value)
{
	rows->items[rows->starts[(size_t)key + 1]++] = value;
}

/* As they come. */
static int
rows_by_dir(struct place_rows *ret, const struct place_list *list,
	uint32_t n_dirs)
{
	int r = rows_make(ret, n_dirs, list->n);

	if (r < 0)
		return r;
	for (size_t i = 0; i < list->n; i++)
		rows_count(ret, (uint32_t)(list->items[i] >> 32));
	rows_place(ret);
	for (size_t i = 0; i < list->n; i++)
		rows_add(ret, (uint32_t)(list->items[i] >> 32),
			(uint32_t)list->items[i]);
	return 0;
}

/* Of values in order each once. */
static void
rows_drop_twins(struct place_rows *rows)
{
	uint32_t n = 0, first = 0;

	for (uint32_t key = 0; key < rows->n; key++) {
		const uint32_t end = rows->starts[key + 1];
		const uint32_t kept = n;

		for (uint32_t i = first; i < end; i++)
			if (n == kept || rows->items[n - 1] != rows->items[i])
				rows->items[n++] = rows->items[i];
		first = end;
		rows->starts[key + 1] = n;
	}
}

/* One more than the largest. */
static uint32_t
values_of(const struct place_rows *rows)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < rows->starts[rows->n]; i++)
		if (rows->items[i] >= n)
			n = rows->items[i] + 1;
	return n;
}

static int
rows_transpose(struct place_rows *ret, const struct place_rows *rows)
{
	const uint32_t n_items = rows->starts[rows->n];
	int r = rows_make(ret, values_of(rows), n_items);

	if (r < 0)
		return r;
	for (uint32_t i = 0; i < n_items; i++)
		rows_count(ret, rows->items[i]);
	rows_place(ret);
	for (uint32_t key = 0; key < rows->n; key++)
		for (uint32_t i = rows->starts[key]; i < rows->starts[key + 1];
			i++)
			rows_add(ret, rows->items[i], key);
	return 0;
}

int
places_index(struct places *ret, const struct place_list *list, uint32_t n_dirs)
{
	int r;

	if (list->n >= UINT32_MAX)
		return -EOVERFLOW;
	r = rows_by_dir(&ret->by_dir, list, n_dirs);
	if (r < 0)
		return r;
	r = rows_transpose(&ret->by_content, &ret->by_dir);
	if (r == 0)
		rows_drop_twins(&ret->by_content);
	return r;
}

/* --- what is asked -------------------------------------------------------- */

uint32_t
places_behind(const struct place_rows *rows, uint32_t key, uint32_t from)
{
	struct span s = places_of(rows, key);

	while (s.end - s.first > FEW) {
		uint32_t middle = s.first + (s.end - s.first) / 2;

		if (rows->items[middle] < from)
			s.first = middle + 1;
		else
			s.end = middle;
	}
	while (s.first < s.end && rows->items[s.first] < from)
		s.first++;
	return s.first;
}

struct span
places_between(const struct place_rows *rows, uint32_t key, uint32_t from,
	uint32_t to)
{
	return (struct span){ places_behind(rows, key, from),
		places_behind(rows, key, to) };
}
