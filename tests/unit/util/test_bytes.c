/* SPDX-License-Identifier: MIT */
#include "util/bytes.h"

#include <check.h>

/* In their order; a string's own NUL is not of it. */
static const struct {
	const char *bytes;
	size_t len;
} ordered[] = {
	{ NULL, 0 },
	{ "\0", 1 },
	{ "\0\0", 2 },
	{ "\0a", 2 },
	{ "A", 1 },
	{ "a", 1 },
	{ "a\0", 2 },
	{ "a\0b", 3 },
	{ "a ", 2 },
	{ "a/b", 3 },
	{ "aa", 2 },
	{ "b", 1 },
	{ "\x7f", 1 },
	{ "\x80", 1 },
	{ "\xff", 1 },
	{ "\xff\xff", 2 },
};

enum { N_ORDERED = sizeof(ordered) / sizeof(*ordered) };

START_TEST(bytes_are_in_order_the_shorter_first)
{
	for (int i = 0; i < N_ORDERED; i++) {
		int order = bytes_compare(ordered[_i].bytes, ordered[_i].len,
			ordered[i].bytes, ordered[i].len);

		ck_assert_int_eq((order > 0) - (order < 0),
			(_i > i) - (_i < i));
	}
}
END_TEST

/* Only so many are looked at, wherever they are. */
START_TEST(what_is_behind_the_bytes_does_not_count)
{
	char a[] = "same, then this", b[] = "same, then that";

	ck_assert_int_eq(bytes_compare(a, 13, b, 13), 0);
	ck_assert_int_gt(bytes_compare(a, 14, b, 14), 0);
	ck_assert_int_lt(bytes_compare(a, 12, b, 13), 0);
	ck_assert_int_eq(bytes_compare(a, 0, b, 0), 0);
}
END_TEST

Suite *suite_bytes(void);
Suite *
suite_bytes(void)
{
	Suite *suite = suite_create("bytes");
	TCase *tc = tcase_create("bytes");

	tcase_add_loop_test(tc, bytes_are_in_order_the_shorter_first, 0,
		N_ORDERED);
	tcase_add_test(tc, what_is_behind_the_bytes_does_not_count);
	suite_add_tcase(suite, tc);
	return suite;
}
