/* SPDX-License-Identifier: MIT */
#include "volume/canonical.h"

#include "volume/volume.h"

#include "lib/scratch.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *suite_canonical(void);

/* base: real/dir, file, abs -> base/real, rel -> real/dir, up -> ../(base),
 * loop -> loop, gone -> nowhere/at/all */
static char *
tree(void)
{
	_cleanup_(freep) char *scratch = scratch_dir();
	_cleanup_(freep) char *real = NULL;
	char *base = realpath(scratch, NULL);

	ck_assert_ptr_nonnull(base);
	scratch_mkdir(base, "real");
	scratch_mkdir(base, "real/dir");
	scratch_file(base, "file", "x", 1);
	real = scratch_path(base, "real");
	scratch_symlink(base, "abs", real);
	scratch_symlink(base, "rel", "real/dir");
	scratch_symlink(base, "real/up", "..//./real");
	scratch_symlink(base, "loop", "loop");
	scratch_symlink(base, "gone", "nowhere/at/all");
	return base;
}

struct path_case {
	const char *typed; /* below base */
	const char *canonical;
};

static const struct path_case path_cases[] = {
	{ "", "" },
	{ "/", "" },
	{ "/real", "/real" },
	{ "/real/", "/real" },
	{ "//real//.//dir/.", "/real/dir" },
	{ "/real/dir/..", "/real" },
	{ "/abs/dir", "/real/dir" },
	{ "/rel", "/real/dir" },
	{ "/rel/..", "/real" }, /* not "/": .. is where the link leads */
	{ "/real/up/dir", "/real/dir" },
	{ "/abs/up/up/../abs/dir", "/real/dir" },
	{ "/file", "/file" },
	{ "/file/below", "/file/below" },
	{ "/missing", "/missing" },
	{ "/rel/missing/x", "/real/dir/missing/x" },
	{ "/rel/missing/../x/./y//", "/real/dir/x/y" },
	{ "/gone/x", "/nowhere/at/all/x" },
};

START_TEST(tells_the_canonical_path)
{
	const struct path_case *c = &path_cases[_i];
	_cleanup_(freep) char *base = tree();
	_cleanup_(strbuf_clear) struct strbuf typed = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf expected = STRBUF_INIT;
	_cleanup_(freep) char *got = NULL;

	strbuf_addf(&typed, "%s%s", base, c->typed);
	strbuf_addf(&expected, "%s%s", base, c->canonical);
	ck_assert_int_eq(volume_canonical_path(&got, typed.buf, NULL), 0);
	ck_assert_str_eq(got, expected.buf);
}
END_TEST

START_TEST(knows_the_root)
{
	_cleanup_(freep) char *a = NULL, *b = NULL, *c = NULL;

	ck_assert_int_eq(volume_canonical_path(&a, "/", NULL), 0);
	ck_assert_str_eq(a, "/");
	ck_assert_int_eq(volume_canonical_path(&b, "/../..", NULL), 0);
	ck_assert_str_eq(b, "/");
	ck_assert_int_eq(volume_canonical_path(&c, "//nonexistent", NULL), 0);
	ck_assert_str_eq(c, "/nonexistent");
}
END_TEST

START_TEST(refuses_loops_and_nothing)
{
	_cleanup_(freep) char *base = tree();
	_cleanup_(freep) char *loop = scratch_path(base, "loop");
	_cleanup_(freep) char *got = NULL;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(volume_canonical_path(&got, loop, &err), -ELOOP);
	ck_assert_ptr_nonnull(strstr(err.text, loop));
	ck_assert_int_lt(volume_canonical_path(&got, "", &err), 0);
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	ck_assert_ptr_null(got);
}
END_TEST

START_TEST(begins_where_we_are)
{
	_cleanup_(freep) char *base = tree();
	_cleanup_(freep) char *dir = scratch_path(base, "real/dir");
	_cleanup_(freep) char *here = NULL, *above = NULL, *link = NULL;

	ck_assert_int_eq(chdir(dir), 0);
	ck_assert_int_eq(volume_canonical_path(&here, ".", NULL), 0);
	ck_assert_str_eq(here, dir);
	ck_assert_int_eq(volume_canonical_path(&above, "../../file", NULL), 0);
	ck_assert_ptr_nonnull(strstr(above, "/file"));
	ck_assert_ptr_null(strstr(above, ".."));
	ck_assert_int_eq(volume_canonical_path(&link, "../../rel", NULL), 0);
	ck_assert_str_eq(link, dir);
	ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

START_TEST(says_when_the_current_directory_is_gone)
{
	_cleanup_(freep) char *base = tree();
	_cleanup_(freep) char *dir = scratch_path(base, "real/dir");
	_cleanup_(freep) char *got = NULL;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(chdir(dir), 0);
	ck_assert_int_eq(rmdir(dir), 0);
	ck_assert_int_eq(volume_canonical_path(&got, "x", &err), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "'x'"));
	ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

START_TEST(opens_what_it_names)
{
	_cleanup_(freep) char *base = tree();
	_cleanup_(freep) char *typed = scratch_path(base, "abs/up/dir");
	_cleanup_(freep) char *path = NULL;
	_cleanup_(closep) int fd = -1;
	struct stat by_fd, by_path;

	ck_assert_int_eq(canonical_open_directory(&fd, &path, typed), 0);
	ck_assert_int_eq(fstat(fd, &by_fd), 0);
	ck_assert_int_eq(lstat(path, &by_path), 0);
	ck_assert_uint_eq(by_fd.st_ino, by_path.st_ino);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(fcntl(fd, F_GETFL) & O_PATH, 0);
}
END_TEST

START_TEST(opens_directories_only)
{
	static const char *const names[] = { "file", "missing", "gone", "loop",
		"file/x" };
	static const int codes[] = { -ENOTDIR, -ENOENT, -ENOENT, -ELOOP,
		-ENOTDIR };
	_cleanup_(freep) char *base = tree();
	char *path = NULL;
	int fd = -1;

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		_cleanup_(freep) char *typed = scratch_path(base, names[i]);

		ck_assert_int_eq(canonical_open_directory(&fd, &path, typed),
			codes[i]);
		ck_assert_int_eq(fd, -1);
		ck_assert_ptr_null(path);
	}
	ck_assert_int_eq(canonical_open_directory(&fd, &path, ""), -ENOENT);
}
END_TEST

/* 40 components of 200 bytes: twice what one system call takes. */
START_TEST(paths_may_be_longer_than_path_max)
{
	_cleanup_(freep) char *scratch = scratch_dir();
	_cleanup_(freep) char *base = realpath(scratch, NULL);
	_cleanup_(strbuf_clear) struct strbuf typed = STRBUF_INIT;
	_cleanup_(freep) char *path = NULL, *same = NULL;
	_cleanup_(closep) int deep = -1, fd = -1, again = -1;
	char name[201];
	struct stat expected, got;

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	deep = scratch_deep(base, name, 40);
	strbuf_adds(&typed, base);
	for (int i = 0; i < 40; i++)
		strbuf_addf(&typed, "/%s", name);
	ck_assert_uint_gt(typed.len, 8000);

	ck_assert_int_eq(canonical_open_directory(&fd, &path, typed.buf), 0);
	ck_assert_str_eq(path, typed.buf);
	ck_assert_int_eq(fstat(deep, &expected), 0);
	ck_assert_int_eq(fstat(fd, &got), 0);
	ck_assert_uint_eq(got.st_ino, expected.st_ino);

	again = canonical_open(typed.buf, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(again, 0);
	ck_assert_int_eq(fstat(again, &got), 0);
	ck_assert_uint_eq(got.st_ino, expected.st_ino);

	strbuf_adds(&typed, "/missing");
	ck_assert_int_eq(volume_canonical_path(&same, typed.buf, NULL), 0);
	ck_assert_str_eq(same, typed.buf);
	ck_assert_int_eq(canonical_open(typed.buf, O_RDONLY), -ENOENT);
}
END_TEST

START_TEST(no_component_is_longer_than_the_kernel_takes)
{
	_cleanup_(strbuf_clear) struct strbuf typed = STRBUF_INIT;

	for (int i = 0; i < 5000; i++)
		strbuf_addc(&typed, i == 0 ? '/' : 'n');
	ck_assert_int_eq(canonical_open(typed.buf, O_RDONLY), -ENAMETOOLONG);
}
END_TEST

#define N_OF(array) ((int)(sizeof(array) / sizeof((array)[0])))

Suite *
suite_canonical(void)
{
	Suite *s = suite_create("canonical");
	TCase *tc = tcase_create("paths");

	tcase_add_loop_test(tc, tells_the_canonical_path, 0, N_OF(path_cases));
	tcase_add_test(tc, knows_the_root);
	tcase_add_test(tc, refuses_loops_and_nothing);
	tcase_add_test(tc, begins_where_we_are);
	tcase_add_test(tc, says_when_the_current_directory_is_gone);
	tcase_add_test(tc, opens_what_it_names);
	tcase_add_test(tc, opens_directories_only);
	tcase_add_test(tc, paths_may_be_longer_than_path_max);
	tcase_add_test(tc, no_component_is_longer_than_the_kernel_takes);
	suite_add_tcase(s, tc);
	return s;
}
