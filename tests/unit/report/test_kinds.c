/* SPDX-License-Identifier: MIT */
#include "report/kinds.h"

#include <check.h>
#include <string.h>

static const struct {
	const char *name;
	const char *extension;
	const char *kind;
} names[] = {
	{ "a.jpg", "jpg", "picture" },
	{ "a.JPG", "jpg", "picture" },
	{ "x.tar.gz", "gz", "archive" },
	{ "a.7z", "7z", "archive" },
	{ "a.zsh", "zsh", "code" },
	{ "a.3g2", "3g2", "video" },
	{ "none", "", "none" },
	{ "", "", "none" },
	{ ".bashrc", "", "none" },
	{ ".config.json", "json", "data" },
	{ "end.", "", "none" },
	{ "..", "", "none" },
	{ "man.1", "1", "other" },
	{ "part.001", "001", "other" },
	{ "part.0001", "", "none" },
	{ "a.b c", "", "none" },
	{ "a.\xc3\xa9t\xc3\xa9", "", "none" },
	{ "a.abcdefghijklmno", "abcdefghijklmno", "other" },
	{ "a.abcdefghijklmnop", "", "none" },
	{ "2021.123456789012345", "", "none" },
};

START_TEST(tells)
{
	char extension[EXTENSION_MAX + 1];
	size_t len =
		extension_of(extension, names[_i].name, strlen(names[_i].name));

	ck_assert_str_eq(extension, names[_i].extension);
	ck_assert_uint_eq(len, strlen(names[_i].extension));
	for (size_t i = len; i < sizeof(extension); i++)
		ck_assert_int_eq(extension[i], 0);
	ck_assert_str_eq(kind_of(extension), names[_i].kind);
}
END_TEST

Suite *suite_kinds(void);

Suite *
suite_kinds(void)
{
	Suite *s = suite_create("kinds");
	TCase *t = tcase_create("kinds");

	tcase_add_loop_test(t, tells, 0, sizeof(names) / sizeof(names[0]));
	suite_add_tcase(s, t);
	return s;
}
