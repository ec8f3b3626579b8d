/* SPDX-License-Identifier: MIT */
#include "scan/filter.h"

#include "lib/scratch.h"
#include "util/cleanup.h"

#include <check.h>
#include <errno.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>

Suite *suite_filter(void);

DEFINE_CLEANUP(struct filter *, filter_free);

struct glob_case {
	const char *glob;
	const char *path; /* its last component is the name */
	bool is_directory;
	bool excluded;
};

static const struct glob_case cases[] = {
	{ "*.tmp", "a.tmp", false, true },
	{ "*.tmp", "deep/down/a.tmp", false, true },
	{ "*.tmp", "a.tmp.keep", false, false },
	{ "*.tmp", "dir.tmp", true, true },
	{ "*.tmp", "dir.tmp/file", false, false },
	{ "*", ".hidden", false, true },
	{ "?", "ab", false, false },
	{ "[ab]c", "bc", false, true },
	{ "[!ab]c", "bc", false, false },
	{ "\\*", "*", false, true },
	{ "\\*", "x", false, false },
	{ "cache", "x/cache", true, true },
	{ "cache", "x/Cache", true, false },
	{ "cache/", "x/cache", true, true },
	{ "cache/", "x/cache", false, false },
	{ "cache//", "cache", true, true },
	{ "a/b", "a/b", false, true },
	{ "/a/b", "a/b", false, true },
	{ "a/b", "x/a/b", false, false },
	{ "a/*", "a/b", false, true },
	{ "a/*", "a/b/c", false, false },
	{ "*/c", "a/c", false, true },
	{ "*/c", "a/b/c", false, false },
	{ "a/b/", "a/b", true, true },
	{ "a/b/", "a/b", false, false },
	{ "/top", "top", false, true },
	{ "/top", "x/top", false, false },
	{ "/top/", "top", true, true },
	{ "/top/", "x/top", true, false },
	{ "//*.o", "a.o", false, true },
	{ "//*.o", "x/a.o", false, false },
	{ "a/.*", "a/.x", false, true },
	{ "[", "[", false, true },
	{ "*.tmp", "\xff\xfe.tmp", false, true },
	{ "a*", "a\nb", false, true },
	{ "-x", "-x", false, true },
};

static const char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void
check_case(const struct glob_case *c)
{
	_cleanup_(filter_freep) struct filter *f = NULL;

	ck_assert_int_eq(filter_new(&f, &c->glob, 1, NULL, NULL), 0);
	ck_assert_msg(filter_excludes(f, name_of(c->path), c->path,
			      c->is_directory) == c->excluded,
		"'%s' on '%s' (%s)", c->glob, c->path,
		c->is_directory ? "directory" : "file");
	if (!filter_needs_path(f))
		ck_assert(filter_excludes(f, name_of(c->path), NULL,
				  c->is_directory) == c->excluded);
}

START_TEST(matches_globs)
{
	check_case(&cases[_i]);
}
END_TEST

/* Names are bytes, whatever the locale makes of them. */
START_TEST(matches_globs_in_utf8)
{
	if (!setlocale(LC_ALL, "C.UTF-8"))
		return;
	check_case(&cases[_i]);
	(void)setlocale(LC_ALL, "C");
}
END_TEST

START_TEST(any_of_several)
{
	static const char *const globs[] = { "*.a", "x/y", "z/" };
	_cleanup_(filter_freep) struct filter *f = NULL;

	ck_assert_int_eq(filter_new(&f, globs, 3, NULL, NULL), 0);
	ck_assert(filter_needs_path(f));
	ck_assert(filter_excludes(f, "1.a", "1.a", false));
	ck_assert(filter_excludes(f, "y", "x/y", false));
	ck_assert(filter_excludes(f, "z", "q/z", true));
	ck_assert(!filter_excludes(f, "z", "q/z", false));
	ck_assert(!filter_excludes(f, "y", "y", false));
}
END_TEST

START_TEST(none_excludes_nothing)
{
	_cleanup_(filter_freep) struct filter *f = NULL;

	ck_assert_int_eq(filter_new(&f, NULL, 0, NULL, NULL), 0);
	ck_assert(!filter_needs_path(f));
	ck_assert(!filter_excludes(f, "x", NULL, true));
	ck_assert(!filter_is_own(f, 0, 0, "x"));
}
END_TEST

START_TEST(refuses_empty_globs)
{
	static const char *const empty[] = { "", "/", "//" };
	struct error err = ERROR_INIT;
	struct filter *f = NULL;

	ck_assert_int_eq(filter_new(&f, &empty[_i], 1, NULL, &err), -EINVAL);
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	ck_assert_ptr_null(f);
}
END_TEST

START_TEST(knows_its_own_files)
{
	static const char *const own[] = { "c.db", "c.db-wal", "c.db-shm",
		"c.db-journal", "c.db.lock", "c.db.backup-1" };
	static const char *const others[] = { "c.dbx", "c.db-", "c.db-walx",
		"c.db.", "c.db.lock2", "xc.db", "c.d", "" };
	_cleanup_(filter_freep) struct filter *f = NULL;
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *path = scratch_path(dir, "c.db");
	struct stat st;

	ck_assert_int_eq(stat(dir, &st), 0);
	ck_assert_int_eq(filter_new(&f, NULL, 0, path, NULL), 0);
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		ck_assert(filter_is_own(f, st.st_dev, st.st_ino, own[i]));
		ck_assert(!filter_is_own(f, st.st_dev, st.st_ino + 1, own[i]));
		ck_assert(!filter_is_own(f, st.st_dev + 1, st.st_ino, own[i]));
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		ck_assert(!filter_is_own(f, st.st_dev, st.st_ino, others[i]));
}
END_TEST

/* A catalogue behind a symbolic link keeps its files where the link leads. */
START_TEST(knows_its_own_files_behind_a_link)
{
	_cleanup_(filter_freep) struct filter *f = NULL;
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *there = scratch_path(dir, "there");
	_cleanup_(freep) char *path = scratch_path(dir, "link.db");
	struct stat here;
	struct stat st;

	scratch_mkdir(dir, "there");
	scratch_file(there, "real.db", "", 0);
	scratch_symlink(dir, "link.db", "there/real.db");
	ck_assert_int_eq(stat(dir, &here), 0);
	ck_assert_int_eq(stat(there, &st), 0);
	ck_assert_int_eq(filter_new(&f, NULL, 0, path, NULL), 0);
	ck_assert(filter_is_own(f, here.st_dev, here.st_ino, "link.db"));
	ck_assert(filter_is_own(f, here.st_dev, here.st_ino, "link.db.lock"));
	ck_assert(filter_is_own(f, st.st_dev, st.st_ino, "real.db-wal"));
	ck_assert(!filter_is_own(f, st.st_dev, st.st_ino, "link.db"));
	ck_assert(!filter_is_own(f, here.st_dev, here.st_ino, "real.db"));
}
END_TEST

Suite *
suite_filter(void)
{
	Suite *s = suite_create("filter");
	TCase *tc = tcase_create("filter");
	int n = (int)(sizeof(cases) / sizeof(*cases));

	tcase_add_loop_test(tc, matches_globs, 0, n);
	tcase_add_loop_test(tc, matches_globs_in_utf8, 0, n);
	tcase_add_test(tc, any_of_several);
	tcase_add_test(tc, none_excludes_nothing);
	tcase_add_loop_test(tc, refuses_empty_globs, 0, 3);
	tcase_add_test(tc, knows_its_own_files);
	tcase_add_test(tc, knows_its_own_files_behind_a_link);
	suite_add_tcase(s, tc);
	return s;
}
