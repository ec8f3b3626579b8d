/* SPDX-License-Identifier: MIT */
#include "store/unwritten/unwritten_order.h"

#include "util/alloc.h"
#include "util/bytes.h"
#include "util/cleanup.h"

#include <stdlib.h>

int
unwritten_compare(const struct unwritten_name *name, int64_t dir_id,
	const char *bytes, size_t len)
{
	if (name->dir_id != dir_id)
		return name->dir_id < dir_id ? -1 : 1;
	return bytes_compare(name->bytes, name->len, bytes, len);
}

static int
compare_keys(const struct unwritten_name *x, const struct unwritten_name *y)
{
	return unwritten_compare(x, y->dir_id, y->bytes, y->len);
}

/* --- as they come -------------------------------------------------------- */

static bool
follows_newest(const struct unwritten *u, const struct unwritten_name *name)
{
	return u->newest && name->dir_id == u->newest->dir_id &&
		unwritten_name_next(u->newest) == name &&
		compare_keys(u->newest, name) < 0;
}

void
unwritten_note(struct unwritten *u, struct unwritten_name *name)
{
	if (follows_newest(u, name)) {
		u->runs[u->n_runs - 1].n++;
	} else {
		u->runs = xgrow(u->runs, u->n_runs, sizeof(u->runs[0]));
		u->runs[u->n_runs] = (struct unwritten_run){ name, name->dir_id,
			1, u->n_runs };
		u->n_runs++;
	}
	u->newest = name;
	u->n++;
}

/* --- all of them --------------------------------------------------------- */

static int
compare_runs(const void *a, const void *b)
{
	const struct unwritten_run *x = a, *y = b;

	if (x->dir_id != y->dir_id)
		return x->dir_id < y->dir_id ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/* Those of a directory come together, or in parts that follow each other. */
static bool
join_runs(struct unwritten *u)
{
	bool is_sorted = true;
	size_t at = 0;

	for (size_t i = 0; i < u->n_runs; i++) {
		struct unwritten_name *name = u->runs[i].first;

		if (at > 0)
			is_sorted &= compare_keys(u->order[at - 1], name) < 0;
		for (size_t k = 0; k < u->runs[i].n; k++) {
			u->order[at++] = name;
			name = unwritten_name_next(name);
		}
	}
	return is_sorted;
}

/* A name, and when it came. */
struct placed {
	struct unwritten_name *name;
	size_t place;
};

/* Of two of one name the one that came first. */
static int
compare_placed(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int order = compare_keys(x->name, y->name);

	return order != 0 ? order :
			    (x->place > y->place) - (x->place < y->place);
}

/* Names of a directory came in parts that are not one behind the other: those
 * of one name are still as they came. */
static void
sort_one_by_one(struct unwritten *u)
{
	_cleanup_(freep) struct placed *all = xcalloc(u->n, sizeof(*all));

	for (size_t i = 0; i < u->n; i++)
		all[i] = (struct placed){ u->order[i], i };
	qsort(all, u->n, sizeof(*all), compare_placed);
	for (size_t i = 0; i < u->n; i++)
		u->order[i] = all[i].name;
}

bool
unwritten_sort(struct unwritten *u)
{
	bool is_joined;

	u->state = UNWRITTEN_SORTED;
	u->order = xcalloc(u->n, sizeof(struct unwritten_name *));
	if (u->n_runs > 1)
		qsort(u->runs, u->n_runs, sizeof(u->runs[0]), compare_runs);
	is_joined = join_runs(u);
	free(u->runs);
	u->runs = NULL;
	u->n_runs = 0;
	if (!is_joined)
		sort_one_by_one(u);
	return !is_joined;
}

/* --- one of them --------------------------------------------------------- */

/* The first that is not before the key, of those from `low` on. */
static size_t
search(const struct unwritten *u, size_t low, size_t high, int64_t dir_id,
	const char *name, size_t len)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (unwritten_compare(u->order[middle], dir_id, name, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Likewise, of those before `high`, which is not before the key. */
static size_t
search_back(const struct unwritten *u, size_t high, int64_t dir_id,
	const char *name, size_t len)
{
	size_t step = 1;

	while (step <= high &&
		unwritten_compare(u->order[high - step], dir_id, name, len) >=
			0) {
		high -= step;
		step *= 2;
	}
	return search(u, step <= high ? high - step + 1 : 0, high, dir_id, name,
		len);
}

/* Likewise, of those behind `low`, which is before the key. */
static size_t
search_on(const struct unwritten *u, size_t low, int64_t dir_id,
	const char *name, size_t len)
{
	size_t step = 1;

	while (u->n - low > step &&
		unwritten_compare(u->order[low + step], dir_id, name, len) <
			0) {
		low += step;
		step *= 2;
	}
	return search(u, low + 1, u->n - low > step ? low + step : u->n, dir_id,
		name, len);
}

/* They are mostly asked for in order, or nearly so. */
size_t
unwritten_find(struct unwritten *u, int64_t dir_id, const char *name,
	size_t len)
{
	size_t from = u->near < u->n ? u->near : u->n;

	if (from == u->n ||
		unwritten_compare(u->order[from], dir_id, name, len) >= 0)
		u->near = search_back(u, from, dir_id, name, len);
	else
		u->near = search_on(u, from, dir_id, name, len);
	return u->near;
}
