/* SPDX-License-Identifier: MIT */
#include "store/find/pattern.h"

#include "unit/store/fixture.h"
#include "util/cleanup.h"

#include <errno.h>

#define E_ACUTE "\xc3\xa9"
#define E_ACUTE_UPPER "\xc3\x89"
#define COMBINING "\xcc\x81"
#define SHARP_S "\xc3\x9f"

static const struct pattern_case {
	enum wanted_kind kind;
	bool ignore_case;
	const char *pattern;
	const char *name;
	bool matches;
} pattern_cases[] = {
	{ WANTED_SUBSTRING, true, "img", "IMG_1.NEF", true },
	{ WANTED_SUBSTRING, false, "IMG", "IMG_1.NEF", true },
	{ WANTED_SUBSTRING, false, "IMG", "img_1.nef", false },
	{ WANTED_SUBSTRING, true, "a\nb", "xA\nBx", true },
	{ WANTED_SUBSTRING, true, "abc", "ab", false },
	{ WANTED_SUBSTRING, true, E_ACUTE, "CAF" E_ACUTE_UPPER, true },
	{ WANTED_SUBSTRING, true, E_ACUTE, "cafe" COMBINING, true },
	{ WANTED_SUBSTRING, true, "e" COMBINING, "caf" E_ACUTE, true },
	{ WANTED_SUBSTRING, false, E_ACUTE_UPPER, "E" COMBINING, true },
	{ WANTED_SUBSTRING, false, E_ACUTE_UPPER, "e" COMBINING, false },
	{ WANTED_SUBSTRING, true, "cafe", "cafe" COMBINING, false },
	{ WANTED_SUBSTRING, true, E_ACUTE, "cafe", false },
	{ WANTED_SUBSTRING, true, "strasse", "Stra" SHARP_S "e", true },
	{ WANTED_SUBSTRING, true, "k", "\xe2\x84\xaa", true }, /* kelvin */
	/* What is no UTF-8 is compared as it is. */
	{ WANTED_SUBSTRING, true, "\xff", "a\xff", true },
	{ WANTED_SUBSTRING, true, "\xff", "a\xfe", false },
	{ WANTED_SUBSTRING, true, "a",
		"\xff\xfe"
		"A",
		true },
	{ WANTED_SUBSTRING, true, E_ACUTE, "\xff" E_ACUTE_UPPER, true },
	{ WANTED_GLOB, true, "*.nef", "IMG_1.NEF", true },
	{ WANTED_GLOB, true, "*.nef", "IMG_1.NEFX", false },
	{ WANTED_GLOB, false, "*.NEF", "img.nef", false },
	{ WANTED_GLOB, true, "a?b", "a\nb", true },
	{ WANTED_GLOB, true, "a?b", "a" E_ACUTE "b", true },
	{ WANTED_GLOB, true, "a?b",
		"a\xff"
		"b",
		true },
	{ WANTED_GLOB, true, "a*b",
		"a\xff"
		"b",
		true },
	{ WANTED_GLOB, true, "caf?", "cafe" COMBINING, true },
	{ WANTED_GLOB, true, "*" E_ACUTE, "CAFE" COMBINING, true },
	{ WANTED_GLOB, true, "*", ".hidden", true },
	{ WANTED_GLOB, true, "*", "", true },
	{ WANTED_GLOB, true, "[abc]x", "Bx", true },
	{ WANTED_GLOB, true, "[!abc]x", "bx", false },
	{ WANTED_GLOB, true, "a\\*b", "a*b", true },
	{ WANTED_GLOB, true, "a\\*b", "axb", false },
	{ WANTED_GLOB, true, "holi", "holiday", false },
	{ WANTED_GLOB, true, "*a/b*", "/x/a/b/c", true },
	{ WANTED_GLOB, true, "/*/c", "/x/a/b/c", true },
	{ WANTED_GLOB, true, "(a|b)+$", "(a|b)+$", true },
	{ WANTED_GLOB, true, "x\xff*", "x\xffy", true },
	{ WANTED_REGEX, true, "^img_[0-9]+\\.nef$", "IMG_1.NEF", true },
	{ WANTED_REGEX, false, "^img", "IMG_1.NEF", false },
	{ WANTED_REGEX, true, "jpg$", "a.jpg\n", false },
	{ WANTED_REGEX, true, "a.b", "a\nb", true },
	{ WANTED_REGEX, true, "caf.$", "cafe" COMBINING, true },
	{ WANTED_REGEX, true, "\\w", E_ACUTE, true },
	{ WANTED_REGEX, true, "b$",
		"a\xff"
		"b",
		true },
	{ WANTED_REGEX, true, "^a.b$",
		"A\xff"
		"b",
		true },
	{ WANTED_REGEX, true, E_ACUTE "$", "\xff" E_ACUTE, true },
	{ WANTED_REGEX, true, "\\x{263a}", "\xff", false },
	{ WANTED_REGEX, true, "\xff.", "x\xff\xfe", true },
	{ WANTED_REGEX, true, "", "anything", true },
	{ WANTED_EXTENSION, true, "jpg", "A.JPG", true },
	{ WANTED_EXTENSION, true, "JPG", "a.jpg", true },
	{ WANTED_EXTENSION, true, "jpg", ".jpg", false },
	{ WANTED_EXTENSION, true, "jpg", "ajpg", false },
	{ WANTED_EXTENSION, true, "tar.gz", "x.tar.gz", true },
	{ WANTED_EXTENSION, true, E_ACUTE, "a.E" COMBINING, true },
};

START_TEST(patterns_match_names)
{
	const struct pattern_case *c = &pattern_cases[_i];
	_cleanup_(wanted_freep) struct wanted *w =
		wanted_new_text(c->kind, c->pattern, strlen(c->pattern));
	_cleanup_(pattern_freep) struct pattern *p = NULL;

	w->ignore_case = c->ignore_case;
	ok(pattern_new(&p, w, err));
	ck_assert_msg(pattern_matches(p, c->name, strlen(c->name)) ==
			c->matches,
		"'%s' and '%s'", c->pattern, c->name);
	ck_assert_int_eq(pattern_given_up(p), 0);
}
END_TEST

/* What a glob ends in says of some names that no path with it matches. */
START_TEST(what_a_glob_ends_in_is_known)
{
	static const struct {
		const char *pattern;
		const char *name;
		bool may;
	} cases[] = {
		{ "*.nef", "a.nef", true },
		{ "*.nef", "A.NEF", true },
		{ "*.NEF", "a.nef", true },
		{ "*.nef", "nef", true },
		{ "*.nef", "ef", true },
		{ "*.nef", "a.nefx", false },
		{ "*b/x.nef", "x.nef", true },
		{ "*b/x.nef", "ax.nef", false },
		{ "*nef", E_ACUTE "a", true },
		{ "*nef", E_ACUTE "nef", true },
		{ "*nef" E_ACUTE, "x", true },
		{ "*ne?", "x", true },
		{ "*ne*", "x", true },
		{ "*[n]ef", "x", true },
		{ "", "x", true },
	};
	_cleanup_(wanted_freep) struct wanted *w = NULL;
	_cleanup_(pattern_freep) struct pattern *p = NULL;

	w = wanted_new_text(WANTED_GLOB, cases[_i].pattern,
		strlen(cases[_i].pattern));
	w->on_path = true;
	ok(pattern_new(&p, w, err));
	ck_assert_msg(pattern_may_end(p, cases[_i].name,
			      strlen(cases[_i].name)) == cases[_i].may,
		"'%s' and '%s'", cases[_i].pattern, cases[_i].name);
}
END_TEST

/* A name of 255 bytes, a path of many more. */
START_TEST(long_names_are_matched_too)
{
	static const enum wanted_kind kinds[] = { WANTED_SUBSTRING, WANTED_GLOB,
		WANTED_REGEX };
	static const char *const texts[] = { "xyz", "*xyz", "xyz$" };
	char name[10000];
	_cleanup_(wanted_freep) struct wanted *w =
		wanted_new_text(kinds[_i], texts[_i], strlen(texts[_i]));
	_cleanup_(pattern_freep) struct pattern *p = NULL;

	memset(name, 'A', sizeof(name));
	name[sizeof(name) - 3] = 'X';
	name[sizeof(name) - 2] = 'Y';
	name[sizeof(name) - 1] = 'Z';
	w->ignore_case = true;
	ok(pattern_new(&p, w, err));
	ck_assert(pattern_matches(p, name, sizeof(name)));
	ck_assert(!pattern_matches(p, name, sizeof(name) - 1));
	name[0] = E_ACUTE[0];
	name[1] = E_ACUTE[1];
	ck_assert(pattern_matches(p, name, sizeof(name)));
	ck_assert(!pattern_matches(p, name, sizeof(name) - 1));
}
END_TEST

START_TEST(a_runaway_expression_is_given_up)
{
	static const char text[] = "^(([a-z])+.)+[A-Z]([a-z])+$";
	static const char name[] =
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
	_cleanup_(wanted_freep) struct wanted *w =
		wanted_new_text(WANTED_REGEX, text, strlen(text));
	_cleanup_(pattern_freep) struct pattern *p = NULL;

	ok(pattern_new(&p, w, err));
	ck_assert(!pattern_matches(p, name, strlen(name)));
	ck_assert_int_eq(pattern_given_up(p), 1);
	ck_assert(pattern_matches(p, "aaBb", 4));
	ck_assert_int_eq(pattern_given_up(p), 1);
}
END_TEST

START_TEST(a_wrong_pattern_is_misuse)
{
	static const struct {
		enum wanted_kind kind;
		const char *text;
	} cases[] = {
		{ WANTED_REGEX, "a(b" },
		{ WANTED_REGEX, "[a" },
		{ WANTED_REGEX, "\\C" },
		{ WANTED_REGEX, "*" },
		{ WANTED_REGEX, "\xff(" },
		{ WANTED_GLOB, "[a" },
	};
	_cleanup_(wanted_freep) struct wanted *w =
		wanted_new_text(cases[_i].kind, cases[_i].text,
			strlen(cases[_i].text));
	struct error err = ERROR_INIT;

	ck_assert_int_eq(wanted_check(w, &err), -EINVAL);
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	ck_assert_ptr_nonnull(strstr(err.text, cases[_i].text));
}
END_TEST

Suite *suite_pattern(void);

Suite *
suite_pattern(void)
{
	Suite *s = suite_create("pattern");
	TCase *tc = tcase_create("pattern");

	tcase_add_loop_test(tc, patterns_match_names, 0,
		sizeof(pattern_cases) / sizeof(*pattern_cases));
	tcase_add_loop_test(tc, what_a_glob_ends_in_is_known, 0, 15);
	tcase_add_loop_test(tc, long_names_are_matched_too, 0, 3);
	tcase_add_test(tc, a_runaway_expression_is_given_up);
	tcase_add_loop_test(tc, a_wrong_pattern_is_misuse, 0, 6);
	suite_add_tcase(s, tc);
	return s;
}
