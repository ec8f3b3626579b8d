/* SPDX-License-Identifier: MIT */
#include "store/unwritten/unwritten_order.h"

#include "util/alloc.h"
#include "util/bytes.h"
#include "util/cleanup.h"

#include <stdlib.h>

int
unwritten_compare(const struct unwritten *u, const struct unwritten_name *name,
	int64_t dir_id, const char *bytes, size_t len)
{
	if (name->dir_id != dir_id)
		return name->dir_id < dir_id ? -1 : 1;
	return bytes_compare(u->bytes.buf + name->name_at, name->name_len,
		bytes, len);
}

static int
compare_keys(const struct unwritten *u, const struct unwritten_name *x,
	const struct unwritten_name *y)
{
	return unwritten_compare(u, x, y->dir_id, u->bytes.buf + y->name_at,
		y->name_len);
}

/* Of two of one name the one that came first. */
static int
compare_names(const struct unwritten *u, const struct unwritten_name *x,
	const struct unwritten_name *y)
{
	int order = compare_keys(u, x, y);

	return order != 0 ? order : (x > y) - (x < y);
}

/* Names that came one after the other in order. */
struct run {
	const struct unwritten *all;
	struct unwritten_name *first;
	size_t n;
};

static int
compare_runs(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	return compare_names(x->all, x->first, y->first);
}

static struct run *
find_runs(const struct unwritten *u, size_t *ret_n)
{
	struct run *runs = NULL;
	size_t n = 0;

	for (size_t i = 0; i < u->n; i++) {
		struct unwritten_name *name = &u->names[i];

		if (i > 0 && compare_keys(u, name - 1, name) < 0) {
			runs[n - 1].n++;
			continue;
		}
		runs = xgrow(runs, n, sizeof(*runs));
		runs[n++] = (struct run){ u, name, 1 };
	}
	*ret_n = n;
	return runs;
}

/* Those of a directory come together, or in parts that follow each other. */
static bool
join_runs(struct unwritten *u)
{
	size_t n, at = 0;
	_cleanup_(freep) struct run *runs = find_runs(u, &n);
	bool is_sorted = true;

	if (n > 1)
		qsort(runs, n, sizeof(*runs), compare_runs);
	for (size_t i = 0; i < n; i++) {
		if (at > 0)
			is_sorted &= compare_keys(u, u->order[at - 1],
					     runs[i].first) < 0;
		for (size_t k = 0; k < runs[i].n; k++)
			u->order[at++] = runs[i].first + k;
	}
	return is_sorted;
}

static int
compare(const void *a, const void *b, void *arg)
{
	const struct unwritten_name *const *x = a, *const *y = b;

	return compare_names(arg, *x, *y);
}

bool
unwritten_sort(struct unwritten *u)
{
	bool is_joined;

	u->state = UNWRITTEN_SORTED;
	u->order = xcalloc(u->n, sizeof(struct unwritten_name *));
	is_joined = join_runs(u);
	if (!is_joined)
		qsort_r(u->order, u->n, sizeof(struct unwritten_name *),
			compare, u);
	return !is_joined;
}

/* The first that is not before the key, of those from `low` on. */
static size_t
search(const struct unwritten *u, size_t low, size_t high, int64_t dir_id,
	const char *name, size_t len)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (unwritten_compare(u, u->order[middle], dir_id, name, len) <
			0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Likewise; they are mostly asked for in order. */
size_t
unwritten_find(struct unwritten *u, int64_t dir_id, const char *name,
	size_t len)
{
	size_t low = u->near < u->next ? u->next : u->near;
	size_t step = 1;

	if (low >= u->n ||
		unwritten_compare(u, u->order[low], dir_id, name, len) > 0)
		return u->near = search(u, 0, low < u->n ? low : u->n, dir_id,
			       name, len);
	while (u->n - low > step &&
		unwritten_compare(u, u->order[low + step], dir_id, name, len) <
			0) {
		low += step;
		step *= 2;
	}
	return u->near = search(u, low, u->n - low > step ? low + step : u->n,
		       dir_id, name, len);
}
