/* SPDX-License-Identifier: MIT */
#include "util/clock.h"

#include <check.h>

Suite *suite_clock(void);

struct clock_case {
	int64_t seconds;
	int64_t rest;
	int64_t ns;
	int is_exact; /* converts back to the same */
};

static const struct clock_case cases[] = {
	{ 0, 0, 0, 1 },
	{ 0, 1, 1, 1 },
	{ 1, 999999999, INT64_C(1999999999), 1 },
	{ -1, 0, -NS_PER_SECOND, 1 },
	{ -1, 999999999, -1, 1 },
	{ -2, 500000000, INT64_C(-1500000000), 1 },
	{ INT64_C(-2208988800), 0, INT64_C(-2208988800000000000), 1 },
	{ INT64_C(4294967296), 5, INT64_C(4294967296000000005), 1 },
	/* both ends, to the nanosecond, and one beyond */
	{ INT64_C(9223372036), 854775807, INT64_MAX, 1 },
	{ INT64_C(9223372036), 854775808, INT64_MAX, 0 },
	{ INT64_C(9223372037), 0, INT64_MAX, 0 },
	{ INT64_C(-9223372037), 145224192, INT64_MIN, 1 },
	{ INT64_C(-9223372037), 145224193, INT64_MIN + 1, 1 },
	{ INT64_C(-9223372037), 145224191, INT64_MIN, 0 },
	{ INT64_C(-9223372038), 999999999, INT64_MIN, 0 },
	{ INT64_MAX, 999999999, INT64_MAX, 0 },
	{ INT64_MIN, 0, INT64_MIN, 0 },
	{ INT64_MIN, 999999999, INT64_MIN, 0 },
};

START_TEST(converts_and_saturates)
{
	const struct clock_case *c = &cases[_i];
	struct timespec ts = { .tv_sec = c->seconds, .tv_nsec = c->rest };
	struct timespec back;

	ck_assert_int_eq(clock_from_timespec(ts), c->ns);
	back = clock_to_timespec(c->ns);
	ck_assert_int_ge(back.tv_nsec, 0);
	ck_assert_int_lt(back.tv_nsec, NS_PER_SECOND);
	ck_assert_int_eq(clock_from_timespec(back), c->ns);
	if (c->is_exact) {
		ck_assert_int_eq(back.tv_sec, c->seconds);
		ck_assert_int_eq(back.tv_nsec, c->rest);
	}
}
END_TEST

/* A broken file system may hand out any number of nanoseconds. */
START_TEST(odd_nanoseconds_do_not_overflow)
{
	struct timespec high = { .tv_sec = INT64_C(9223372036),
		.tv_nsec = INT64_MAX };
	struct timespec low = { .tv_sec = INT64_C(-9223372036),
		.tv_nsec = INT64_MIN };

	ck_assert_int_eq(clock_from_timespec(high), INT64_MAX);
	ck_assert_int_eq(clock_from_timespec(low), INT64_MIN);
}
END_TEST

START_TEST(clocks_run)
{
	int64_t monotonic = clock_monotonic_ns();

	/* After 2020, and never backwards. */
	ck_assert_int_gt(clock_now_ns(), INT64_C(1577836800) * NS_PER_SECOND);
	ck_assert_int_gt(monotonic, 0);
	ck_assert_int_ge(clock_monotonic_ns(), monotonic);
}
END_TEST

Suite *
suite_clock(void)
{
	Suite *s = suite_create("clock");
	TCase *tc = tcase_create("clock");

	tcase_add_loop_test(tc, converts_and_saturates, 0,
		sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tc, odd_nanoseconds_do_not_overflow);
	tcase_add_test(tc, clocks_run);
	suite_add_tcase(s, tc);
	return s;
}
