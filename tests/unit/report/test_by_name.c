/* SPDX-License-Identifier: MIT */
/* Two trees by name: counted by one thread that looks everything up, and by two
 * that know all contents. */
#include "unit/store/fixture.h"

#include "lib/random.h"
#include "lib/scratch.h"
#include "report/by_name.h"

#include <stdlib.h>

enum { N_CONTENTS = 40, DEPTH = 3 };

static char *dir;
static char *path;
static int64_t tops[2];

/* Each but the first few refines one before it, some all of the file. */
static void
make_contents(struct store *store)
{
	char sql[256];

	for (int id = 1; id <= N_CONTENTS; id++) {
		(void)snprintf(sql, sizeof(sql),
			"INSERT INTO content VALUES (%d, nullif(%u, 0), 100,"
			" %u, randomblob(16), 0, 0)",
			id, id > 8 ? any((size_t)id) : 0,
			any(2) ? 100u : 10u + (unsigned int)id);
		ok(query_exec(store, sql, err));
	}
}

static void
make_file(struct store *store, int64_t dir_id, int i)
{
	char name[16], sql[256];
	struct entry e;

	(void)snprintf(name, sizeof(name), "f%d", i);
	e = file_entry(name, (uint64_t)any(50) + 1000, any(4) ? 100 : 0);
	e.mtime_ns = any(3);
	if (any(10) == 0)
		e.mode = S_IFLNK | 0777;
	ok(store_add_entry(store, dir_id, &e, 0, err));
	if (e.size_bytes == 0 || S_ISLNK(e.mode) || any(4) == 0)
		return;
	(void)snprintf(sql, sizeof(sql),
		"UPDATE entry SET content_id = %u WHERE dir_id = %lld"
		" AND name = CAST('%s' AS BLOB)",
		1 + any(N_CONTENTS), (long long)dir_id, name);
	ok(query_exec(store, sql, err));
}

static bool
is_free(struct store *store, int64_t dir_id, const char *name)
{
	struct known_entry known;

	return store_entry(store, &known, dir_id, name, strlen(name), NULL) ==
		0;
}

static void
make_tree(struct store *store, int64_t volume_id, int64_t dir_id, int depth)
{
	for (int i = 0; i < 12; i++)
		if (any(4) > 0)
			make_file(store, dir_id, i);
	for (int i = 0; i < 5 && depth < DEPTH; i++) {
		char name[16];

		/* Now and then a directory there, a file here. */
		(void)snprintf(name, sizeof(name), "%s%d", any(8) ? "d" : "f1",
			i);
		if (any(6) > 0 && is_free(store, dir_id, name))
			make_tree(store, volume_id,
				add_dir(store, volume_id, dir_id, name),
				depth + 1);
	}
}

static void
make_catalogue(void)
{
	struct store *store = open_store(path);
	static const char *const names[] = { "uuid:1", "uuid:2" };

	ok(store_begin(store, err));
	make_contents(store);
	for (int i = 0; i < 2; i++) {
		int64_t volume_id = add_volume(store, names[i], "/mnt");

		tops[i] = make_directory(store, volume_id, "");
		make_tree(store, volume_id, tops[i], 0);
	}
	ok(query_exec(store, "UPDATE content SET copies = 2", err));
	ok(store_commit(store, err));
	store_close(store);
}

static void
setup(void)
{
	dir = scratch_dir();
	path = scratch_path(dir, "db");
}

static void
teardown(void)
{
	free(path);
	free(dir);
}

static struct report_compared
count(struct store *store, bool by_two)
{
	struct walk w;

	ok(walk_open(&w, store, NULL, err));
	w.a.volume_id = 1;
	w.b.volume_id = 2;
	w.a.granularity_ns = w.b.granularity_ns = 2;
	walk_push(&w, tops[0], tops[1], NULL);
	if (by_two) {
		ok(store_know_contents(store, err));
		w.knows = store;
		ok(count_rest(&w, err));
	}
	while (w.n > 0)
		ok(walk_step(&w, err));
	walk_clear(&w);
	return w.totals;
}

START_TEST(two_threads_count_what_one_does)
{
	struct report_compared one, two;
	struct store *store = NULL;

	random_seed = (uint64_t)_i + 1;
	make_catalogue();
	ok(store_open(&store, path, STORE_READ, err));
	ok(store_begin(store, err));
	one = count(store, false);
	two = count(store, true);
	ck_assert_int_gt(one.same, 0);
	ck_assert_int_gt(one.differ, 0);
	ck_assert_int_gt(one.unknown, 0);
	ck_assert_int_eq(one.same, two.same);
	ck_assert_int_eq(one.differ, two.differ);
	ck_assert_int_eq(one.only_a, two.only_a);
	ck_assert_int_eq(one.only_b, two.only_b);
	ck_assert_int_eq(one.unknown, two.unknown);
	store_close(store);
}
END_TEST

Suite *suite_by_name(void);

Suite *
suite_by_name(void)
{
	Suite *s = suite_create("by_name");
	TCase *tc = tcase_create("by_name");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, two_threads_count_what_one_does, 0, 4);
	suite_add_tcase(s, tc);
	return s;
}
