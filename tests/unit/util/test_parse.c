/* SPDX-License-Identifier: MIT */
#include "util/parse.h"

#include "util/cleanup.h"
#include "util/strbuf.h"

#include <check.h>
#include <errno.h>
#include <string.h>

Suite *suite_parse(void);

struct size_case {
	const char *text;
	int status;
	int64_t bytes;
};

#define UNTOUCHED INT64_C(-77)
#define BAD(text)                                                              \
	{                                                                      \
		text, -EINVAL, UNTOUCHED                                       \
	}
#define TOO_LARGE(text)                                                        \
	{                                                                      \
		text, -ERANGE, UNTOUCHED                                       \
	}

static const struct size_case size_cases[] = {
	{ "0", 0, 0 },
	{ "00", 0, 0 },
	{ "4096", 0, 4096 },
	{ "4096B", 0, 4096 },
	{ "1k", 0, 1024 },
	{ "1K", 0, 1024 },
	{ "1kB", 0, 1000 },
	{ "1KiB", 0, 1024 },
	{ "1kib", 0, 1024 },
	{ "10k", 0, 10240 },
	{ "1.5M", 0, 1572864 },
	{ "1.5MB", 0, 1500000 },
	{ "0.1k", 0, 102 },
	{ "0.1kB", 0, 100 },
	{ "1.000k", 0, 1024 },
	{ "2GiB", 0, INT64_C(2147483648) },
	{ "3GB", 0, INT64_C(3000000000) },
	{ "1T", 0, INT64_C(1) << 40 },
	{ "1PB", 0, INT64_C(1000000000000000) },
	{ "7E", 0, INT64_C(7) << 60 },
	{ "7.999999999999999999999999999999E", 0, INT64_MAX },
	{ "9223372036854775807", 0, INT64_MAX },
	{ "9.223372036854775807EB", 0, INT64_MAX },
	{ "0.99999999999999999999999999999999999999999999k", 0, 1023 },
	TOO_LARGE("9223372036854775808"),
	TOO_LARGE("9.223372036854775808EB"),
	TOO_LARGE("18446744073709551615"),
	TOO_LARGE("18446744073709551616"),
	TOO_LARGE("99999999999999999999999999999999"),
	TOO_LARGE("8E"),
	TOO_LARGE("16E"),
	TOO_LARGE("16.5E"),
	TOO_LARGE("10000000000000000000k"),
	BAD(""),
	BAD(" 1"),
	BAD("1 "),
	BAD("1 k"),
	BAD("-1"),
	BAD("+1"),
	BAD("k"),
	BAD(".5k"),
	BAD("1."),
	BAD("1.k"),
	BAD("1.5"),
	BAD("1.5B"),
	BAD("1.5.5k"),
	BAD("1kk"),
	BAD("1kiBx"),
	BAD("1iB"),
	BAD("1ki"),
	BAD("1z"),
	BAD("1Bk"),
	BAD("0x10"),
	BAD("1e3"),
	BAD("1,5k"),
	BAD("99999999999999999999999999999999z"),
	BAD("inf"),
	BAD("\xd9\xa3"),
};

START_TEST(parses_sizes)
{
	const struct size_case *c = &size_cases[_i];
	struct error err = ERROR_INIT;
	int64_t got = UNTOUCHED;

	ck_assert_int_eq(parse_size(&got, c->text, &err), c->status);
	ck_assert_int_eq(got, c->bytes);
	ck_assert_int_eq(err.code, c->status);
	if (c->status < 0) {
		ck_assert_int_eq(err.kind, ERROR_USAGE);
		ck_assert_ptr_nonnull(strstr(err.text, c->text));
		ck_assert_ptr_nonnull(strstr(err.text, "such as"));
	}
	got = UNTOUCHED;
	ck_assert_int_eq(parse_size(&got, c->text, NULL), c->status);
}
END_TEST

START_TEST(the_example_survives_a_long_word)
{
	_cleanup_(strbuf_clear) struct strbuf word = STRBUF_INIT;
	struct error err = ERROR_INIT;
	int64_t got = UNTOUCHED;

	for (int i = 0; i < 5000; i++)
		strbuf_addc(&word, 'x');
	ck_assert_int_eq(parse_size(&got, word.buf, &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.text, "2GiB"));
}
END_TEST

struct range_case {
	const char *text;
	int status;
	int64_t min;
	int64_t max;
};

static const struct range_case range_cases[] = {
	{ "10", 0, 10, 10 },
	{ "0", 0, 0, 0 },
	{ "+0", 0, 1, INT64_MAX },
	{ "-1", 0, 0, 0 },
	{ "+10M", 0, 10485761, INT64_MAX },
	{ "-10M", 0, 0, 10485759 },
	{ "10M", 0, 10485760, 10485760 },
	{ "+9223372036854775806", 0, INT64_MAX, INT64_MAX },
	{ "9223372036854775807", 0, INT64_MAX, INT64_MAX },
	{ "+9223372036854775807", -ERANGE, -7, -7 },
	{ "-0", -ERANGE, -7, -7 },
	{ "+8E", -ERANGE, -7, -7 },
	{ "", -EINVAL, -7, -7 },
	{ "+", -EINVAL, -7, -7 },
	{ "-", -EINVAL, -7, -7 },
	{ "--1", -EINVAL, -7, -7 },
	{ "+-1", -EINVAL, -7, -7 },
	{ "+x", -EINVAL, -7, -7 },
};

START_TEST(parses_size_ranges)
{
	const struct range_case *c = &range_cases[_i];
	struct size_range got = { -7, -7 };
	struct error err = ERROR_INIT;

	ck_assert_int_eq(parse_size_range(&got, c->text, &err), c->status);
	ck_assert_int_eq(got.min, c->min);
	ck_assert_int_eq(got.max, c->max);
	if (c->status < 0)
		ck_assert_int_eq(err.kind, ERROR_USAGE);
}
END_TEST

struct number_case {
	const char *text;
	int64_t min;
	int64_t max;
	int status;
	int64_t number;
};

static const struct number_case number_cases[] = {
	{ "0", 0, 10, 0, 0 },
	{ "10", 0, 10, 0, 10 },
	{ "-0", 0, 10, 0, 0 },
	{ "007", 0, 10, 0, 7 },
	{ "11", 0, 10, -EINVAL, UNTOUCHED },
	{ "-1", 0, 10, -EINVAL, UNTOUCHED },
	{ "-1", -1, 10, 0, -1 },
	{ "9223372036854775807", INT64_MIN, INT64_MAX, 0, INT64_MAX },
	{ "-9223372036854775808", INT64_MIN, INT64_MAX, 0, INT64_MIN },
	{ "9223372036854775808", INT64_MIN, INT64_MAX, -EINVAL, UNTOUCHED },
	{ "-9223372036854775809", INT64_MIN, INT64_MAX, -EINVAL, UNTOUCHED },
	{ "18446744073709551616", INT64_MIN, INT64_MAX, -EINVAL, UNTOUCHED },
	{ "", 0, 10, -EINVAL, UNTOUCHED },
	{ "-", -5, 10, -EINVAL, UNTOUCHED },
	{ "+1", 0, 10, -EINVAL, UNTOUCHED },
	{ " 1", 0, 10, -EINVAL, UNTOUCHED },
	{ "1 ", 0, 10, -EINVAL, UNTOUCHED },
	{ "1k", 0, 10, -EINVAL, UNTOUCHED },
	{ "1.0", 0, 10, -EINVAL, UNTOUCHED },
	{ "0x1", 0, 10, -EINVAL, UNTOUCHED },
	{ "--1", -5, 10, -EINVAL, UNTOUCHED },
};

START_TEST(parses_numbers)
{
	const struct number_case *c = &number_cases[_i];
	struct error err = ERROR_INIT;
	int64_t got = UNTOUCHED;

	ck_assert_int_eq(parse_number(&got, c->text, c->min, c->max, &err),
		c->status);
	ck_assert_int_eq(got, c->number);
	if (c->status < 0) {
		ck_assert_int_eq(err.kind, ERROR_USAGE);
		ck_assert_ptr_nonnull(strstr(err.text, "such as 10"));
	}
}
END_TEST

/* The example is one that would be accepted. */
START_TEST(the_example_lies_in_the_range)
{
	struct error err = ERROR_INIT;
	int64_t got;

	ck_assert_int_lt(parse_number(&got, "x", 20, 30, &err), 0);
	ck_assert_ptr_nonnull(strstr(err.text, "such as 20"));
	ck_assert_int_lt(parse_number(&got, "x", 1, 4, &err), 0);
	ck_assert_ptr_nonnull(strstr(err.text, "such as 1"));
}
END_TEST

static const struct duration_case {
	const char *text;
	int64_t seconds; /* 0: no duration */
} duration_cases[] = {
	{ "90", 90 },
	{ "90s", 90 },
	{ "15m", 900 },
	{ "2h", 7200 },
	{ "1d", 86400 },
	{ "1w", 604800 },
	{ "", 0 },
	{ "0", 0 },
	{ "0s", 0 },
	{ "-1s", 0 },
	{ "s", 0 },
	{ "1.5h", 0 },
	{ "5y", 0 },
	{ "5mm", 0 },
	{ "99999999999d", 0 },
	{ "99999999999999999999s", 0 },
};

START_TEST(parses_durations)
{
	const struct duration_case *c = &duration_cases[_i];
	struct error err = ERROR_INIT;
	int64_t ns = 0;
	int r = parse_duration(&ns, c->text, &err);

	ck_assert_int_eq(r, c->seconds > 0 ? 0 : -EINVAL);
	ck_assert_int_eq(ns, c->seconds * INT64_C(1000000000));
	if (r < 0)
		ck_assert_ptr_nonnull(strstr(err.text, "90s"));
}
END_TEST

START_TEST(parses_hex)
{
	unsigned char bytes[3] = { 0 };

	ck_assert(parse_hex(bytes, "00aFF9", 3));
	ck_assert_mem_eq(bytes, "\x00\xaf\xf9", 3);
	ck_assert(parse_hex(bytes, "", 0));
	ck_assert(!parse_hex(bytes, "0g", 1));
	ck_assert(!parse_hex(bytes, "g0", 1));
	ck_assert_int_eq(parse_hex_digit('/'), -1);
	ck_assert_int_eq(parse_hex_digit(':'), -1);
	ck_assert_int_eq(parse_hex_digit('@'), -1);
	ck_assert_int_eq(parse_hex_digit('`'), -1);
}
END_TEST

Suite *
suite_parse(void)
{
	Suite *s = suite_create("parse");
	TCase *tc = tcase_create("parse");

	tcase_add_loop_test(tc, parses_sizes, 0,
		sizeof(size_cases) / sizeof(size_cases[0]));
	tcase_add_test(tc, the_example_survives_a_long_word);
	tcase_add_loop_test(tc, parses_size_ranges, 0,
		sizeof(range_cases) / sizeof(range_cases[0]));
	tcase_add_loop_test(tc, parses_numbers, 0,
		sizeof(number_cases) / sizeof(number_cases[0]));
	tcase_add_test(tc, the_example_lies_in_the_range);
	tcase_add_loop_test(tc, parses_durations, 0,
		sizeof(duration_cases) / sizeof(duration_cases[0]));
	tcase_add_test(tc, parses_hex);
	suite_add_tcase(s, tc);
	return s;
}
