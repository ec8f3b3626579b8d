/* SPDX-License-Identifier: MIT */
/* The first groups against SQL that sorts them all. */
#include "unit/store/fixture.h"

#include "lib/random.h"
#include "lib/scratch.h"
#include "store/content/ranking.h"

static char *dir;
static struct store *store;

/* Groups of few sizes and numbers of copies, and what is none; enough
 * directories for a second thread. */
static void
setup(void)
{
	char *path;

	random_seed = 7;
	dir = scratch_dir();
	path = scratch_path(dir, "c.db");
	store = open_store(path);
	ok(store_begin(store, err));
	ok(query_exec(store,
		"INSERT INTO directory (id, parent_id, volume_id, name, state,"
		" inode, files, directories, bytes, blocks, linked)"
		" VALUES (9000, 0, 1, x'', 2, 0, 0, 0, 0, 0, 0)",
		err));
	for (int i = 1; i <= 300; i++) {
		char sql[250];
		int size = (int)any(5);
		int copies = 1 + (int)any(4);

		(void)snprintf(sql, sizeof(sql),
			"INSERT INTO content (id, size, covered, digest,"
			" copies, volumes)"
			" VALUES (%d, %d, %d, x'%08x%024x', %d, %d)",
			i, size, size - (i % 7 == 0),
			(unsigned int)random_bits(), (unsigned int)i, copies,
			1 + i % 2);
		ok(query_exec(store, sql, err));
	}
	ok(store_commit(store, err));
	store_close(store);
	ok(store_open(&store, path, STORE_READ, err));
	ok(store_begin(store, err));
	free(path);
}

static void
teardown(void)
{
	store_close(store);
	scratch_remove(dir);
}

static void
check_group(const struct ranked_group *g, sqlite3_stmt *stmt)
{
	ck_assert_int_eq(g->content_id, sqlite3_column_int64(stmt, 0));
	ck_assert_int_eq(g->size, sqlite3_column_int64(stmt, 1));
	ck_assert_int_eq(g->copies, sqlite3_column_int64(stmt, 2));
	ck_assert_int_eq(memcmp(g->digest, sqlite3_column_blob(stmt, 3),
				 DIGEST_BYTES),
		0);
}

static void
check(const struct ranking_filter *f)
{
	_cleanup_(ranking_clear) struct ranking ranking = RANKING_INIT;
	static const char *const orders[3][2] = {
		{ "size DESC, copies DESC, digest",
			"size, copies, digest DESC" },
		{ "copies DESC, size DESC, digest",
			"copies, size, digest DESC" },
		{ "size * (copies - 1) DESC, size DESC, copies DESC, digest",
			"size * (copies - 1), size, copies, digest DESC" },
	};
	char *sql = sqlite3_mprintf(
		"SELECT id, size, copies, digest, count(*) OVER (),"
		" sum(copies) OVER (), sum(size * (copies - 1)) OVER (),"
		" sum(size * copies) OVER (),"
		" sum(size * copies * (volumes > 1)) OVER ()"
		" FROM content WHERE copies > 1 AND covered = size"
		" AND size BETWEEN %lld AND %lld AND volumes >= %lld"
		" ORDER BY %s",
		(long long)f->min_size, (long long)f->max_size,
		(long long)f->min_volumes, orders[f->order][f->reverse]);
	sqlite3_stmt *stmt = NULL;
	size_t n = 0;

	ok(store_rank_groups(store, f, &ranking, err));
	ck_assert_int_eq(sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL),
		SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		ck_assert_int_eq(ranking.groups, sqlite3_column_int64(stmt, 4));
		ck_assert_int_eq(ranking.copies, sqlite3_column_int64(stmt, 5));
		ck_assert_int_eq(ranking.wasted, sqlite3_column_int64(stmt, 6));
		ck_assert_int_eq(ranking.copied, sqlite3_column_int64(stmt, 7));
		ck_assert_int_eq(ranking.across, sqlite3_column_int64(stmt, 8));
		if (n < f->most) {
			ck_assert_uint_lt(n, ranking.n);
			check_group(&ranking.first[n], stmt);
		}
		n++;
	}
	ck_assert_int_eq(ranking.groups, (int64_t)n);
	ck_assert_uint_eq(ranking.n, n < f->most ? n : f->most);
	(void)sqlite3_finalize(stmt);
	sqlite3_free(sql);
}

START_TEST(has_the_first_in_every_order)
{
	static const size_t most[] = { 0, 1, 2, 3, 10, 50, 300, 100000 };

	for (size_t i = 0; i < sizeof(most) / sizeof(*most); i++)
		for (int order = 0; order < 6; order++)
			check(&(struct ranking_filter){ .max_size = 100,
				.min_volumes = 1,
				.most = most[i],
				.order = (enum ranking_order)(order % 3),
				.reverse = order >= 3 });
}
END_TEST

START_TEST(keeps_to_sizes_and_volumes)
{
	check(&(struct ranking_filter){ .min_size = 2,
		.max_size = 3,
		.min_volumes = 2,
		.most = 5 });
	check(&(struct ranking_filter){ .min_size = 70,
		.max_size = 80,
		.min_volumes = 1,
		.most = 5 });
}
END_TEST

START_TEST(saturates)
{
	const struct ranked_group huge = { .size = INT64_MAX / 2, .copies = 4 };
	const struct ranked_group small = { .size = 7, .copies = 4 };

	ck_assert_int_eq(ranked_wasted(&huge), INT64_MAX);
	ck_assert_int_eq(ranked_wasted(&small), 21);
}
END_TEST

Suite *suite_ranking(void);

Suite *
suite_ranking(void)
{
	Suite *s = suite_create("ranking");
	TCase *tc = tcase_create("ranking");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, has_the_first_in_every_order);
	tcase_add_test(tc, keeps_to_sizes_and_volumes);
	tcase_add_test(tc, saturates);
	suite_add_tcase(s, tc);
	return s;
}
