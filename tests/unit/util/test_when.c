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
	{ "1y", 1800000000 - 365 * DAY },
	{ "1 day ago", 1800000000 - DAY },
	{ "3 days ago", 1800000000 - 3 * DAY },
	{ "2.weeks.ago", 1800000000 - 14 * DAY },
	{ "5 minutes ago", 1800000000 - 300 },
	/* It is 10:00 there. */
	{ "today", 1800000000 - 10 * 3600 },
	{ "yesterday", 1800000000 - 10 * 3600 - DAY },
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

static const char *const bad[] = { "", "3", "d", "3 days", "3 fortnights ago",
	"3 daysago", " ago", "3 ago", "-3d", "3dd", "3d ",
	"99999999999999999999d", "999999999d", "2026", "2026-13-01",
	"2026-03-01x", "2026-03-01 25:00", "2026-03-01 ", "2026-03-01 14",
	"tomorrow", "todayx" };

START_TEST(refuses)
{
	struct error error = ERROR_INIT;
	int64_t ns = 7;

	ck_assert_msg(parse_when(&ns, bad[_i], NOW, &error) < 0, "%s", bad[_i]);
	ck_assert_int_eq(error.kind, ERROR_USAGE);
	ck_assert_int_eq(ns, 7);
}
END_TEST

#define S NS_PER_SECOND
#define MARCH_1 INT64_C(1772316000) /* 2026, two hours ahead of UTC */

static const struct {
	const char *text;
	int64_t min_ns;
	int64_t max_ns;
} ranges[] = {
	{ "-7d", NOW - 7 * DAY *S, INT64_MAX },
	{ "-7", NOW - 7 * DAY *S, INT64_MAX },
	{ "+7d", INT64_MIN, NOW - 7 * DAY *S - 1 },
	{ "+1y", INT64_MIN, NOW - 365 * DAY *S - 1 },
	{ "7d", NOW - 8 * DAY *S + 1, NOW - 7 * DAY *S },
	{ "0", NOW - DAY *S + 1, NOW },
	{ "-90m", NOW - 5400 * S, INT64_MAX },
	{ "2026-03-01", MARCH_1 *S, (MARCH_1 + DAY) * S - 1 },
	{ "2026-03-01Z", (MARCH_1 + 7200) * S, (MARCH_1 + 7200 + DAY) * S - 1 },
	{ "2026-03", MARCH_1 *S, (MARCH_1 + 31 * DAY) * S - 1 },
	{ "2026-02", (MARCH_1 - 28 * DAY) * S, MARCH_1 *S - 1 },
	{ "2026-03-01 00:05", (MARCH_1 + 300) * S, (MARCH_1 + 360) * S - 1 },
	{ "2026-03-01T00:05:07", (MARCH_1 + 307) * S, (MARCH_1 + 308) * S - 1 },
	{ "-2026-03-01", MARCH_1 *S, INT64_MAX },
	{ "+2026-03", INT64_MIN, MARCH_1 *S - 1 },
	{ "2026-02..2026-03-01", (MARCH_1 - 28 * DAY) * S,
		(MARCH_1 + DAY) * S - 1 },
	{ "+0001-01-01", INT64_MIN, INT64_MIN },
	{ "today", (NOW / S - 36000) * S, (NOW / S - 36000 + DAY) * S - 1 },
	{ "-yesterday", (NOW / S - 36000 - DAY) * S, INT64_MAX },
	{ "..2026-02", INT64_MIN, MARCH_1 *S - 1 },
	{ "2026-03-01 00:05..", (MARCH_1 + 300) * S, INT64_MAX },
};

START_TEST(reads_ranges)
{
	struct error error = ERROR_INIT;
	struct when_range r = { 0, 0 };

	ck_assert_int_eq(setenv("TZ", "ABC-2", 1), 0);
	tzset();
	ck_assert_msg(parse_when_range(&r, ranges[_i].text, NOW, &error) == 0,
		"%s", error.text);
	ck_assert_int_eq(r.min_ns, ranges[_i].min_ns);
	ck_assert_int_eq(r.max_ns, ranges[_i].max_ns);
}
END_TEST

static const char *const bad_ranges[] = { "", "-", "+", "+-7d", "--7d", "7x",
	"7dd", "-7 d", "99999999999999999999d", "999999999d", "2026-13",
	"2026-03-", "2026-3x", "..", "2026-03..x", "x..2026-03",
	"-2026-03..2026-04", "2026-03..2026-04..2026-05", "7d..3d",
	"2026-03-01 00:00:00 and a text longer than any date can be..2027-01" };

START_TEST(refuses_ranges)
{
	struct error error = ERROR_INIT;
	struct when_range r = { 7, 8 };

	ck_assert_msg(parse_when_range(&r, bad_ranges[_i], NOW, &error) < 0,
		"%s", bad_ranges[_i]);
	ck_assert_int_eq(error.kind, ERROR_USAGE);
	ck_assert_int_eq(r.min_ns, 7);
	ck_assert_int_eq(r.max_ns, 8);
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
	tcase_add_loop_test(tc, reads_ranges, 0,
		(int)(sizeof(ranges) / sizeof(ranges[0])));
	tcase_add_loop_test(tc, refuses_ranges, 0,
		(int)(sizeof(bad_ranges) / sizeof(bad_ranges[0])));
	suite_add_tcase(s, tc);
	return s;
}
