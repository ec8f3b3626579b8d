/* SPDX-License-Identifier: MIT */
#include "util/fold.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	enum fold how;
	const char *in;
	const char *out;
} cases[] = {
	{ FOLD_CASE, "", "" }, { FOLD_CASE, "IMG_1.NEF", "img_1.nef" },
	{ FOLD_NORMAL, "IMG_1.NEF", "IMG_1.NEF" },
	{ FOLD_CASE, "@[`{", "@[`{" }, { FOLD_NORMAL, "e\xcc\x81", "\xc3\xa9" },
	{ FOLD_NORMAL, "E\xcc\x81", "\xc3\x89" },
	{ FOLD_CASE, "E\xcc\x81", "\xc3\xa9" },
	{ FOLD_CASE, "\xc3\x89", "\xc3\xa9" }, { FOLD_CASE, "\xc3\x9f", "ss" },
	{ FOLD_CASE, "\xce\xa3\xcf\x82", "\xcf\x83\xcf\x83" }, /* sigmas */
	{ FOLD_CASE, "\xff", "\xff" },
	{ FOLD_CASE,
		"A\xff\xc3\x89\xfe"
		"B",
		"a\xff\xc3\xa9\xfe"
		"b" },
	{ FOLD_CASE, "\xc3", "\xc3" },
	{ FOLD_NORMAL, "\xed\xa0\x80", "\xed\xa0\x80" }, /* a surrogate */
};

START_TEST(folds)
{
	struct strbuf got = STRBUF_INIT;

	strbuf_adds(&got, "X");
	fold_bytes(&got, cases[_i].in, strlen(cases[_i].in), cases[_i].how);
	ck_assert_str_eq(got.buf + 1, cases[_i].out);
	ck_assert_uint_eq(got.len, 1 + strlen(cases[_i].out));
	ck_assert_int_eq(got.buf[0], 'X');
	strbuf_clear(&got);
}
END_TEST

/* More than utf8proc gets room for at first. */
START_TEST(folds_what_is_long)
{
	enum { N = 5000 };
	struct strbuf in = STRBUF_INIT;
	struct strbuf got = STRBUF_INIT;

	for (int i = 0; i < N; i++)
		strbuf_adds(&in, "\xc3\x89");
	fold_bytes(&got, in.buf, in.len, FOLD_CASE);
	ck_assert_uint_eq(got.len, 2 * N);
	for (int i = 0; i < N; i++)
		ck_assert_mem_eq(got.buf + 2 * i, "\xc3\xa9", 2);
	strbuf_clear(&in);
	strbuf_clear(&got);
}
END_TEST

START_TEST(a_nul_is_a_byte)
{
	struct strbuf got = STRBUF_INIT;

	fold_bytes(&got, "A\0\xc3\x89", 4, FOLD_CASE);
	ck_assert_uint_eq(got.len, 4);
	ck_assert_mem_eq(got.buf, "a\0\xc3\xa9", 4);
	strbuf_clear(&got);
}
END_TEST

START_TEST(knows_upper_case)
{
	ck_assert(fold_has_upper("aB", 2));
	ck_assert(!fold_has_upper("ab_1", 4));
	ck_assert(fold_has_upper("\xc3\x89", 2));
	ck_assert(!fold_has_upper("\xc3\xa9\xc3\x9f", 4));
	ck_assert(fold_has_upper("\xff"
				 "B",
		2));
	ck_assert(!fold_has_upper("\xff", 1));
	ck_assert(!fold_has_upper("", 0));
}
END_TEST

/* Each byte at each place in a word and behind it. */
START_TEST(lowers_ascii)
{
	for (int c = 0; c < 256; c++)
		for (size_t at = 0; at < 19; at++) {
			char from[20] = "azAZ@[`{09 \x7f./azAZ", to[20] = "";

			from[at] = (char)c;
			ck_assert_int_eq(fold_is_ascii(from, 19), c < 128);
			ck_assert_int_eq(fold_lower_ascii(to, from, 19),
				c < 128);
			for (size_t i = 0; i < 19 && c < 128; i++)
				ck_assert_int_eq(to[i],
					from[i] >= 'A' && from[i] <= 'Z' ?
						from[i] + 32 :
						from[i]);
			/* What is behind the end says nothing. */
			ck_assert(fold_is_ascii(from, at));
			ck_assert(fold_lower_ascii(to, from, at));
		}
}
END_TEST

Suite *suite_fold(void);

Suite *
suite_fold(void)
{
	Suite *s = suite_create("fold");
	TCase *tc = tcase_create("fold");

	tcase_add_loop_test(tc, folds, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tc, folds_what_is_long);
	tcase_add_test(tc, a_nul_is_a_byte);
	tcase_add_test(tc, lowers_ascii);
	tcase_add_test(tc, knows_upper_case);
	suite_add_tcase(s, tc);
	return s;
}
