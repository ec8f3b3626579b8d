/* SPDX-License-Identifier: MIT */
/* Directories in reach: in random worlds, those that a walk with the same limits
 * tells names of. */
#include "store/find/find_reach.h"

#include "lib/random.h"
#include "store/find/find.h"
#include "store/find/find_orphans.h"
#include "unit/store/find/world.h"
#include "unit/store/fixture.h"
#include "util/alloc.h"

#include <stdlib.h>

#define MOST_DIRECTORIES (N_DIRECTORIES * 4)

static bool
is_start(const struct find_options *o, const struct find_entry *e)
{
	for (size_t i = 0; i < n_dirs; i++)
		for (size_t j = 0; j < o->n_places; j++)
			if (dirs[i].id == e->child_id &&
				volume_ids[dirs[i].volume] ==
					o->places[j].volume_id &&
				strcmp(dirs[i].within, o->places[j].within) ==
					0)
				return true;
	return e->dir_id == 0;
}

/* In which directories are names told, but for the places' own of `o`? */
static void
tell(bool *ret, struct store *store, const struct find_options *how,
	const struct find_options *o)
{
	_cleanup_(store_find_closep) struct find *find = NULL;
	struct error error = ERROR_INIT;
	struct find_entry e;

	ok(store_find_open(&find, store, how, err));
	while (store_find_next(find, &e, &error) > 0) {
		ck_assert_int_lt(e.dir_id, MOST_DIRECTORIES);
		ret[e.dir_id] |= !is_start(o, &e);
	}
}

static bool
has_orphans(struct store *store)
{
	struct find_orphans orphans = { 0 };
	size_t n;

	ok(find_orphans_load(&orphans, store, err));
	n = orphans.n_items;
	find_orphans_clear(&orphans);
	return n > 0;
}

/* How many were compared. */
static size_t
compare(struct store *store, const struct find_options *o)
{
	const struct find_options everything = { .max_depth = INT64_MAX,
		.walk_first = SIZE_MAX };
	_cleanup_(find_starts_clear) struct find_starts starts = { 0 };
	struct subtree_bits reach = { 0 };
	bool all[MOST_DIRECTORIES] = { false };
	bool told[MOST_DIRECTORIES] = { false };
	struct find_limits limits = { .starts = &starts,
		.min_depth = o->min_depth,
		.max_depth = o->max_depth,
		.is_everywhere = o->n_places == 0,
		.has_orphans = has_orphans(store) };
	struct error error = ERROR_INIT;
	size_t n = 0;
	int r;

	ok(find_starts_load(&starts, store, o, err));
	r = find_reach_load(&reach, store, &limits, &error);
	ck_assert_msg(r >= 0, "%s", error.text);
	ck_assert_int_eq(r, !limits.has_orphans || !find_limits_depth(&limits));
	tell(all, store, &everything, o);
	tell(told, store, o, o);
	for (int64_t id = 1; r > 0 && id < MOST_DIRECTORIES; id++) {
		if (!all[id])
			continue;
		ck_assert_msg(subtree_has(&reach, id) == told[id],
			"directory %lld", (long long)id);
		n++;
	}
	free(reach.bits);
	return n;
}

START_TEST(in_reach_is_what_is_told)
{
	struct store *store;
	size_t n = 0;

	random_seed = (uint64_t)_i * 7919 + 5;
	store = make_world();
	for (int round = 0; round < 50; round++) {
		struct find_options o = { .walk_first = SIZE_MAX };
		struct find_place at[2];

		random_limits(&o, at);
		n += compare(store, &o);
	}
	ck_assert_uint_gt(n, 0);
	free_world(store);
}
END_TEST

/* One number of a damaged catalogue is no reason for so much memory. */
START_TEST(numbers_beyond_reason_are_left_to_the_walk)
{
	_cleanup_(find_starts_clear) struct find_starts starts = { 0 };
	const struct find_options o = { .max_depth = 3 };
	const struct find_limits limits = { .starts = &starts,
		.max_depth = o.max_depth,
		.is_everywhere = true };
	struct subtree_bits reach = { 0 };
	struct store *store = open_store(":memory:");

	ok(store_begin(store, err));
	(void)make_directory(store, add_volume(store, "uuid:1", "/mnt"), "a/b");
	ok(query_exec(store,
		"UPDATE directory SET id = 2000000000"
		" WHERE name = CAST('b' AS BLOB)",
		err));
	ok(find_starts_load(&starts, store, &o, err));
	ck_assert_int_eq(find_reach_load(&reach, store, &limits, NULL), 0);
	free(reach.bits);
	ok(store_rollback(store, err));
	store_close(store);
}
END_TEST

Suite *suite_find_reach(void);

Suite *
suite_find_reach(void)
{
	Suite *s = suite_create("find_reach");
	TCase *tc = tcase_create("find_reach");

	tcase_add_loop_test(tc, in_reach_is_what_is_told, 0, ROUNDS(24));
	tcase_add_test(tc, numbers_beyond_reason_are_left_to_the_walk);
	suite_add_tcase(s, tc);
	return s;
}
