/* SPDX-License-Identifier: MIT */
/* What is read out of patterns. */
#include "store/find/literals.h"

#include "lib/random.h"
#include "store/find/pattern.h"
#include "unit/store/fixture.h"

/* Pieces with a comma behind each; NULL: none. */
static const struct {
	enum wanted_kind kind;
	bool ignore_case;
	const char *text;
	const char *pieces;
} literal_cases[] = {
	{ WANTED_SUBSTRING, true, "holiday", "holiday," },
	{ WANTED_SUBSTRING, false, "IMG_", "img_," },
	{ WANTED_SUBSTRING, true, "ab", NULL },
	{ WANTED_SUBSTRING, true,
		"Stra\xc3\x9f"
		"e",
		"strasse," },
	{ WANTED_SUBSTRING, true, "e\xcc\x81t", "\xc3\xa9t," },
	{ WANTED_EXTENSION, true, "NEF", ".nef," },
	{ WANTED_EXTENSION, true, "c", NULL },
	{ WANTED_GLOB, true, "*.NEF", ".nef," },
	{ WANTED_GLOB, true, "img_*holi?ay*.jpg", "img_,holi,.jpg," },
	{ WANTED_GLOB, true, "caf\xc3\xa9s*", "caf," },
	{ WANTED_GLOB, true, "[abc]def", NULL },
	{ WANTED_GLOB, true, "a\\*bcd", NULL },
	{ WANTED_GLOB, true, "*", NULL },
	{ WANTED_REGEX, false, "^IMG_[0-9]+\\.(jpg|png)$", "img_," },
	{ WANTED_REGEX, true, "abcd*efg?hij", "abc,hij," },
	{ WANTED_REGEX, true, "abcd+efg", "abcd,efg," },
	{ WANTED_REGEX, true, "abcd{0,3}efg", "abc,efg," },
	{ WANTED_REGEX, true, "abc\\.def", "abc.def," },
	{ WANTED_REGEX, true, "abc\\.?def", "abc,def," },
	{ WANTED_REGEX, true, "abc\\ddef", "abc,def," },
	{ WANTED_REGEX, true, "abc\\x41def", NULL },
	{ WANTED_REGEX, true, "\\Qabc*\\E", NULL },
	{ WANTED_REGEX, true, "abc|def", NULL },
	{ WANTED_REGEX, true, "(abc|def)ghi", "ghi," },
	{ WANTED_REGEX, true, "(abc)?ghi(k(l)m)*nop", "ghi,nop," },
	{ WANTED_REGEX, true, "(?x)abc def", NULL },
	{ WANTED_REGEX, true, "abc(?i)def", NULL },
	{ WANTED_REGEX, true, "(*UTF)abc", NULL },
	{ WANTED_REGEX, true, "[]abc]def[^]]ghi", "def,ghi," },
	{ WANTED_REGEX, true, "[[:alpha:]]def", NULL },
	{ WANTED_REGEX, true, "abc[", NULL },
	{ WANTED_REGEX, true, "abc(", NULL },
};

START_TEST(patterns_have_literals)
{
	const char *text = literal_cases[_i].text;
	_cleanup_(wanted_freep) struct wanted *w =
		wanted_new_text(literal_cases[_i].kind, text, strlen(text));
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	bool ascii_only, any_found;

	w->ignore_case = literal_cases[_i].ignore_case;
	any_found = literals_of(&got, 3, &ascii_only, w);
	ck_assert_msg(any_found == (literal_cases[_i].pieces != NULL), "%s",
		text);
	if (!any_found)
		return;
	ck_assert(ascii_only ==
		(w->kind == WANTED_GLOB || w->kind == WANTED_REGEX));
	for (size_t i = 0; i < got.len; i++)
		if (got.buf[i] == '\0')
			got.buf[i] = ',';
	ck_assert_str_eq(got.buf, literal_cases[_i].pieces);
}
END_TEST

START_TEST(short_ones_are_pieces_where_they_are_asked_for)
{
	_cleanup_(wanted_freep) struct wanted *w =
		wanted_new_text(WANTED_REGEX, "a.*7/f", 6);
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	bool ascii_only = false;

	w->on_path = true;
	ck_assert(literals_of(&got, 1, &ascii_only, w));
	ck_assert(ascii_only);
	ck_assert_uint_eq(got.len, 6);
	ck_assert_mem_eq(got.buf,
		"a\0"
		"7/f\0",
		6);
	strbuf_truncate(&got, 0);
	ck_assert(!literals_of(&got, 4, &ascii_only, w));
}
END_TEST

/* --- with and without ----------------------------------------------------- */

/* Random pieces of regular expressions, or of names. */
static void
random_text(struct strbuf *ret, const char *const *pieces, size_t n)
{
	strbuf_truncate(ret, 0);
	for (unsigned int left = 1 + any(6); left > 0; left--)
		strbuf_adds(ret, pieces[any(n)]);
}

/* Of one side of an alternative nothing is sure, so there is no literal. */
static struct pattern *
new_regex(const char *text, const char *or_never, bool ignore_case)
{
	_cleanup_(strbuf_clear) struct strbuf whole = STRBUF_INIT;
	_cleanup_(wanted_freep) struct wanted *w = NULL;
	struct pattern *p = NULL;

	strbuf_addf(&whole, "%s%s", text, or_never);
	w = wanted_new_text(WANTED_REGEX, whole.buf, whole.len);
	w->ignore_case = ignore_case;
	return pattern_new(&p, w, NULL) < 0 ? NULL : p;
}

/* What is looked for first rules out nothing that matches: letters fold to
 * others, and what is repeated may be there not at all. */
START_TEST(literals_change_no_answer)
{
	static const char *const regex[] = { "a", "b", "ab", "K", "s", ".",
		"a*", "b+", "k?", "s{0,2}", "(ab)", "(?:bs)*", "[ab]", "[^k]",
		"\\.", "^", "$", "\\w", "\\W", "(a|b)", "b{2}", "\xc3\xa9",
		"a*?", "s++", "(?i)", "\\x61", "\\Qa*\\E", "]", "}", "-" };
	static const char *const letters[] = { "a", "b", "A", "K", "k", "s",
		"S", ".", "-", "*", "]", "}", "\xc3\xa9", "e\xcc\x81",
		"\xc5\xbf", "\xe2\x84\xaa", "\xff" };
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	size_t n_matches = 0;

	random_seed = 4711;
	for (int round = 0; round < 3000; round++) {
		_cleanup_(pattern_freep) struct pattern *p = NULL;
		_cleanup_(pattern_freep) struct pattern *plain = NULL;
		bool ignore_case = any(2) != 0;

		random_text(&text, regex, sizeof(regex) / sizeof(*regex));
		p = new_regex(text.buf, "", ignore_case);
		plain = new_regex(text.buf, "|(?!)", ignore_case);
		ck_assert_int_eq(!p, !plain);
		for (int i = 0; i < 20 && p; i++) {
			bool yes;

			random_text(&name, letters,
				sizeof(letters) / sizeof(*letters));
			yes = pattern_matches(p, name.buf, name.len);
			ck_assert_msg(yes ==
					pattern_matches(plain, name.buf,
						name.len),
				"'%s' and '%s'", text.buf, name.buf);
			n_matches += yes;
		}
	}
	ck_assert_uint_gt(n_matches, 5000);
}
END_TEST

Suite *suite_literals(void);

Suite *
suite_literals(void)
{
	Suite *s = suite_create("literals");
	TCase *tc = tcase_create("literals");

	tcase_add_loop_test(tc, patterns_have_literals, 0,
		sizeof(literal_cases) / sizeof(*literal_cases));
	tcase_add_test(tc, short_ones_are_pieces_where_they_are_asked_for);
	tcase_add_test(tc, literals_change_no_answer);
	suite_add_tcase(s, tc);
	return s;
}
