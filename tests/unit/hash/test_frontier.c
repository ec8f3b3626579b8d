/* SPDX-License-Identifier: MIT */
#include "hash/frontier.h"

#include <check.h>

START_TEST(gives_a_size_when_it_is_passed_and_read)
{
	struct frontier *f = frontier_new(8);
	uint64_t a, b;
	int64_t size;

	a = frontier_open(f, 900);
	ck_assert_uint_eq(frontier_open(f, 900), a);
	ck_assert(!frontier_take(f, &size));
	frontier_read_begins(f, a);
	frontier_read_begins(f, a);
	b = frontier_open(f, 800);
	ck_assert_uint_ne(a, b);
	frontier_read_ends(f, a);
	ck_assert(!frontier_take(f, &size));
	frontier_read_ends(f, a);
	ck_assert(frontier_take(f, &size));
	ck_assert_int_eq(size, 900);
	ck_assert(!frontier_take(f, &size));
	frontier_close(f);
	ck_assert(frontier_take(f, &size));
	ck_assert_int_eq(size, 800);
	ck_assert(!frontier_take(f, &size));
	frontier_free(f);
}
END_TEST

START_TEST(a_slow_size_holds_up_no_other)
{
	struct frontier *f = frontier_new(4);
	uint64_t slow;
	int64_t size;

	slow = frontier_open(f, 900);
	frontier_read_begins(f, slow);
	(void)frontier_open(f, 800);
	(void)frontier_open(f, 700);
	ck_assert(frontier_take(f, &size));
	ck_assert_int_eq(size, 800);
	ck_assert(!frontier_take(f, &size));
	frontier_close(f);
	ck_assert(frontier_take(f, &size));
	ck_assert_int_eq(size, 700);
	frontier_read_ends(f, slow);
	ck_assert(frontier_take(f, &size));
	ck_assert_int_eq(size, 900);
	frontier_free(f);
}
END_TEST

START_TEST(has_room_for_so_many)
{
	struct frontier *f = frontier_new(3);
	int64_t size;

	/* Often enough around for the ring to wrap. */
	for (int64_t i = 100; i > 0; i--) {
		if (!frontier_has_room(f)) {
			ck_assert(frontier_take(f, &size));
			ck_assert_int_eq(size, i + 3);
		}
		ck_assert(frontier_has_room(f));
		(void)frontier_open(f, i);
	}
	ck_assert(!frontier_has_room(f));
	frontier_free(f);
}
END_TEST

START_TEST(closing_twice_or_empty_is_fine)
{
	struct frontier *f = frontier_new(2);
	int64_t size;

	frontier_close(f);
	ck_assert(!frontier_take(f, &size));
	(void)frontier_open(f, 5);
	frontier_close(f);
	frontier_close(f);
	ck_assert(frontier_take(f, &size));
	ck_assert(!frontier_take(f, &size));
	frontier_close(f);
	ck_assert(!frontier_take(f, &size));
	frontier_free(f);
}
END_TEST

START_TEST(what_is_skipped_is_not_given)
{
	struct frontier *f = frontier_new(3);
	int64_t size;

	for (int64_t i = 100; i > 0; i--) {
		uint64_t skipped = frontier_open(f, 2 * i + 1);

		frontier_read_begins(f, skipped);
		(void)frontier_open(f, 2 * i);
		frontier_skip(f, skipped);
		frontier_close(f);
		ck_assert(frontier_take(f, &size));
		ck_assert_int_eq(size, 2 * i);
		ck_assert(!frontier_take(f, &size));
	}
	/* Also one that is open still. */
	frontier_skip(f, frontier_open(f, 1));
	frontier_close(f);
	ck_assert(!frontier_take(f, &size));
	frontier_free(f);
}
END_TEST

Suite *suite_frontier(void);

Suite *
suite_frontier(void)
{
	Suite *suite = suite_create("frontier");
	TCase *tc = tcase_create("frontier");

	tcase_add_test(tc, gives_a_size_when_it_is_passed_and_read);
	tcase_add_test(tc, a_slow_size_holds_up_no_other);
	tcase_add_test(tc, has_room_for_so_many);
	tcase_add_test(tc, closing_twice_or_empty_is_fine);
	tcase_add_test(tc, what_is_skipped_is_not_given);
	suite_add_tcase(suite, tc);
	return suite;
}
