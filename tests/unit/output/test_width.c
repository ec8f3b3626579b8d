/* SPDX-License-Identifier: MIT */
#include "output/width.h"

#include "util/cleanup.h"

#include <check.h>
#include <string.h>

#define N_CASES(cases) ((int)(sizeof(cases) / sizeof((cases)[0])))

static const struct {
	const char *text;
	size_t width;
} widths[] = {
	{ "", 0 }, { "abc", 3 }, { "\xc3\xa9", 1 }, /* e acute */
	{ "e\xcc\x81", 1 },		   /* e and a combining acute */
	{ "\xe6\xbc\xa2\xe5\xad\x97", 4 }, /* two wide characters */
	{ "\xf0\x9f\x98\x80", 2 },	   /* an emoji */
	{ "a\xff", 2 },			   /* a wrong byte counts as one */
};

START_TEST(measures)
{
	const char *text = widths[_i].text;

	ck_assert_uint_eq(width_of(text, strlen(text)), widths[_i].width);
}
END_TEST

static const struct {
	const char *text;
	size_t max;
	const char *shortened;
} cuts[] = {
	{ "/home/u/file.jpg", 16, "/home/u/file.jpg" },
	{ "/home/u/pictures/2024/june/file.jpg", 20,
		"/home/u/\u2026/file.jpg" },
	{ "/home/u/pictures/2024/june/file.jpg", 30,
		"/home/u/\u2026/2024/june/file.jpg" },
	{ "/media/long name/2024/june/file.jpg", 26,
		"/media/\u2026/june/file.jpg" },
	{ "/media/long name/2024/file.jpg", 27, "/media/\u2026/2024/file.jpg" },
	/* A member goes with its archive where that is possible. */
	{ "/home/u/pictures/2024.zip//beach.jpg", 32,
		"/home/u/\u2026/2024.zip//beach.jpg" },
	{ "/home/u/pictures/2024.zip//june/beach.jpg", 20,
		"/home/u/\u2026/beach.jpg" },
	{ "/home/pictures of the whole year.zip//beach.jpg", 24,
		"/home/\u2026r.zip//beach.jpg" },
	{ "abcdefghij", 7, "abc\u2026hij" },
	{ "abcdefghij", 1, "\u2026" },
	{ "abcdefghij", 0, "" },
	{ "", 0, "" },
	/* A last component that is too long is cut itself. */
	{ "/a/abcdefghijklmnopqrst", 10, "/a/\u2026opqrst" },
	/* Half a wide character cannot be shown. */
	{ "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2", 4,
		"\xe6\xbc\xa2\u2026" },
	{ "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2", 5,
		"\xe6\xbc\xa2\u2026\xe6\xbc\xa2" },
	/* The accent goes with the letter it belongs to. */
	{ "abcde\xcc\x81xyz", 7, "abc\u2026xyz" },
};

START_TEST(shortens_in_the_middle)
{
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	const char *text = cuts[_i].text;

	width_shorten(&got, text, strlen(text), cuts[_i].max, false);
	ck_assert_str_eq(got.buf, cuts[_i].shortened);
}
END_TEST

START_TEST(ascii_has_three_dots)
{
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;

	width_shorten(&got, "/aa/bb/cc/file.c", 16, 15, true);
	ck_assert_str_eq(got.buf, "/aa/.../file.c");
	strbuf_truncate(&got, 0);
	width_shorten(&got, "abcdefghij", 10, 3, true);
	ck_assert_str_eq(got.buf, "...");
	strbuf_truncate(&got, 0);
	width_shorten(&got, "abcdefghij", 10, 2, true);
	ck_assert_str_eq(got.buf, "..");
}
END_TEST

/* Whatever the text and the room: never wider, and as it is if it fits. */
START_TEST(never_too_wide)
{
	static const char text[] =
		"/d\xc3\xa9j\xc3\xa0/\xe6\xbc\xa2\xe5\xad\x97/e\xcc\x81\xcc\x82"
		"/\xf0\x9f\x98\x80\xf0\x9f\x98\x80/x/\xff\xfe/last.one";

	for (size_t len = 0; len < sizeof(text); len++) {
		_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;

		width_shorten(&got, text, len, (size_t)_i, false);
		ck_assert_uint_le(width_of(got.buf, got.len), (size_t)_i);
		if (width_of(text, len) <= (size_t)_i)
			ck_assert_mem_eq(got.buf, text, len);
		strbuf_truncate(&got, 0);
		width_shorten(&got, text, len, (size_t)_i, true);
		ck_assert_uint_le(width_of(got.buf, got.len), (size_t)_i);
	}
}
END_TEST

Suite *suite_width(void);

Suite *
suite_width(void)
{
	Suite *s = suite_create("width");
	TCase *t = tcase_create("width");

	tcase_add_loop_test(t, measures, 0, N_CASES(widths));
	tcase_add_loop_test(t, shortens_in_the_middle, 0, N_CASES(cuts));
	tcase_add_test(t, ascii_has_three_dots);
	tcase_add_loop_test(t, never_too_wide, 0, 40);
	suite_add_tcase(s, t);
	return s;
}
