/* SPDX-License-Identifier: MIT */
#include "volume/marker.h"

#include "volume/identity.h"

#include "lib/scratch.h"
#include "util/cleanup.h"

#include <check.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

START_TEST(identifiers_are_words_that_differ)
{
	_cleanup_(freep) char *a = marker_identifier("blue box");
	_cleanup_(freep) char *b = marker_identifier("blue box");
	_cleanup_(freep) char *c = marker_identifier("a/b\nc");
	char long_name[400];
	_cleanup_(freep) char *d = NULL;

	ck_assert_int_eq(strncmp(a, "blue box-", 9), 0);
	ck_assert_uint_eq(strlen(a), 9 + 8);
	ck_assert_str_ne(a, b);
	ck_assert_int_eq(strncmp(c, "a-b-c-", 6), 0);
	memset(long_name, 'x', sizeof(long_name));
	long_name[sizeof(long_name) - 1] = '\0';
	d = marker_identifier(long_name);
	ck_assert_uint_lt(strlen(d), 256);
}
END_TEST

/* A mount that is not what lies there must not be written to. */
START_TEST(it_writes_where_it_was_told_only)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *file = scratch_path(dir, VOLUME_MARKER);
	const struct mount wrong = { .point = dir, .root = "", .id = -5 };
	struct error error = ERROR_INIT;

	ck_assert_int_eq(marker_write(&wrong, "x", &error), -ESTALE);
	ck_assert_int_ne(access(file, F_OK), 0);
}
END_TEST

START_TEST(the_top_is_what_shows_all_of_the_volume)
{
	struct mount list[] = {
		{ .point = "/a", .root = "sub", .device = 5 },
		{ .point = "/b", .root = "", .device = 6 },
		{ .point = "/c", .root = "", .device = 5, .hidden = true },
		{ .point = "/d", .root = "", .device = 5 },
		{ .point = "/e", .root = "", .device = 7, .subvolume = "x" },
		{ .point = "/f", .root = "y", .device = 7, .subvolume = "z" },
	};
	const struct mounts mounts = { .mounts = list,
		.n_mounts = sizeof(list) / sizeof(list[0]) };

	ck_assert_ptr_eq(marker_mount(&mounts, &list[0]), &list[3]);
	ck_assert_ptr_eq(marker_mount(&mounts, &list[4]), &list[4]);
	ck_assert_ptr_null(marker_mount(&mounts, &list[5]));
}
END_TEST

Suite *suite_marker(void);

Suite *
suite_marker(void)
{
	Suite *s = suite_create("marker");
	TCase *tc = tcase_create("marker");

	tcase_add_test(tc, identifiers_are_words_that_differ);
	tcase_add_test(tc, it_writes_where_it_was_told_only);
	tcase_add_test(tc, the_top_is_what_shows_all_of_the_volume);
	suite_add_tcase(s, tc);
	return s;
}
