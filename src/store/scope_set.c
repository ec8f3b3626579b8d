/* SPDX-License-Identifier: MIT */
#include "store/scope_set.h"

#include "util/alloc.h"
#include "util/bytes.h"

#include <stdlib.h>

static int
compare(const struct scope_name *x, const struct scope_name *y)
{
	if (x->dir_id != y->dir_id)
		return x->dir_id < y->dir_id ? -1 : 1;
	return bytes_compare(x->name, x->len, y->name, y->len);
}

static int
by_name(const void *x, const void *y)
{
	return compare(x, y);
}

static void
add_name(struct scope_set *set, const struct bind *row)
{
	struct scope_name *name;
	const char *bytes;
	size_t len;

	if (set->n == set->room) {
		set->room = set->room ? set->room * 2 : 16;
		set->names = xreallocarray(set->names, set->room,
			sizeof(*set->names));
	}
	bytes = bind_get_bytes(row, 1, &len);
	name = &set->names[set->n++];
	name->dir_id = bind_get_i64(row, 0);
	name->name = arena_copy(&set->arena, bytes, len);
	name->len = len;
	subtree_add(&set->others, name->dir_id);
}

int
scope_set_load(struct scope_set *ret, struct store *store, struct error *err)
{
	struct bind b;
	int r = scope_directories(store, &ret->dirs, err);

	if (r >= 0)
		r = subtree_none(&ret->others, store, err);
	if (r < 0)
		return r;
	b = bind_begin(store, Q_ROWS_SCOPE_NAMES);
	while ((r = bind_next(&b, err)) > 0)
		add_name(ret, &b);
	bind_end(&b);
	return r;
}

void
scope_set_clear(struct scope_set *set)
{
	free(set->others.bits);
	free(set->names);
	arena_clear(&set->arena);
}

int64_t
scope_set_first(const struct scope_set *set)
{
	int64_t first = 0;

	while (first < set->dirs.n && !subtree_has(&set->dirs, first))
		first++;
	return set->n > 0 &&
			(first >= set->dirs.n || set->names[0].dir_id < first) ?
		set->names[0].dir_id :
		first;
}

bool
scope_set_has(const struct scope_set *set, const struct stored_entry *entry)
{
	const struct scope_name name = { entry->dir_id, entry->name,
		entry->name_len };

	if (subtree_has(&set->dirs, entry->dir_id))
		return true;
	return subtree_has(&set->others, entry->dir_id) &&
		bsearch(&name, set->names, set->n, sizeof(name), by_name);
}
