/* SPDX-License-Identifier: MIT */
#include "util/search.h"

#include <check.h>

struct numbered {
	int64_t number;
	char rest[3];
};

START_TEST(finds_the_first_that_is_not_less)
{
	const struct numbered items[] = { { INT64_MIN, "a" }, { -1, "b" },
		{ 5, "c" }, { 5, "d" }, { 5, "e" }, { INT64_MAX, "f" } };
	const size_t size = sizeof(*items);

	ck_assert_uint_eq(search_i64(items, 6, size, INT64_MIN), 0);
	ck_assert_uint_eq(search_i64(items, 6, size, -2), 1);
	ck_assert_uint_eq(search_i64(items, 6, size, -1), 1);
	ck_assert_uint_eq(search_i64(items, 6, size, 0), 2);
	ck_assert_uint_eq(search_i64(items, 6, size, 5), 2);
	ck_assert_uint_eq(search_i64(items, 6, size, 6), 5);
	ck_assert_uint_eq(search_i64(items, 6, size, INT64_MAX), 5);
	ck_assert_uint_eq(search_i64(items, 5, size, INT64_MAX), 5);
	ck_assert_uint_eq(search_i64(items, 0, size, 1), 0);
}
END_TEST

Suite *suite_search(void);
Suite *
suite_search(void)
{
	Suite *suite = suite_create("search");
	TCase *tc = tcase_create("search");

	tcase_add_test(tc, finds_the_first_that_is_not_less);
	suite_add_tcase(suite, tc);
	return suite;
}
