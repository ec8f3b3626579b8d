/* SPDX-License-Identifier: MIT */
#include "store/archive/members.h"

#include "store/archive/archives.h"
#include "unit/store/fixture.h"
#include "util/strbuf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int
add(struct members *m, const char *path, uint32_t mode, unsigned int level)
{
	const struct member member = { .path = path,
		.path_len = strlen(path),
		.level = level,
		.mode = mode,
		.size_bytes = S_ISREG(mode) ? 7 : -1,
		.mtime_ns = 5,
		.has_mtime = true };

	return members_add(m, &member, NULL);
}

/* "parent/number name mode\n" of each row, in order. */
static void
dump(struct strbuf *ret, struct store *store, int64_t archive_id)
{
	sqlite3_stmt *stmt = NULL;

	ck_assert_int_eq(sqlite3_prepare_v2(store->db,
				 "SELECT parent, number, name, mode, mtime"
				 " FROM archive_member WHERE archive_id = ?1"
				 " ORDER BY number",
				 -1, &stmt, NULL),
		SQLITE_OK);
	ck_assert_int_eq(sqlite3_bind_int64(stmt, 1, archive_id), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		strbuf_addf(ret, "%d/%d ", sqlite3_column_int(stmt, 0),
			sqlite3_column_int(stmt, 1));
		strbuf_add(ret, sqlite3_column_blob(stmt, 2),
			(size_t)sqlite3_column_bytes(stmt, 2));
		strbuf_addf(ret, " %o%s\n",
			(unsigned int)sqlite3_column_int(stmt, 3),
			sqlite3_column_type(stmt, 4) == SQLITE_NULL ? " -" :
								      "");
	}
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
}

struct fixture {
	struct store *store;
	int64_t id;
	struct members *members;
	struct strbuf rows;
};

static void
open_fixture(struct fixture *f)
{
	f->store = open_store(":memory:");
	f->rows = (struct strbuf)STRBUF_INIT;
	ck_assert_int_eq(store_begin(f->store, NULL), 0);
	ck_assert_int_eq(store_add_archive(f->store, &f->id, 1, NULL), 0);
	f->members = members_new(f->store, f->id);
}

static void
close_fixture(struct fixture *f)
{
	members_free(f->members);
	strbuf_clear(&f->rows);
	ck_assert_int_eq(store_rollback(f->store, NULL), 0);
	store_close(f->store);
}

START_TEST(paths_become_a_tree)
{
	struct fixture f;

	open_fixture(&f);
	ck_assert_int_eq(add(f.members, "a/b/c", S_IFREG | 0600, 1), 1);
	ck_assert_int_eq(add(f.members, "./a//d", S_IFLNK | 0777, 1), 1);
	ck_assert_int_eq(add(f.members, "a/", S_IFDIR | 0700, 1), 1);
	ck_assert_int_eq(add(f.members, "../x", S_IFREG | 0600, 1), 1);
	ck_assert_int_eq(add(f.members, "/abs", S_IFREG | 0600, 1), 1);
	ck_assert_int_eq(add(f.members, "./", S_IFDIR | 0700, 1), 1);
	ck_assert_int_eq(add(f.members, "a/b/c", S_IFREG | 0600, 1), 1);
	ck_assert_int_eq(add(f.members, "a", S_IFREG | 0600, 1), 1);
	ck_assert_int_eq(add(f.members, "a/b", S_IFDIR | 0711, 1), 1);
	dump(&f.rows, f.store, f.id);
	ck_assert_str_eq(f.rows.buf,
		"0/1 a 40700\n1/2 b 40711\n2/3 c 100600\n1/4 d 120777\n"
		"0/5 .. 40000 -\n5/6 x 100600\n0/7  40000 -\n7/8 abs 100600\n"
		"2/9 c 100600\n0/10 a 100600\n");
	ck_assert_int_eq(members_sums(f.members)->files, 6);
	ck_assert_int_eq(members_sums(f.members)->directories, 4);
	ck_assert_int_eq(members_sums(f.members)->bytes, 5 * 7);
	close_fixture(&f);
}
END_TEST

START_TEST(an_archive_in_it_has_a_tree_of_its_own)
{
	struct fixture f;

	open_fixture(&f);
	ck_assert_int_eq(add(f.members, "d/in.zip", S_IFREG, 1), 1);
	ck_assert_int_eq(add(f.members, "d/x", S_IFREG, 2), 1);
	ck_assert_int_eq(add(f.members, "y", S_IFREG, 2), 1);
	ck_assert_int_eq(add(f.members, "z", S_IFREG, 3), 1);
	ck_assert_int_eq(add(f.members, "d/last", S_IFREG, 1), 1);
	dump(&f.rows, f.store, f.id);
	ck_assert_str_eq(f.rows.buf,
		"0/1 d 40000 -\n1/2 in.zip 100000\n2/3 d 40000 -\n"
		"3/4 x 100000\n2/5 y 100000\n5/6 z 100000\n1/7 last 100000\n");
	ck_assert_int_eq(members_sums(f.members)->bytes, 2 * 7);
	close_fixture(&f);
}
END_TEST

/* Far more than the table begins with. */
START_TEST(many_directories_are_kept_apart)
{
	struct fixture f;
	struct strbuf path = STRBUF_INIT;

	open_fixture(&f);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 500; i++) {
			strbuf_truncate(&path, 0);
			strbuf_addf(&path, "%d/%d/f", i % 5, i);
			ck_assert_int_eq(add(f.members, path.buf, S_IFREG, 1),
				1);
		}
	ck_assert_int_eq(members_sums(f.members)->directories, 505);
	ck_assert_int_eq(members_sums(f.members)->files, 1000);
	strbuf_clear(&path);
	close_fixture(&f);
}
END_TEST

START_TEST(what_nobody_has_is_dropped)
{
	struct fixture f;

	open_fixture(&f);
	ck_assert_int_eq(add(f.members, "a", S_IFREG, 1), 1);
	ck_assert_int_eq(store_tidy_archives(f.store, NULL), 0);
	dump(&f.rows, f.store, f.id);
	ck_assert_str_eq(f.rows.buf, "");
	close_fixture(&f);
}
END_TEST

Suite *suite_members(void);
Suite *
suite_members(void)
{
	Suite *suite = suite_create("members");
	TCase *tc = tcase_create("members");

	tcase_add_test(tc, paths_become_a_tree);
	tcase_add_test(tc, an_archive_in_it_has_a_tree_of_its_own);
	tcase_add_test(tc, many_directories_are_kept_apart);
	tcase_add_test(tc, what_nobody_has_is_dropped);
	suite_add_tcase(suite, tc);
	return suite;
}
