/* SPDX-License-Identifier: MIT */
#include "hash/access.h"

#include "lib/scratch.h"
#include "util/clock.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
	char *dir;
	struct hash_place place;
	struct hash_places places;
	struct grounds *grounds;
	const struct ground *ground;
	struct entry facts; /* of the file d/f */
};

static void
stat_file(struct fixture *x)
{
	struct stat st;

	ck_assert_int_eq(fstatat(x->ground->fd, "d/f", &st,
				 AT_SYMLINK_NOFOLLOW),
		0);
	entry_from_stat(&x->facts, "f", 1, &st);
}

static void
set_up(struct fixture *x)
{
	_cleanup_(freep) char *sub = NULL;

	*x = (struct fixture){ .dir = scratch_dir() };
	sub = scratch_path(x->dir, "d");
	scratch_mkdir(x->dir, "d");
	scratch_file(sub, "f", "catalog\n", 8);
	x->place = (struct hash_place){
		.volume_id = 1,
		.mount_point = x->dir,
		.mount_root = "",
		.granularity_ns = 1,
		.inodes_stable = true,
	};
	x->places = (struct hash_places){ &x->place, 1 };
	x->grounds = grounds_open(&x->places);
	x->ground = grounds_at(x->grounds, 0);
	ck_assert_int_ge(x->ground->fd, 0);
	stat_file(x);
}

static void
tear_down(struct fixture *x)
{
	grounds_close(x->grounds);
	free(x->dir);
}

static int
open_file(const struct fixture *x)
{
	return access_open(x->ground, "d/f", 3, &x->facts);
}

static void
assert_opens(const struct fixture *x)
{
	_cleanup_(closep) int fd = open_file(x);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(access_check(x->ground, fd, &x->facts), 0);
}

START_TEST(opens_the_file_that_was_scanned)
{
	struct fixture x;

	set_up(&x);
	assert_opens(&x);
	tear_down(&x);
}
END_TEST

static int
open_near_file(const struct fixture *x, struct access_near *near)
{
	return access_open_near(near, x->ground, "d/f", 3, &x->facts);
}

/* From the second on by way of the directory, and when that is another now by
 * the whole path. */
START_TEST(files_of_a_directory_are_opened_from_there)
{
	struct access_near near = ACCESS_NEAR_INIT;
	_cleanup_(freep) char *old = NULL, *moved = NULL;
	struct fixture x;
	int fd;

	set_up(&x);
	old = scratch_path(x.dir, "d");
	moved = scratch_path(x.dir, "e");
	for (int i = 0; i < 3; i++) {
		fd = open_near_file(&x, &near);
		ck_assert_int_ge(fd, 0);
		ck_assert_int_eq(close(fd), 0);
		ck_assert_int_eq(near.fd >= 0, i > 0);
	}
	ck_assert_int_eq(access_open_near(&near, x.ground, "d/none", 6,
				 &x.facts),
		-ESTALE);
	ck_assert_int_eq(near.fd, -1);
	for (int i = 0; i < 2; i++) {
		fd = open_near_file(&x, &near);
		closep(&fd);
	}
	ck_assert_int_ge(near.fd, 0);
	/* Another file in another directory of that name. */
	ck_assert_int_eq(rename(old, moved), 0);
	scratch_mkdir(x.dir, "d");
	scratch_file(old, "f", "another\n", 8);
	stat_file(&x);
	fd = open_near_file(&x, &near);
	ck_assert_int_ge(fd, 0);
	closep(&fd);
	access_near_clear(&near);
	tear_down(&x);
}
END_TEST

START_TEST(refuses_other_facts)
{
	struct fixture x;

	set_up(&x);
	x.facts.size_bytes++;
	ck_assert_int_eq(open_file(&x), -ESTALE);
	stat_file(&x);
	x.facts.mtime_ns--;
	ck_assert_int_eq(open_file(&x), -ESTALE);
	stat_file(&x);
	x.facts.ctime_ns--;
	ck_assert_int_eq(open_file(&x), -ESTALE);
	stat_file(&x);
	x.facts.inode++;
	ck_assert_int_eq(open_file(&x), -ESTALE);
	tear_down(&x);
}
END_TEST

START_TEST(an_unstable_inode_proves_nothing)
{
	struct fixture x;
	struct ground unstable;

	set_up(&x);
	unstable = *x.ground;
	unstable.trust.inodes_stable = false;
	x.ground = &unstable;
	x.facts.inode++;
	assert_opens(&x);
	tear_down(&x);
}
END_TEST

START_TEST(an_invented_ctime_proves_nothing)
{
	struct fixture x;
	struct ground loose;

	set_up(&x);
	loose = *x.ground;
	loose.trust.ctime_ignored = true;
	x.ground = &loose;
	x.facts.ctime_ns -= NS_PER_SECOND;
	assert_opens(&x);
	x.facts.mtime_ns--;
	ck_assert_int_eq(open_file(&x), -ESTALE);
	tear_down(&x);
}
END_TEST

START_TEST(a_shifted_clock_is_set_right)
{
	const int64_t hour = INT64_C(3600) * NS_PER_SECOND;
	struct fixture x;
	struct ground shifted;

	set_up(&x);
	shifted = *x.ground;
	shifted.trust.shift_ns = hour;
	x.ground = &shifted;
	ck_assert_int_eq(open_file(&x), -ESTALE);
	x.facts.mtime_ns -= hour;
	x.facts.ctime_ns -= hour;
	assert_opens(&x);
	tear_down(&x);
}
END_TEST

START_TEST(refuses_another_device)
{
	struct fixture x;
	struct ground other;

	set_up(&x);
	other = *x.ground;
	other.device++;
	other.is_overlay = false;
	x.ground = &other;
	ck_assert_int_eq(open_file(&x), -ESTALE);
	tear_down(&x);
}
END_TEST

enum replacement {
	REPLACED_BY_NOTHING,
	REPLACED_BY_LINK,
	REPLACED_BY_FIFO,
	REPLACED_BY_DIRECTORY,
	REPLACED_BY_COPY,
	REPLACED_N
};

START_TEST(refuses_what_took_its_place)
{
	_cleanup_(freep) char *sub = NULL;
	_cleanup_(freep) char *path = NULL;
	struct fixture x;

	set_up(&x);
	sub = scratch_path(x.dir, "d");
	path = scratch_path(sub, "f");
	scratch_file(x.dir, "other", "catalog\n", 8);
	ck_assert_int_eq(unlink(path), 0);
	switch ((enum replacement)_i) {
	case REPLACED_BY_LINK:
		scratch_symlink(sub, "f", "../other");
		break;
	case REPLACED_BY_FIFO:
		ck_assert_int_eq(mkfifo(path, 0600), 0);
		break;
	case REPLACED_BY_DIRECTORY:
		scratch_mkdir(sub, "f");
		break;
	case REPLACED_BY_COPY:
		scratch_file(sub, "f", "catalog\n", 8);
		break;
	case REPLACED_BY_NOTHING:
	case REPLACED_N:
		break;
	}
	ck_assert_int_eq(open_file(&x), -ESTALE);
	tear_down(&x);
}
END_TEST

START_TEST(follows_no_link_on_the_way)
{
	_cleanup_(freep) char *sub = NULL;
	_cleanup_(freep) char *moved = NULL;
	struct fixture x;

	set_up(&x);
	sub = scratch_path(x.dir, "d");
	moved = scratch_path(x.dir, "moved");
	ck_assert_int_eq(rename(sub, moved), 0);
	scratch_symlink(x.dir, "d", "moved");
	ck_assert_int_eq(open_file(&x), -ESTALE);
	tear_down(&x);
}
END_TEST

START_TEST(says_what_keeps_it_from_reading)
{
	_cleanup_(freep) char *sub = NULL;
	_cleanup_(freep) char *path = NULL;
	uid_t uid = geteuid();
	struct fixture x;
	int r;

	set_up(&x);
	sub = scratch_path(x.dir, "d");
	path = scratch_path(sub, "f");
	ck_assert_int_eq(chmod(path, 0), 0);
	ck_assert_int_eq(chmod(x.dir, 0755), 0);
	stat_file(&x);
	if (uid == 0) /* may read everything: be somebody else for once */
		ck_assert_int_eq(seteuid(65534), 0);
	r = open_file(&x);
	if (uid == 0)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(r, -EACCES);
	tear_down(&x);
}
END_TEST

START_TEST(sees_a_write_while_it_is_open)
{
	_cleanup_(closep) int fd = -1;
	_cleanup_(closep) int writer = -1;
	struct fixture x;

	set_up(&x);
	fd = open_file(&x);
	ck_assert_int_ge(fd, 0);
	/* The same length at once: only the time stamps can tell, and
	 * access_open() waited until they do. */
	writer = openat(x.ground->fd, "d/f", O_WRONLY | O_CLOEXEC);
	ck_assert_int_eq(pwrite(writer, "Catalog\n", 8, 0), 8);
	ck_assert_int_eq(access_check(x.ground, fd, &x.facts), -ESTALE);
	tear_down(&x);
}
END_TEST

START_TEST(does_not_wait_for_the_future)
{
	struct timespec times[2];
	struct fixture x;
	int64_t start;

	set_up(&x);
	times[0] = times[1] =
		clock_to_timespec(clock_now_ns() + 3600 * NS_PER_SECOND);
	ck_assert_int_eq(utimensat(x.ground->fd, "d/f", times, 0), 0);
	stat_file(&x);
	start = clock_monotonic_ns();
	assert_opens(&x);
	ck_assert_int_lt(clock_monotonic_ns() - start, NS_PER_SECOND);
	tear_down(&x);
}
END_TEST

START_TEST(leaves_the_access_time_alone)
{
	static const struct timespec old[2] = { { 1, 0 }, { 2, 0 } };
	_cleanup_(closep) int fd = -1;
	struct fixture x;
	struct stat st;
	char byte;

	set_up(&x);
	ck_assert_int_eq(utimensat(x.ground->fd, "d/f", old, 0), 0);
	stat_file(&x);
	fd = open_file(&x);
	ck_assert_int_eq(read(fd, &byte, 1), 1);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_int_eq(st.st_atim.tv_sec, 1);
	tear_down(&x);
}
END_TEST

START_TEST(finds_the_place_that_shows_a_directory)
{
	_cleanup_(freep) char *dir = scratch_dir();
	struct hash_place list[] = {
		{ .volume_id = 7, .mount_point = dir, .mount_root = "a/b" },
		{ .volume_id = 7,
			.mount_point = "/nowhere/at/all",
			.mount_root = "" },
		{ .volume_id = 8, .mount_point = dir, .mount_root = "" },
		{ .volume_id = 7, .mount_point = dir, .mount_root = "c" },
	};
	struct hash_places places = { list, 4 };
	_cleanup_(grounds_closep) struct grounds *g = grounds_open(&places);
	const char *rest;
	size_t place;

	ck_assert(grounds_find(g, 7, "a/b/x/y", &place, &rest));
	ck_assert_uint_eq(place, 0);
	ck_assert_str_eq(rest, "x/y");
	ck_assert(grounds_find(g, 7, "c", &place, &rest));
	ck_assert_uint_eq(place, 3);
	ck_assert_str_eq(rest, "");
	ck_assert(!grounds_find(g, 7, "a/bc", &place, &rest));
	ck_assert(!grounds_find(g, 9, "a/b", &place, &rest));
	ck_assert(grounds_find(g, 8, "a/bc", &place, &rest));
	ck_assert_str_eq(rest, "a/bc");
}
END_TEST

Suite *suite_access(void);

Suite *
suite_access(void)
{
	Suite *suite = suite_create("access");
	TCase *tc = tcase_create("access");

	tcase_add_test(tc, opens_the_file_that_was_scanned);
	tcase_add_test(tc, files_of_a_directory_are_opened_from_there);
	tcase_add_test(tc, refuses_other_facts);
	tcase_add_test(tc, an_unstable_inode_proves_nothing);
	tcase_add_test(tc, an_invented_ctime_proves_nothing);
	tcase_add_test(tc, a_shifted_clock_is_set_right);
	tcase_add_test(tc, refuses_another_device);
	tcase_add_loop_test(tc, refuses_what_took_its_place, 0, REPLACED_N);
	tcase_add_test(tc, follows_no_link_on_the_way);
	tcase_add_test(tc, says_what_keeps_it_from_reading);
	tcase_add_test(tc, sees_a_write_while_it_is_open);
	tcase_add_test(tc, does_not_wait_for_the_future);
	tcase_add_test(tc, leaves_the_access_time_alone);
	tcase_add_test(tc, finds_the_place_that_shows_a_directory);
	suite_add_tcase(suite, tc);
	return suite;
}
