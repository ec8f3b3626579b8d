/* SPDX-License-Identifier: MIT */
#include "hash/archive/packed.h"

#include "lib/hashing.h"

#include <check.h>
#include <errno.h>

/* As if a child could not be ended. */
START_TEST(a_volume_that_does_not_answer_is_left_alone)
{
	struct packed first = PACKED_INIT, second = PACKED_INIT;
	struct grounds *grounds;
	struct hashing x;
	const char *rest;
	size_t place;

	hashing_init(&x, 2);
	grounds = grounds_open(&x.places);
	first.volume_id = second.volume_id = x.list[0].volume_id;
	ck_assert(grounds_find(grounds, first.volume_id, "", &place, &rest));
	first.ground = second.ground = grounds_at(grounds, place);
	first.fd = second.fd = 99; /* it must not be touched */
	ck_assert_int_eq(packed_check(&first, grounds, true), -ETIMEDOUT);
	ck_assert_int_eq(first.fd, -1);
	ck_assert_int_eq(packed_check(&second, grounds, false), -ETIMEDOUT);
	ck_assert_int_eq(second.fd, -1);
	ck_assert(!grounds_find(grounds, first.volume_id, "", &place, &rest));
	ck_assert(
		grounds_find(grounds, x.list[1].volume_id, "", &place, &rest));
	grounds_close(grounds);
	hashing_clear(&x);
}
END_TEST

Suite *suite_packed(void);
Suite *
suite_packed(void)
{
	Suite *suite = suite_create("packed");
	TCase *tc = tcase_create("packed");

	tcase_add_test(tc, a_volume_that_does_not_answer_is_left_alone);
	suite_add_tcase(suite, tc);
	return suite;
}
