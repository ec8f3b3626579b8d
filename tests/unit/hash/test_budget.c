/* SPDX-License-Identifier: MIT */
#include "hash/budget.h"

#include "util/clock.h"

#include <check.h>

START_TEST(without_limits_everything_may_begin)
{
	struct budget b;

	budget_init(&b, &(struct budget_limits){ 0 });
	for (int i = 0; i < 10; i++)
		ck_assert(budget_begin(&b, INT64_MAX));
	ck_assert(!budget_is_over(&b));
}
END_TEST

START_TEST(what_was_begun_may_go_beyond_the_limit)
{
	struct budget b;

	budget_init(&b, &(struct budget_limits){ .max_bytes = 100 });
	ck_assert(budget_begin(&b, 99));
	ck_assert(budget_begin(&b, INT64_MAX));
	ck_assert(!budget_begin(&b, 1));
	ck_assert(!budget_begin(&b, 0));
}
END_TEST

START_TEST(time_runs_out)
{
	struct budget b;

	budget_init(&b, &(struct budget_limits){ .max_ns = 1 });
	while (clock_monotonic_ns() <= b.deadline_ns)
		continue;
	ck_assert(budget_is_over(&b));
	budget_init(&b, &(struct budget_limits){ .max_ns = INT64_MAX });
	ck_assert(!budget_is_over(&b));
}
END_TEST

START_TEST(readers_wait_for_their_turn)
{
	const struct budget_limits limits = { .bytes_per_second = 100000 };
	atomic_bool stop = false;
	int64_t begun = clock_monotonic_ns();
	struct budget b;

	budget_init(&b, &limits);
	for (int i = 0; i < 10; i++)
		budget_pace(&b, 1000, &stop);
	ck_assert_int_ge(clock_monotonic_ns() - begun, NS_PER_SECOND / 10);
	budget_pace(NULL, 1000000000, &stop);
	/* Who should stop does not wait for hours. */
	stop = true;
	budget_pace(&b, 1000000000, &stop);
	ck_assert_int_lt(clock_monotonic_ns() - begun, 5 * NS_PER_SECOND);
}
END_TEST

Suite *suite_budget(void);

Suite *
suite_budget(void)
{
	Suite *s = suite_create("budget");
	TCase *tc = tcase_create("budget");

	tcase_add_test(tc, without_limits_everything_may_begin);
	tcase_add_test(tc, what_was_begun_may_go_beyond_the_limit);
	tcase_add_test(tc, time_runs_out);
	tcase_add_test(tc, readers_wait_for_their_turn);
	suite_add_tcase(s, tc);
	return s;
}
