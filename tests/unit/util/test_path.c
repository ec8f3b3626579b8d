/* SPDX-License-Identifier: MIT */
#include "util/path.h"

#include "util/cleanup.h"

#include <check.h>
#include <string.h>

Suite *suite_path(void);

START_TEST(appends_with_one_slash)
{
	_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;

	path_append(&s, "a", 1);
	ck_assert_str_eq(s.buf, "a");
	path_append(&s, "bc", 1);
	ck_assert_str_eq(s.buf, "a/b");
	strbuf_truncate(&s, 0);
	strbuf_addc(&s, '/');
	path_append(&s, "x", 1);
	ck_assert_str_eq(s.buf, "/x");
}
END_TEST

struct within_case {
	const char *path;
	const char *dir;
	const char *rest; /* NULL: not within */
};

static const struct within_case within_cases[] = {
	{ "/a", "/a", "" },
	{ "/a/b", "/a", "b" },
	{ "/a/b/c", "/a", "b/c" },
	{ "/ab", "/a", NULL },
	{ "/a", "/ab", NULL },
	{ "/a", "/a/b", NULL },
	{ "/a", "/", "a" },
	{ "/", "/", "" },
	{ "a/b", "", "a/b" },
	{ "", "", "" },
	{ "", "a", NULL },
	{ "a/b", "a", "b" },
	{ "a.b", "a", NULL },
	{ "/a", "", NULL },
	{ "a", "/", NULL },
};

START_TEST(knows_what_is_within)
{
	const struct within_case *c = &within_cases[_i];
	const char *rest = "untouched";

	ck_assert_int_eq(path_is_within(c->path, c->dir, &rest),
		c->rest != NULL);
	ck_assert_str_eq(rest, c->rest ? c->rest : "untouched");
	ck_assert_int_eq(path_is_within(c->path, c->dir, NULL),
		c->rest != NULL);
}
END_TEST

struct absolute_case {
	const char *base;
	const char *path;
	const char *result;
};

static const struct absolute_case absolute_cases[] = {
	{ "/base", "", "/base" },
	{ "/base", ".", "/base" },
	{ "/base", "a", "/base/a" },
	{ "/base", "a/", "/base/a" },
	{ "/base", "./a//b/.", "/base/a/b" },
	{ "/base", "..", "/" },
	{ "/base", "../..", "/" },
	{ "/base", "../../../x", "/x" },
	{ "/base", "a/../b", "/base/b" },
	{ "/base", "/", "/" },
	{ "/base", "//", "/" },
	{ "/base", "/a/../..", "/" },
	{ "/base", "/a/b/../c/", "/a/c" },
	{ "/base", "...", "/base/..." },
	{ "/base", "..a/.b", "/base/..a/.b" },
	{ "/", "a", "/a" },
	{ "/", "", "/" },
	{ "/x/../y/", "-", "/y/-" },
	{ "/base", "a\n\xff", "/base/a\n\xff" },
};

START_TEST(makes_paths_absolute)
{
	const struct absolute_case *c = &absolute_cases[_i];
	_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;

	path_absolute(&s, c->base, c->path);
	ck_assert_str_eq(s.buf, c->result);
	/* What was there before is replaced. */
	path_absolute(&s, c->base, c->path);
	ck_assert_str_eq(s.buf, c->result);
}
END_TEST

START_TEST(steps_through_components)
{
	const char *path = "//a/bcd///e/";
	const char *name = NULL;
	size_t len = 0;

	ck_assert(path_next(&path, &name, &len));
	ck_assert_uint_eq(len, 1);
	ck_assert_mem_eq(name, "a", 1);
	ck_assert(path_next(&path, &name, &len));
	ck_assert_uint_eq(len, 3);
	ck_assert_mem_eq(name, "bcd", 3);
	ck_assert(path_next(&path, &name, &len));
	ck_assert_uint_eq(len, 1);
	ck_assert_mem_eq(name, "e", 1);
	ck_assert(!path_next(&path, &name, &len));
	ck_assert(!path_next(&path, &name, &len));

	path = "";
	ck_assert(!path_next(&path, &name, &len));
	path = "/";
	ck_assert(!path_next(&path, &name, &len));
}
END_TEST

/* Any length: nothing is cut at PATH_MAX. */
START_TEST(long_paths_stay_whole)
{
	_cleanup_(strbuf_clear) struct strbuf in = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf out = STRBUF_INIT;

	for (int i = 0; i < 5000; i++)
		path_append(&in, "component", 9);
	path_absolute(&out, "/", in.buf);
	ck_assert_uint_eq(out.len, in.len + 1);
	ck_assert_str_eq(out.buf + 1, in.buf);
	for (int i = 0; i < 4999; i++)
		strbuf_adds(&in, "/..");
	path_absolute(&out, "/", in.buf);
	ck_assert_str_eq(out.buf, "/component");
}
END_TEST

START_TEST(goes_through_the_tree)
{
	static const char *const paths[] = { "/", "/a", "/a/\001", "/a/b",
		"/a/b/c", "/a!", "/aa", "/b", "/b/\xff", "/\xff" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		for (size_t j = 0; j < sizeof(paths) / sizeof(paths[0]); j++) {
			int r = path_compare(paths[i], paths[j]);

			ck_assert_msg(i < j    ? r < 0 :
					i == j ? r == 0 :
						 r > 0,
				"%s, %s", paths[i], paths[j]);
		}
}
END_TEST

Suite *
suite_path(void)
{
	Suite *s = suite_create("path");
	TCase *tc = tcase_create("path");

	tcase_add_test(tc, appends_with_one_slash);
	tcase_add_loop_test(tc, knows_what_is_within, 0,
		sizeof(within_cases) / sizeof(within_cases[0]));
	tcase_add_loop_test(tc, makes_paths_absolute, 0,
		sizeof(absolute_cases) / sizeof(absolute_cases[0]));
	tcase_add_test(tc, steps_through_components);
	tcase_add_test(tc, long_paths_stay_whole);
	tcase_add_test(tc, goes_through_the_tree);
	suite_add_tcase(s, tc);
	return s;
}
