/* SPDX-License-Identifier: MIT */
/* The scratch directories of the tests: what they cannot remove stays. */
#include "lib/scratch.h"

#include "util/cleanup.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

Suite *suite_scratch(void);

START_TEST(directories_are_fresh_and_apart)
{
	_cleanup_(freep) char *a = scratch_dir();
	_cleanup_(freep) char *b = scratch_dir();
	struct stat st;

	ck_assert_int_eq(a[0], '/');
	ck_assert_str_ne(a, b);
	ck_assert_int_eq(lstat(a, &st), 0);
	ck_assert(S_ISDIR(st.st_mode));
	ck_assert_int_eq(rmdir(b), 0);
}
END_TEST

START_TEST(files_hold_their_bytes)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *path = scratch_path(dir, "f");
	_cleanup_(closep) int fd = -1;
	char bytes[8] = "";

	scratch_file(dir, "f", "long", 4);
	scratch_write(path, "a\0b", 3);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(read(fd, bytes, sizeof(bytes)), 3);
	ck_assert_mem_eq(bytes, "a\0b", 3);
}
END_TEST

/* Ten times PATH_MAX, side branches on the way, every mode zero. */
START_TEST(removes_what_is_deep_and_locked)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *outside = scratch_path(dir, "outside");
	_cleanup_(freep) char *tree = scratch_path(dir, "tree");
	_cleanup_(freep) char *locked = scratch_path(tree, "locked");
	_cleanup_(closep) int deepest = -1;
	char name[201];
	struct stat st;

	memset(name, 'n', 200);
	name[200] = '\0';
	scratch_write(outside, "x", 1);
	scratch_mkdir(dir, "tree");
	scratch_mkdir(tree, "locked");
	scratch_mkdir(locked, "inside");
	scratch_file(locked, "f", "x", 1);
	scratch_symlink(tree, "link", "../outside");
	scratch_symlink(tree, "up", "..");
	deepest = scratch_deep(tree, name, 200);
	ck_assert_int_eq(mkdirat(deepest, "one", 0700), 0);
	ck_assert_int_eq(mkdirat(deepest, "two", 0), 0);
	ck_assert_int_eq(mkfifoat(deepest, "fifo", 0600), 0);
	ck_assert_int_eq(fchmod(deepest, 0), 0);
	ck_assert_int_eq(chmod(locked, 0), 0);

	ck_assert(scratch_remove(tree));
	ck_assert_int_lt(lstat(tree, &st), 0);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(lstat(outside, &st), 0);
	ck_assert(scratch_remove(outside));
	ck_assert_int_lt(lstat(outside, &st), 0);
}
END_TEST

START_TEST(a_link_is_removed_not_followed)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *link = scratch_path(dir, "link");
	_cleanup_(freep) char *kept = scratch_path(dir, "d/kept");
	_cleanup_(freep) char *sub = scratch_path(dir, "d");
	struct stat st;

	scratch_mkdir(dir, "d");
	scratch_file(sub, "kept", "x", 1);
	scratch_symlink(dir, "link", "d");
	ck_assert(scratch_remove(link));
	ck_assert_int_lt(lstat(link, &st), 0);
	ck_assert_int_eq(lstat(kept, &st), 0);
	ck_assert(scratch_remove(link)); /* gone is gone */
}
END_TEST

Suite *
suite_scratch(void)
{
	Suite *s = suite_create("scratch");
	TCase *tc = tcase_create("scratch");

	tcase_add_test(tc, directories_are_fresh_and_apart);
	tcase_add_test(tc, files_hold_their_bytes);
	tcase_add_test(tc, removes_what_is_deep_and_locked);
	tcase_add_test(tc, a_link_is_removed_not_followed);
	suite_add_tcase(s, tc);
	return s;
}
