/* SPDX-License-Identifier: MIT */
/*
 * All directories below one, a bit each.  There are two ways to find them: from
 * entry to entry costs a look at each name there; from all directories upwards
 * costs a look at each directory of the catalogue.
 */
#include "store/internal.h"
#include "store/survey/leaves.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* parents[id], -1 where there is none. */
static int
load_parents(struct store *store, int64_t *parents, int64_t n,
	struct error *err)
{
	for (int64_t id = 0; id < n; id++)
		parents[id] = -1;
	return store_parents(store, parents, n, err);
}

enum { BELOW_UNKNOWN, BELOW_NO, BELOW_YES, BELOW_LOOKING };

/* Is a directory below the one whose fate is known?  Notes it of all on the
 * way up. */
static uint8_t
is_below(const int64_t *parents, uint8_t *fate, int64_t id)
{
	int64_t at = id;
	uint8_t found;

	for (; at > 0 && fate[at] == BELOW_UNKNOWN; at = parents[at])
		fate[at] = BELOW_LOOKING;
	/* A loop is no part of the tree: `check` tells of it. */
	found = at > 0 && fate[at] == BELOW_YES ? BELOW_YES : BELOW_NO;
	for (at = id; at > 0 && fate[at] == BELOW_LOOKING; at = parents[at])
		fate[at] = found;
	return found;
}

/* A directory and all below. */
static void
mark_below(struct subtree_bits *ret, const int64_t *parents, uint8_t *fate,
	int64_t dir_id)
{
	memset(fate, BELOW_UNKNOWN, (size_t)ret->n);
	fate[dir_id] = BELOW_YES;
	for (int64_t id = 1; id < ret->n; id++)
		if (parents[id] >= 0 &&
			is_below(parents, fate, id) == BELOW_YES)
			subtree_add(ret, id);
}

static int
no_such_number(struct error *err)
{
	return error_set(err, EUCLEAN,
		"an entry is missing; try 'catalog check'");
}

int
subtree_mark(struct store *store, struct subtree_bits *const ret[],
	const int64_t dir_ids[], size_t n, struct error *err)
{
	_cleanup_(freep) int64_t *parents = NULL;
	_cleanup_(freep) uint8_t *fate = NULL;
	int r;

	if (n == 0)
		return 0;
	parents = xcalloc((size_t)ret[0]->n, sizeof(*parents));
	fate = xcalloc((size_t)ret[0]->n, sizeof(*fate));
	r = load_parents(store, parents, ret[0]->n, err);
	for (size_t i = 0; i < n && r >= 0; i++)
		mark_below(ret[i], parents, fate, dir_ids[i]);
	return r < 0 ? r : 0;
}

int
subtree_mark_by_names(struct store *store, struct subtree_bits *bits,
	int64_t dir_id, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_SCOPE_SUBTREE);
	int r;

	bind_i64(&b, dir_id);
	while ((r = bind_next(&b, err)) > 0)
		subtree_add(bits, bind_get_i64(&b, 0));
	return r;
}

int
subtree_none(struct subtree_bits *ret, struct store *store, struct error *err)
{
	int64_t last = 0;
	int r = store_last_directory_id(store, &last, err);

	if (r < 0)
		return r;
	if (last > SUBTREE_DIRECTORIES_MAX)
		return no_such_number(err);
	ret->n = last + 1;
	ret->bits = xcalloc((size_t)ret->n / 64 + 1, sizeof(*ret->bits));
	return 0;
}

int
subtree_bits(struct store *store, struct subtree_bits *const ret[],
	const int64_t dir_ids[], size_t n, struct error *err)
{
	int r = 0;

	for (size_t i = 0; i < n && r >= 0; i++) {
		r = subtree_none(ret[i], store, err);
		if (r >= 0 && (dir_ids[i] <= 0 || dir_ids[i] >= ret[i]->n))
			r = no_such_number(err);
	}
	return r < 0 ? r : subtree_mark(store, ret, dir_ids, n, err);
}
