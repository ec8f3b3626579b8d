/* SPDX-License-Identifier: MIT */
#include "output/human.h"

#include "util/cleanup.h"
#include "util/clock.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

struct number_case {
	int64_t number;
	const char *text;
};

#define N_CASES(cases) ((int)(sizeof(cases) / sizeof((cases)[0])))

static const struct number_case si_sizes[] = {
	{ 0, "0 B" },
	{ 999, "999 B" },
	{ 1000, "1.0 kB" },
	{ 1049, "1.0 kB" },
	{ 1050, "1.1 kB" },
	{ 999949, "999.9 kB" },
	{ 999950, "1.0 MB" }, /* would round to 1000.0 kB */
	{ 1000000000, "1.0 GB" },
	{ INT64_MAX, "9.2 EB" },
	{ INT64_MIN, "-9.2 EB" },
};

static const struct number_case sizes[] = {
	{ 0, "0 B" },
	{ 1, "1 B" },
	{ 1023, "1023 B" },
	{ 1024, "1.0 KiB" },
	{ 1075, "1.0 KiB" },
	{ 1076, "1.1 KiB" },
	{ 1536, "1.5 KiB" },
	{ 1048524, "1023.9 KiB" },
	{ 1048525, "1.0 MiB" }, /* would round to 1024.0 KiB */
	{ 1048575, "1.0 MiB" },
	{ 1048576, "1.0 MiB" },
	{ INT64_C(1) << 30, "1.0 GiB" },
	{ (INT64_C(1) << 40) - 1, "1.0 TiB" },
	{ INT64_C(1) << 50, "1.0 PiB" },
	{ INT64_C(1) << 60, "1.0 EiB" },
	{ (INT64_C(1) << 60) - 1, "1.0 EiB" },
	{ INT64_MAX, "8.0 EiB" },
	{ -1, "-1 B" },
	{ -1536, "-1.5 KiB" },
	{ INT64_MIN, "-8.0 EiB" },
};

START_TEST(says_sizes)
{
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;

	human_size(&got, sizes[_i].number);
	ck_assert_str_eq(got.buf, sizes[_i].text);
}
END_TEST

static const struct number_case numbers[] = {
	{ 0, "0" },
	{ 999, "999" },
	{ 1000, "1,000" },
	{ 1001001, "1,001,001" },
	{ 999999, "999,999" },
	{ -1234567, "-1,234,567" },
	{ INT64_MAX, "9,223,372,036,854,775,807" },
	{ INT64_MIN, "-9,223,372,036,854,775,808" },
};

START_TEST(says_numbers)
{
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;

	human_number(&got, numbers[_i].number);
	ck_assert_str_eq(got.buf, numbers[_i].text);
}
END_TEST

static const struct number_case durations[] = {
	{ 0, "0.0 s" },
	{ 400000000, "0.4 s" },
	{ INT64_C(59900000000), "59.9 s" },
	{ INT64_C(59960000000), "1:00" }, /* would round to 60.0 s */
	{ 187 * NS_PER_SECOND, "3:07" },
	{ 3599 * NS_PER_SECOND, "59:59" },
	{ 3600 * NS_PER_SECOND - 1, "1 h 00 min" },
	{ 7500 * NS_PER_SECOND, "2 h 05 min" },
	{ 93600 * NS_PER_SECOND, "1 d 02 h" },
	{ -187 * NS_PER_SECOND, "-3:07" },
	{ INT64_MAX, "106751 d 23 h" },
};

START_TEST(says_durations)
{
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;

	human_duration(&got, durations[_i].number);
	ck_assert_str_eq(got.buf, durations[_i].text);
}
END_TEST

static const struct number_case instants[] = {
	{ 0, "1970-01-01T00:00:00.000000000Z" },
	{ 1, "1970-01-01T00:00:00.000000001Z" },
	{ -1, "1969-12-31T23:59:59.999999999Z" },
	{ -NS_PER_SECOND, "1969-12-31T23:59:59.000000000Z" },
	{ INT64_C(1772460300) * NS_PER_SECOND + 120000000,
		"2026-03-02T14:05:00.120000000Z" },
	/* 2^32 seconds: after 2106 */
	{ INT64_C(4294967296) * NS_PER_SECOND,
		"2106-02-07T06:28:16.000000000Z" },
	{ INT64_MAX, "2262-04-11T23:47:16.854775807Z" },
	{ INT64_MIN, "1677-09-21T00:12:43.145224192Z" },
};

START_TEST(says_instants)
{
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;

	human_time_rfc3339(&got, instants[_i].number);
	ck_assert_str_eq(got.buf, instants[_i].text);
}
END_TEST

START_TEST(says_local_time)
{
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	const char *zone = getenv("TZ");
	_cleanup_(freep) char *kept = zone ? strdup(zone) : NULL;

	ck_assert_int_eq(setenv("TZ", "EST5", 1), 0);
	tzset();
	human_time_local(&got, INT64_C(1772460300) * NS_PER_SECOND);
	strbuf_addc(&got, ' ');
	human_time_local(&got, -1);
	/* Tests may share a process. */
	ck_assert_int_eq(kept ? setenv("TZ", kept, 1) : unsetenv("TZ"), 0);
	tzset();
	ck_assert_str_eq(got.buf, "2026-03-02 09:05 1969-12-31 18:59");
}
END_TEST

static const struct {
	uint32_t mode;
	const char *text;
} modes[] = {
	{ S_IFREG | 0644, "-rw-r--r--" },
	{ S_IFDIR | 0755, "drwxr-xr-x" },
	{ S_IFLNK | 0777, "lrwxrwxrwx" },
	{ S_IFIFO | 0600, "prw-------" },
	{ S_IFSOCK, "s---------" },
	{ S_IFCHR | 0020, "c----w----" },
	{ S_IFBLK | 0001, "b--------x" },
	{ S_IFREG | 04755, "-rwsr-xr-x" },
	{ S_IFREG | 04644, "-rwSr--r--" },
	{ S_IFREG | 02010, "------s---" },
	{ S_IFREG | 02000, "------S---" },
	{ S_IFDIR | 01777, "drwxrwxrwt" },
	{ S_IFDIR | 01776, "drwxrwxrwT" },
	{ 0, "?---------" },
};

START_TEST(says_sizes_in_thousands)
{
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;

	human_size_si(&got, si_sizes[_i].number);
	ck_assert_str_eq(got.buf, si_sizes[_i].text);
}
END_TEST

START_TEST(says_modes)
{
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;

	human_mode(&got, modes[_i].mode);
	ck_assert_str_eq(got.buf, modes[_i].text);
}
END_TEST

Suite *suite_human(void);

Suite *
suite_human(void)
{
	Suite *s = suite_create("human");
	TCase *t = tcase_create("human");

	tcase_add_loop_test(t, says_sizes, 0, N_CASES(sizes));
	tcase_add_loop_test(t, says_sizes_in_thousands, 0, N_CASES(si_sizes));
	tcase_add_loop_test(t, says_numbers, 0, N_CASES(numbers));
	tcase_add_loop_test(t, says_durations, 0, N_CASES(durations));
	tcase_add_loop_test(t, says_instants, 0, N_CASES(instants));
	tcase_add_test(t, says_local_time);
	tcase_add_loop_test(t, says_modes, 0, N_CASES(modes));
	suite_add_tcase(s, t);
	return s;
}
