/* SPDX-License-Identifier: MIT */
#include "store/survey/few_names.h"

#include "util/alloc.h"
#include "util/bytes.h"

#include <stdlib.h>

static int
compare(const struct few_name *x, const struct few_name *y, bool reverse)
{
	if (x->size_bytes != y->size_bytes)
		return (x->size_bytes > y->size_bytes) != reverse ? -1 : 1;
	if (x->dir_id != y->dir_id)
		return x->dir_id < y->dir_id ? -1 : 1;
	return bytes_compare(x->name, x->name_len, y->name, y->name_len);
}

static int
by_size(const void *a, const void *b)
{
	return compare(a, b, false);
}

static int
by_size_reverse(const void *a, const void *b)
{
	return compare(a, b, true);
}

void
few_names_add(struct few_names *names, const struct few_name *name)
{
	if (names->n == names->room) {
		names->room = names->room ? names->room * 2 : 64;
		names->list = xreallocarray(names->list, names->room,
			sizeof(names->list[0]));
	}
	names->list[names->n] = *name;
	names->list[names->n++].name =
		arena_copy(&names->arena, name->name, name->name_len);
}

void
few_names_keep(struct few_names *names, const struct few_name *name,
	size_t most, bool reverse)
{
	if (names->n_first > 0 &&
		compare(name, &names->list[names->n_first - 1], reverse) >= 0)
		return;
	few_names_add(names, name);
	if (names->n < 2 * most)
		return;
	few_names_sort(names, reverse);
	names->n = names->n_first = most;
}

void
few_names_sort(struct few_names *names, bool reverse)
{
	if (names->n > 1)
		qsort(names->list, names->n, sizeof(names->list[0]),
			reverse ? by_size_reverse : by_size);
}

void
few_names_clear(struct few_names *names)
{
	free(names->list);
	arena_clear(&names->arena);
	*names = (struct few_names)FEW_NAMES_INIT;
}
