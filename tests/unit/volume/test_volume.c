/* SPDX-License-Identifier: MIT */
/* Without any mounts of ours; test_real_mounts.c has those. */
#include "volume/volume.h"

#include "lib/scratch.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *suite_volume(void);

DEFINE_CLEANUP(struct mounts *, mounts_free);

static void
assert_refused(const char *path, enum error_kind kind, const char *words)
{
	_cleanup_(mounts_freep) struct mounts *m = NULL;
	struct volume_place place = { .fd = -1 };
	struct error err = ERROR_INIT;

	ck_assert_int_eq(mounts_read(&m, NULL), 0);
	ck_assert_int_lt(volume_of_directory(&place, m, path, &err), 0);
	ck_assert_int_eq(err.kind, kind);
	ck_assert_msg(strstr(err.text, path) != NULL, "%s", err.text);
	ck_assert_msg(strstr(err.text, words) != NULL, "%s", err.text);
	ck_assert_int_eq(place.fd, -1);
	ck_assert_ptr_null(place.path);
	/* Nobody has to want the sentence. */
	ck_assert_int_lt(volume_of_directory(&place, m, path, NULL), 0);
}

START_TEST(refuses_what_is_no_directory)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *file = scratch_path(dir, "file");
	_cleanup_(freep) char *below = scratch_path(dir, "file/x");
	_cleanup_(freep) char *missing = scratch_path(dir, "missing");
	_cleanup_(freep) char *fifo = scratch_path(dir, "fifo");

	scratch_file(dir, "file", "x", 1);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	assert_refused(file, ERROR_USAGE, "is not a directory");
	assert_refused(below, ERROR_USAGE, "is not a directory");
	assert_refused(fifo, ERROR_USAGE, "is not a directory");
	assert_refused(missing, ERROR_INCOMPLETE, "does not exist");
	assert_refused("", ERROR_USAGE, "empty path");
}
END_TEST

START_TEST(refuses_pseudo_file_systems)
{
	assert_refused("/proc", ERROR_USAGE, "'proc' file system");
	assert_refused("/proc/sys", ERROR_USAGE, "holds no files");
}
END_TEST

START_TEST(refuses_a_removed_directory)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(closep) int fd = open(dir, O_RDONLY | O_DIRECTORY);
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(rmdir(dir), 0);
	strbuf_addf(&path, "/proc/self/fd/%d", fd);
	assert_refused(path.buf, ERROR_INCOMPLETE, "does not exist");
	ck_assert_int_eq(fchdir(fd), 0);
	assert_refused(".", ERROR_INCOMPLETE, "does not exist");
	ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

/* Whatever this machine is, some volume holds the scratch directory. */
START_TEST(finds_some_volume)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *real = realpath(dir, NULL);
	_cleanup_(mounts_freep) struct mounts *m = NULL;
	struct volume_place place = { .fd = -1 };
	struct stat st, opened;
	const char *last = strrchr(real, '/') + 1;

	ck_assert_int_eq(mounts_read(&m, NULL), 0);
	ck_assert_int_eq(volume_of_directory(&place, m, dir, NULL), 0);
	ck_assert_str_eq(place.path, real);
	ck_assert_ptr_nonnull(strchr(place.volume.identity, ':'));
	ck_assert_int_eq(stat(dir, &st), 0);
	ck_assert_int_eq(fstat(place.fd, &opened), 0);
	ck_assert_uint_eq(st.st_ino, opened.st_ino);
	ck_assert_uint_ge(strlen(place.within), strlen(last));
	ck_assert_str_eq(place.within + strlen(place.within) - strlen(last),
		last);
	volume_place_clear(&place);
	ck_assert_int_eq(place.fd, -1);
}
END_TEST

START_TEST(space_is_unknown_where_it_cannot_be_asked)
{
	struct volume v = { .capacity_bytes = 5, .free_bytes = 5 };
	_cleanup_(closep) int proc = open("/proc", O_RDONLY | O_DIRECTORY);

	volume_read_space(&v, -1);
	ck_assert_int_eq(v.capacity_bytes, -1);
	ck_assert_int_eq(v.free_bytes, -1);
	v.capacity_bytes = 5;
	volume_read_space(&v, proc);
	ck_assert_int_eq(v.capacity_bytes, -1);
}
END_TEST

Suite *
suite_volume(void)
{
	Suite *s = suite_create("volume");
	TCase *tc = tcase_create("places");

	tcase_add_test(tc, refuses_what_is_no_directory);
	tcase_add_test(tc, refuses_pseudo_file_systems);
	tcase_add_test(tc, refuses_a_removed_directory);
	tcase_add_test(tc, finds_some_volume);
	tcase_add_test(tc, space_is_unknown_where_it_cannot_be_asked);
	suite_add_tcase(s, tc);
	return s;
}
