/* SPDX-License-Identifier: MIT */
/* Which volume a directory is on, against a list of all. */
#include "unit/store/fixture.h"

#include "lib/random.h"
#include "lib/scratch.h"
#include "store/survey/volume_runs.h"
#include "util/thread.h"

#include <stdio.h>
#include <stdlib.h>

enum { N_VOLUMES = 5, LAST_MAX = 12000 };

static char *path;
static int64_t volumes[N_VOLUMES];
static int64_t expected[LAST_MAX + 2]; /* by directory: its volume, or 0 */
static int64_t last;

static void
setup(void)
{
	_cleanup_(freep) char *dir = scratch_dir();
	struct store *store;

	path = scratch_path(dir, "db");
	store = open_store(path);
	ok(store_begin(store, err));
	for (int i = 0; i < N_VOLUMES; i++) {
		char identity[24];

		(void)snprintf(identity, sizeof(identity), "uuid:%d", i);
		volumes[i] = add_volume(store, identity, "/mnt");
	}
	/* A number of no volume, as a file may hold that was tampered with. */
	ok(query_exec(store, "DELETE FROM volume WHERE id = 3", err));
	ok(store_commit(store, err));
	store_close(store);
}

static void
teardown(void)
{
	free(path);
}

/* --- directories ----------------------------------------------------------- */

static void
insert(sqlite3_stmt *stmt, int64_t id, int64_t volume_id)
{
	(void)sqlite3_bind_int64(stmt, 1, id);
	(void)sqlite3_bind_int64(stmt, 2, volume_id);
	if (sqlite3_step(stmt) != SQLITE_DONE ||
		sqlite3_reset(stmt) != SQLITE_OK)
		ck_abort_msg("cannot add a directory");
	expected[id] = volume_id == 3 ? 0 : volume_id;
	last = id;
}

/* Runs of about so many; one in so many is not there; the first is. */
static void
make_directories(struct store *store, int64_t first, int64_t n,
	uint32_t run_max, uint32_t holes)
{
	sqlite3_stmt *stmt = NULL;
	int64_t volume_id = 0;
	uint32_t rest = 0;

	memset(expected, 0, sizeof(expected));
	last = 0;
	ok(query_exec(store, "DELETE FROM directory; BEGIN", err));
	ck_assert_int_eq(sqlite3_prepare_v2(store->db,
				 "INSERT INTO directory VALUES"
				 " (?1, 1, ?2, x'61', 1, 1, 0, 0, 0, 0, 0, 0)",
				 -1, &stmt, NULL),
		SQLITE_OK);
	for (int64_t id = first; id < first + n; id++) {
		if (rest-- == 0) {
			rest = any(run_max);
			volume_id = volumes[any(N_VOLUMES)];
			if (id > first && holes > 0 && any(holes) == 0)
				id += (int64_t)any(3);
		}
		if (id < first + n &&
			(id == first || holes == 0 || any(holes) != 0))
			insert(stmt, id, volume_id);
	}
	(void)sqlite3_finalize(stmt);
	ok(query_exec(store, "COMMIT", err));
}

/* --- what is said of them -------------------------------------------------- */

static void
check_one(const struct volume_runs *runs, size_t *run, int64_t dir_id)
{
	const int64_t volume_id =
		dir_id >= 0 && dir_id <= LAST_MAX ? expected[dir_id] : 0;
	uint16_t place = 0;

	for (int i = 0; i < N_VOLUMES; i++)
		if (volume_id != 0 && runs->ids[place] != volume_id)
			place++;
	if (volume_runs_id(runs, dir_id) != volume_id ||
		volume_runs_place(runs, dir_id) != place ||
		volume_runs_next(runs, run, dir_id) != place)
		ck_abort_msg("directory %lld", (long long)dir_id);
}

static void
check_runs(const struct volume_runs *runs)
{
	static const int64_t outside[] = { INT64_MIN, -1, 0, LAST_MAX + 1,
		UINT32_MAX, INT64_MAX };
	size_t run = 0;

	ck_assert_uint_eq(runs->n_ids, N_VOLUMES);
	ck_assert_int_eq(runs->ids[0], 0);
	for (size_t i = 1; i < runs->n; i++)
		if (runs->list[i - 1].first > runs->list[i].first)
			ck_abort_msg("runs are not in order");
	for (int64_t id = 0; id <= last + 1; id++)
		check_one(runs, &run, id);
	for (int i = 0; i < 4000; i++)
		check_one(runs, &run, (int64_t)any((uint32_t)last + 10) - 5);
	for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
		check_one(runs, &run, outside[i]);
		check_one(runs, &run, (int64_t)any((uint32_t)last + 1));
	}
}

static size_t
check_store(struct store *store)
{
	struct halves halves = { .store = NULL };
	struct volume_runs *runs = NULL, *again = NULL;
	size_t n;

	ok(halves_open(&halves, store, err));
	/* See halves.c. */
	if (store->mode == STORE_READ && thread_processors() > 1)
		ck_assert_int_eq(halves.beside != NULL, last > 2000);
	ok(volume_runs_get(&runs, &halves, err));
	check_runs(runs);
	n = runs->n;
	ok(volume_runs_get(&again, &halves, err));
	ck_assert_int_eq(runs == again, store->mode == STORE_READ);
	check_runs(again);
	volume_runs_put(again);
	volume_runs_put(runs);
	return n;
}

/* By pages or statements, by one thread or two.  Returns how many runs. */
static size_t
check_all(void)
{
	struct store *store = NULL;
	size_t n;

	ok(store_open(&store, path, STORE_READ, err));
	ok(store_begin(store, err));
	n = check_store(store);
	store_close(store);

	store = open_store(path);
	ok(store_begin(store, err));
	(void)check_store(store);
	ok(store_rollback(store, err));
	store_close(store);
	return n;
}

START_TEST(runs_of_all_lengths_with_holes)
{
	static const struct {
		int64_t first;
		int64_t n;
		uint32_t run_max;
		uint32_t holes;
	} cases[] = {
		{ 1, 1, 1, 0 },
		{ 7, 1, 1, 0 },
		{ 1, 40, 3, 0 },
		{ 2, 40, 3, 4 },
		{ 500, 1400, 30, 9 },
		{ 1, 1999, 1, 2 },
		{ 1, 2001, 1, 0 },
		{ 1, 3000, 1, 3 },
		{ 1, 9000, 1, 0 },
		{ 1, 9000, 700, 0 },
		{ 1, 9000, 5, 3 },
		{ 1, 11000, 200, 50 },
		{ 2999, 9000, 40, 0 },
		/* All of them are of one half of the numbers. */
		{ 9000, 2900, 7, 5 },
		{ LAST_MAX, 1, 1, 0 },
	};
	struct store *store;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		random_seed = (uint64_t)i + 1;
		store = open_store(path);
		make_directories(store, cases[i].first, cases[i].n,
			cases[i].run_max, cases[i].holes);
		store_close(store);
		(void)check_all();
	}
}
END_TEST

/* The two threads meet within a run, which is one, or beside a hole. */
START_TEST(what_two_threads_saw_is_joined)
{
	struct store *store = open_store(path);

	random_seed = 5;
	make_directories(store, 1, 8000, 1, 0);
	ok(query_exec(store, "UPDATE directory SET volume_id = 2", err));
	for (int64_t id = 1; id <= last; id++)
		expected[id] = 2;
	store_close(store);
	/* Before, in and behind it; where threads meet another may begin. */
	ck_assert_uint_le(check_all(), 5);

	for (int width = 1; width <= 4096; width *= 2) {
		char sql[128];

		store = open_store(path);
		(void)snprintf(sql, sizeof(sql),
			"DELETE FROM directory WHERE id BETWEEN %d AND %d",
			4000 - width / 2, 4000 + width / 2);
		ok(query_exec(store, sql, err));
		store_close(store);
		memset(expected + 4000 - width / 2, 0,
			(size_t)(width / 2 * 2 + 1) * sizeof(*expected));
		ck_assert_uint_le(check_all(), 7);
	}
}
END_TEST

START_TEST(there_may_be_no_directory)
{
	struct store *store = open_store(path);

	ok(query_exec(store, "DELETE FROM directory", err));
	store_close(store);
	memset(expected, 0, sizeof(expected));
	last = 0;
	random_seed = 1;
	ck_assert_uint_eq(check_all(), 1);
}
END_TEST

Suite *suite_volume_runs(void);

Suite *
suite_volume_runs(void)
{
	Suite *s = suite_create("volume_runs");
	TCase *t = tcase_create("volume_runs");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, runs_of_all_lengths_with_holes);
	tcase_add_test(t, what_two_threads_saw_is_joined);
	tcase_add_test(t, there_may_be_no_directory);
	suite_add_tcase(s, t);
	return s;
}
