/* SPDX-License-Identifier: MIT */
#include "unit/store/fixture.h"

#include "store/content/lookup.h"

static struct store *store;

/* Attributes 1 to 100: each third one is of regular files, as are the last that
 * a number has a bit for and the first that it has none for. */
static void
setup(void)
{
	store = open_store(":memory:");
	ok(store_begin(store, err));
	ok(query_exec(store,
		"INSERT INTO attribute (id, mode, uid, gid) "
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
		" SELECT i + 1 FROM n WHERE i < 100) "
		"SELECT i, CASE WHEN i % 3 = 0 OR i IN (62, 64) THEN 33188"
		" ELSE 41471 END, i, 0 FROM n;"
		/* 7: read in part, with a name; 8: in full; 9: a part that
		 * nothing has any more. */
		"INSERT INTO content (id, size, covered, digest, copies,"
		" volumes) VALUES (7, 10, 5, x'07', 1, 1),"
		" (8, 10, 10, x'08', 1, 1), (9, 10, 5, x'09', 0, 0)",
		err));
}

static void
teardown(void)
{
	store_close(store);
}

static void
add(int i, int size, const char *content)
{
	char sql[250];

	(void)snprintf(sql, sizeof(sql),
		"INSERT INTO entry (dir_id, name, size, mtime, lag, inode,"
		" attribute_id, nlink, blocks, content_id)"
		" VALUES (1, CAST('%d/%d/%s' AS BLOB), %d, 0, 0, 1, %d, 1, 1,"
		" %s)",
		i, size, content, size, i, content);
	ok(query_exec(store, sql, err));
}

static int64_t
unread(void)
{
	int64_t n = -1;

	ok(store_lookup_unread(store, &n, err));
	return n;
}

START_TEST(counts_names_of_regular_files_whatever_their_mode)
{
	ck_assert_int_eq(unread(), 0);
	for (int i = 1; i <= 100; i++)
		add(i, 10, "NULL");
	ck_assert_int_eq(unread(), 33 + 2);
	/* An empty one has the digest of all that are. */
	add(3, 0, "NULL");
	ck_assert_int_eq(unread(), 33 + 2);
}
END_TEST

START_TEST(counts_what_was_read_in_part)
{
	add(3, 10, "7");
	add(6, 10, "7");
	add(3, 10, "8");
	ck_assert_int_eq(unread(), 2);
	add(99, 10, "NULL");
	ck_assert_int_eq(unread(), 3);
}
END_TEST

Suite *suite_lookup(void);

Suite *
suite_lookup(void)
{
	Suite *s = suite_create("lookup");
	TCase *tc = tcase_create("lookup");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, counts_names_of_regular_files_whatever_their_mode);
	tcase_add_test(tc, counts_what_was_read_in_part);
	suite_add_tcase(s, tc);
	return s;
}
