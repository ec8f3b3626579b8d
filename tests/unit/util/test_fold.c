/* SPDX-License-Identifier: MIT */
#include "util/fold.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

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
	{ FOLD_CASE, "A\xc3/\xc3\x89\xff/\xcc\x81/B",
		"a\xc3/\xc3\xa9\xff/\xcc\x81/b" },
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

/* A character of up to 17 bits. */
static size_t
put_utf8(char to[4], unsigned int code)
{
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = n - 1; i > 0; i--, code >>= 6)
		to[i] = (char)(0x80 | (code & 0x3f));
	to[0] = (char)(lead[n] | code);
	return n;
}

/* As utf8proc folds it in one piece. */
static void
check_fold(const char *text, size_t len, enum fold how)
{
	utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	struct strbuf got = STRBUF_INIT;
	utf8proc_uint8_t *want = NULL;
	utf8proc_ssize_t n;

	if (how == FOLD_CASE)
		options |= UTF8PROC_CASEFOLD;
	n = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len,
		&want, options);
	fold_bytes(&got, text, len, how);
	ck_assert_int_eq((int64_t)got.len, n);
	ck_assert_mem_eq(got.buf, want, got.len);
	free(want);
	strbuf_clear(&got);
}

/* Whatever comes first behind it: all that combines is below U+20000. */
START_TEST(nothing_combines_with_a_slash)
{
	for (unsigned int code = 0; code < 0x20000; code++) {
		char path[20] = "e\xcc\x81/";
		size_t len = strlen(path);

		if (code >= 0xd800 && code < 0xe000)
			continue; /* no characters */
		len += put_utf8(path + len, code);
		/* Then a mark that combines with many, or changes places. */
		len += put_utf8(path + len, _i & 1 ? 0x301 : 0x338);
		check_fold(path, len, _i & 2 ? FOLD_CASE : FOLD_NORMAL);
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
	tcase_add_loop_test(tc, nothing_combines_with_a_slash, 0, 4);
	suite_add_tcase(s, tc);
	return s;
}
