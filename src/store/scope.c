/* SPDX-License-Identifier: MIT */
/*
 * Directories are noted when they are added, and listed with all that is below
 * when the first statement asks for the list: most reports about a directory
 * have its totals, and a volume may have a million below its top.
 *
 * There are two ways to find what is below.  From entry to entry costs a look
 * at each name there; from all directories upwards costs a look at each
 * directory of the catalogue.
 */
#include "store/scope.h"

#include "store/internal.h"
#include "store/scans.h"
#include "store/survey/leaves.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A catalogue whose directories have such numbers is not ours. */
#define MAX_DIRECTORIES (INT64_C(1) << 31)

/* Beyond so many the list is cheaper. */
#define FEW_PROBLEMS 1000

int
store_scope_clear(struct store *store, struct error *err)
{
	static const enum query queries[] = { Q_SCOPE_CLEAR_DIRECTORIES,
		Q_SCOPE_CLEAR_ENTRIES, Q_SCOPE_CLEAR_MEMBERS };
	int r = 0;

	store->n_scope_later = 0;
	if (temp_none_made(store))
		return 0;
	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries) && r == 0;
		i++) {
		struct bind b = bind_begin(store, queries[i]);

		r = bind_run(&b, err);
	}
	return r;
}

int
store_scope_add_directory(struct store *store, int64_t dir_id,
	struct error *err)
{
	(void)err; /* what can fail comes when it is listed */
	store->scope_later = xreallocarray(store->scope_later,
		store->n_scope_later + 1, sizeof(*store->scope_later));
	store->scope_later[store->n_scope_later++] = dir_id;
	return 0;
}

/* --- the list ------------------------------------------------------------- */

static int
run_with(struct store *store, enum query query, int64_t id, struct error *err)
{
	struct bind b = bind_begin(store, query);

	bind_i64(&b, id);
	return bind_run(&b, err);
}

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

static int
add_upwards(struct store *store, int64_t dir_id, int64_t last,
	struct error *err)
{
	_cleanup_(freep) int64_t *parents =
		xcalloc((size_t)last + 1, sizeof(*parents));
	_cleanup_(freep) uint8_t *fate =
		xcalloc((size_t)last + 1, sizeof(*fate));
	int r = load_parents(store, parents, last + 1, err);

	fate[dir_id] = BELOW_YES;
	for (int64_t id = 1; id <= last && r >= 0; id++)
		if (parents[id] >= 0 &&
			is_below(parents, fate, id) == BELOW_YES)
			r = run_with(store, Q_SCOPE_ADD_DIRECTORY, id, err);
	return r;
}

static void
mark_below(struct subtree_bits *ret, const int64_t *parents, uint8_t *fate,
	int64_t dir_id)
{
	ret->bits = xcalloc((size_t)ret->n / 64 + 1, sizeof(*ret->bits));
	memset(fate, BELOW_UNKNOWN, (size_t)ret->n);
	fate[dir_id] = BELOW_YES;
	for (int64_t id = 1; id < ret->n; id++)
		if (parents[id] >= 0 &&
			is_below(parents, fate, id) == BELOW_YES)
			ret->bits[id / 64] |= UINT64_C(1) << (id % 64);
}

int
subtree_bits(struct store *store, struct subtree_bits *const ret[],
	const int64_t dir_ids[], size_t n, struct error *err)
{
	_cleanup_(freep) int64_t *parents = NULL;
	_cleanup_(freep) uint8_t *fate = NULL;
	int64_t last = 0;
	int r = store_last_directory_id(store, &last, err);

	for (size_t i = 0; i < n && r >= 0; i++)
		if (dir_ids[i] <= 0 || dir_ids[i] > last ||
			last > MAX_DIRECTORIES)
			r = error_set(err, EUCLEAN,
				"an entry is missing; try 'catalog check'");
	if (r < 0)
		return r;
	parents = xcalloc((size_t)last + 1, sizeof(*parents));
	fate = xcalloc((size_t)last + 1, sizeof(*fate));
	r = load_parents(store, parents, last + 1, err);
	for (size_t i = 0; i < n && r >= 0; i++) {
		ret[i]->n = last + 1;
		mark_below(ret[i], parents, fate, dir_ids[i]);
	}
	return r < 0 ? r : 0;
}

static int
add_subtree(struct store *store, int64_t dir_id, struct error *err)
{
	struct totals below = { 0 };
	int64_t last = 0;
	int r = store_last_directory_id(store, &last, err);

	if (r >= 0)
		r = totals_read(store, &below, dir_id, err);
	if (r < 0)
		return r;
	if (dir_id > 0 && dir_id <= last && last < MAX_DIRECTORIES &&
		below.files + below.directories > last)
		return add_upwards(store, dir_id, last, err);
	return run_with(store, Q_SCOPE_ADD_SUBTREE, dir_id, err);
}

int
scope_list(struct store *store, const char *sql, struct error *err)
{
	size_t n = store->n_scope_later;
	bool in_rows = store->in_rows;
	int r = 0;

	if (n == 0 || !strstr(sql, "temp.scope_directory"))
		return 0;
	store->n_scope_later = 0;
	store->in_rows = true; /* an interrupt ends it */
	for (size_t i = 0; i < n && r >= 0; i++)
		r = add_subtree(store, store->scope_later[i], err);
	store->in_rows = in_rows;
	return r;
}

/* --- problems in it ------------------------------------------------------- */

/* Is it, or one above, to be listed?  1 or 0. */
static int
is_covered(struct store *store, int64_t dir_id, struct error *err)
{
	int64_t loop = 0;
	int r = 0;

	for (; dir_id > 0 && r == 0 && loop < MAX_DIRECTORIES; loop++) {
		for (size_t i = 0; i < store->n_scope_later; i++)
			if (store->scope_later[i] == dir_id)
				return 1;
		r = query_i64_of(store, &dir_id, Q_DIRECTORY_PARENT, dir_id,
			err);
	}
	return r;
}

static int
is_entry(struct store *store, const struct bind *row, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_SCOPE_HAS_ENTRY);
	const char *name;
	size_t len;

	name = bind_get_bytes(row, 1, &len);
	bind_i64(&b, bind_get_i64(row, 0));
	bind_bytes(&b, name, len);
	return bind_next(&b, err);
}

static int
count_upwards(struct store *store, int64_t *ret, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_PROBLEMS_PLACES);
	int64_t n = 0;
	int r;

	while ((r = bind_next(&b, err)) > 0) {
		r = is_covered(store, bind_get_i64(&b, 0), err);
		if (r == 0)
			r = is_entry(store, &b, err);
		if (r < 0)
			return r;
		n += r;
	}
	if (r == 0)
		*ret = n;
	return r;
}

int
store_count_problems_scoped(struct store *store, int64_t *ret,
	struct error *err)
{
	int64_t n = 0;
	int r = store_count_problems(store, &n, err);

	if (r < 0 || n > FEW_PROBLEMS || store->n_scope_later == 0)
		return r < 0 ? r :
			       query_i64(store, ret, Q_PROBLEMS_SCOPED, err);
	return count_upwards(store, ret, err);
}

/* --- names ---------------------------------------------------------------- */

int
store_scope_add_entry(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, struct error *err)
{
	struct bind b = bind_begin(store, Q_SCOPE_ADD_ENTRY);

	bind_i64(&b, dir_id);
	bind_bytes(&b, name, name_len);
	return bind_run(&b, err);
}

int
store_scope_add_member(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, const struct inside *inside, struct error *err)
{
	struct bind b = bind_begin(store, Q_SCOPE_ADD_MEMBER);

	bind_i64(&b, dir_id);
	bind_bytes(&b, name, name_len);
	bind_i64(&b, inside->archive_id);
	bind_i64(&b, inside->number);
	return bind_run(&b, err);
}
