/* SPDX-License-Identifier: MIT */
#include "output/bar.h"

#include "output/width.h"
#include "util/cleanup.h"

#include <check.h>

START_TEST(shares_are_rounded_and_bounded)
{
	ck_assert_int_eq(share_of(0, 10), 0);
	ck_assert_int_eq(share_of(5, 0), 0);
	ck_assert_int_eq(share_of(-5, 10), 0);
	ck_assert_int_eq(share_of(10, 10), SHARE_WHOLE);
	ck_assert_int_eq(share_of(11, 10), SHARE_WHOLE);
	ck_assert_int_eq(share_of(1, 3), 333333);
	ck_assert_int_eq(share_of(2, 3), 666667);
	ck_assert_int_eq(share_of(INT64_MAX / 2, INT64_MAX), 500000);
	ck_assert_int_eq(share_of(1, INT64_MAX), 0);
}
END_TEST

static const struct {
	int64_t share;
	const char *fraction;
	const char *percent;
	const char *bar;
	const char *ascii;
} shares[] = {
	{ 0, "0.000000", "  0.0%", "    ", "    " },
	{ 499, "0.000499", "  0.0%", "    ", "    " },
	{ 500, "0.000500", "  0.1%", "    ", "    " },
	/* an eighth of a column is 1/32 of the bar */
	{ 31250, "0.031250", "  3.1%", "\xe2\x96\x8f   ", "    " },
	{ 218750, "0.218750", " 21.9%", "\xe2\x96\x89   ", "#   " },
	{ 250000, "0.250000", " 25.0%", "\xe2\x96\x88   ", "#   " },
	{ 625000, "0.625000", " 62.5%", "\xe2\x96\x88\xe2\x96\x88\xe2\x96\x8c ",
		"### " },
	{ 999999, "0.999999", "100.0%",
		"\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88", "####" },
	{ SHARE_WHOLE, "1.000000", "100.0%",
		"\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88", "####" },
};

START_TEST(prints)
{
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;

	share_print(&got, shares[_i].share);
	ck_assert_str_eq(got.buf, shares[_i].fraction);
	strbuf_truncate(&got, 0);
	share_percent(&got, shares[_i].share);
	ck_assert_str_eq(got.buf, shares[_i].percent);
	strbuf_truncate(&got, 0);
	bar_print(&got, shares[_i].share, 4, false);
	ck_assert_str_eq(got.buf, shares[_i].bar);
	ck_assert_uint_eq(width_of(got.buf, got.len), 4);
	strbuf_truncate(&got, 0);
	bar_print(&got, shares[_i].share, 4, true);
	ck_assert_str_eq(got.buf, shares[_i].ascii);
}
END_TEST

Suite *suite_bar(void);

Suite *
suite_bar(void)
{
	Suite *s = suite_create("bar");
	TCase *t = tcase_create("bar");

	tcase_add_test(t, shares_are_rounded_and_bounded);
	tcase_add_loop_test(t, prints, 0, sizeof(shares) / sizeof(shares[0]));
	suite_add_tcase(s, t);
	return s;
}
