/* SPDX-License-Identifier: MIT */
#include "util/text.h"

#include "util/cleanup.h"
#include "util/strbuf.h"

#include <check.h>

Suite *suite_text(void);

struct text_case {
	const char *a;
	const char *b;
	size_t distance;
	int is_near; /* a typed, b meant */
};

static const struct text_case cases[] = {
	{ "", "", 0, 0 }, { "", "scan", 4, 0 }, { "scan", "", 4, 0 },
	{ "scan", "scan", 0, 1 }, { "scna", "scan", 1, 1 }, /* swap */
	{ "scn", "scan", 1, 1 },			    /* insert */
	{ "scaan", "scan", 1, 1 },			    /* delete */
	{ "scam", "scan", 1, 1 },			    /* replace */
	{ "csna", "scan", 2, 0 },   /* two swaps in a short word */
	{ "vol", "volumes", 4, 1 }, /* not typed to its end */
	{ "v", "volumes", 6, 0 }, { "volmues", "volumes", 1, 1 },
	{ "vlumse", "volumes", 2, 1 }, { "min_size", "min-size", 1, 1 },
	{ "exculde", "exclude", 1, 1 }, { "find", "scan", 4, 0 },
	{ "hash", "help", 3, 0 }, { "a", "b", 1, 0 }, { "l", "ls", 1, 1 },
	{ "ca", "abc", 3, 0 }, /* a swap is not edited again */
};

START_TEST(counts_edits)
{
	const struct text_case *c = &cases[_i];

	ck_assert_uint_eq(text_distance(c->a, c->b), c->distance);
	ck_assert_uint_eq(text_distance(c->b, c->a), c->distance);
	ck_assert_int_eq(text_is_near(c->a, c->b) != 0, c->is_near);
}
END_TEST

START_TEST(an_endless_word_is_answered_at_once)
{
	_cleanup_(strbuf_clear) struct strbuf word = STRBUF_INIT;

	for (int i = 0; i < 100000; i++)
		strbuf_addc(&word, 'x');
	ck_assert_int_eq(text_is_near(word.buf, "scan"), 0);
	ck_assert_uint_eq(text_distance(word.buf, "x"), 99999);
}
END_TEST

Suite *
suite_text(void)
{
	Suite *s = suite_create("text");
	TCase *tc = tcase_create("text");

	tcase_add_loop_test(tc, counts_edits, 0,
		sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tc, an_endless_word_is_answered_at_once);
	suite_add_tcase(s, tc);
	return s;
}
