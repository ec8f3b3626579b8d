/* SPDX-License-Identifier: MIT */
/* What SQLite finds when readers hold every descriptor there is. */
#include "lib/scratch.h"
#include "unit/store/fixture.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* More than is sorted in memory. */
#define SORT_MUCH                                                               \
	"WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT " \
	"300000) SELECT count(*) FROM (SELECT hex(x) FROM n ORDER BY -x LIMIT " \
	"-1 OFFSET 0)"

static char *dir;
static struct store *writer;

static void
set_up(void)
{
	struct rlimit few;
	char *path;

	dir = scratch_dir();
	path = scratch_path(dir, "catalog.db");
	writer = open_store(path);
	free(path);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &few), 0);
	few.rlim_cur = 64;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	ck_assert_int_eq(sqlite3_exec(writer->db, "PRAGMA cache_size = 4", NULL,
				 NULL, NULL),
		SQLITE_OK);
}

static void
tear_down(void)
{
	store_close(writer);
	free(dir);
}

/* All there are; returns the last. */
static int
take_all(void)
{
	int last = -1;

	for (int fd; (fd = dup(STDERR_FILENO)) >= 0; last = fd)
		;
	return last;
}

static int
count_descriptors(void)
{
	int n = 0;

	for (int fd = 0; fd < 64; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

START_TEST(a_temporary_file_finds_a_descriptor)
{
	ok(store_begin(writer, err));
	ck_assert_int_ge(take_all(), 0);
	ck_assert_int_eq(number(writer, SORT_MUCH), 300000);
	/* What it was given is free. */
	ck_assert_int_ge(take_all(), 0);
}
END_TEST

START_TEST(what_was_given_up_is_kept_again)
{
	const int before = count_descriptors();
	int kept, n_temporary = 0;

	ok(store_begin(writer, err));
	kept = count_descriptors() - before;
	ck_assert_int_gt(kept, 0);
	/* Each time one more is taken; none is left in the end. */
	ck_assert_int_ge(take_all(), 0);
	while (n_temporary++ < kept) {
		ck_assert_int_eq(number(writer, SORT_MUCH), 300000);
		ck_assert_int_ge(take_all(), 0);
	}
	ck_assert_int_eq(dup(STDERR_FILENO), -1);
	for (int fd = 64; fd-- > 64 - 2 * kept;)
		(void)close(fd);
	ok(store_rollback(writer, err));
	ok(store_begin(writer, err));
	ck_assert_int_ge(take_all(), 0);
	ck_assert_int_eq(number(writer, SORT_MUCH), 300000);
}
END_TEST

Suite *suite_library(void);

Suite *
suite_library(void)
{
	Suite *s = suite_create("library");
	TCase *tc = tcase_create("descriptors");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_temporary_file_finds_a_descriptor);
	tcase_add_test(tc, what_was_given_up_is_kept_again);
	suite_add_tcase(s, tc);
	return s;
}
