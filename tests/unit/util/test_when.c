/* SPDX-License-Identifier: MIT */
#include "util/when.h"

#include "util/clock.h"

#include <check.h>
#include <stdlib.h>
#include <time.h>

#define NOW (INT64_C(1800000000) * NS_PER_SECOND)
#define DAY INT64_C(86400)

static const struct {
	const char *text;
	int64_t seconds; /* since 1970, where the clock is two hours ahead */
} good[] = {
	{ "3d", 1800000000 - 3 * DAY },
	{ "0m", 1800000000 },
	{ "90m", 1800000000 - 90 * 60 },
	{ "12h", 1800000000 - 12 * 3600 },
	{ "2w", 1800000000 - 14 * DAY },
	{ "1970-01-02", DAY - 7200 },
	{ "1970-01-02Z", DAY },
	{ "1970-01-02 03:04", DAY + 3 * 3600 + 4 * 60 - 7200 },
	{ "1970-01-02T03:04:05Z", DAY + 3 * 3600 + 4 * 60 + 5 },
	{ "1969-12-31 00:00Z", -DAY },
};

START_TEST(reads)
{
	struct error error = ERROR_INIT;
	int64_t ns = 0;

	ck_assert_int_eq(setenv("TZ", "ABC-2", 1), 0);
	tzset();
	ck_assert_msg(parse_when(&ns, good[_i].text, NOW, &error) == 0, "%s",
		error.text);
	ck_assert_int_eq(ns, good[_i].seconds * NS_PER_SECOND);
}
END_TEST

static const char *const bad[] = { "", "3", "3y", "d", "-3d", "3dd", "3d ",
	"99999999999999999999d", "999999999d", "2026", "2026-13-01",
	"2026-03-01x", "2026-03-01 25:00", "2026-03-01 ", "2026-03-01 14",
	"yesterday" };

START_TEST(refuses)
{
	struct error error = ERROR_INIT;
	int64_t ns = 7;

	ck_assert_msg(parse_when(&ns, bad[_i], NOW, &error) < 0, "%s", bad[_i]);
	ck_assert_int_eq(error.kind, ERROR_USAGE);
	ck_assert_int_eq(ns, 7);
}
END_TEST

Suite *suite_when(void);

Suite *
suite_when(void)
{
	Suite *s = suite_create("when");
	TCase *tc = tcase_create("when");

	tcase_add_loop_test(tc, reads, 0,
		(int)(sizeof(good) / sizeof(good[0])));
	tcase_add_loop_test(tc, refuses, 0,
		(int)(sizeof(bad) / sizeof(bad[0])));
	suite_add_tcase(s, tc);
	return s;
}
