/* SPDX-License-Identifier: MIT */
/* File names in colour: LS_COLORS, and the table that shows them. */
#include "output/output.h"

#include "sample.h"
#include "util/cleanup.h"

#include <check.h>
#include <string.h>
#include <sys/stat.h>

static const char spec[] = "di=01;34:*.jpg=35:*.JPG.gz=31:*.gz=32:ex=01;32:"
			   "su=37;41:mh=00:ln=target:fi=:*.plain=0:"
			   "*.evil=\033[2J:bd=31;41x:nonsense:=3:pi:so=\\e[5m:"
			   "*\\*star=36";

static const struct {
	uint32_t mode;
	int64_t nlink;
	const char *name;
	const char *colour;
} cases[] = {
	{ S_IFDIR | 0755, 2, "jpg", "01;34" },
	{ S_IFDIR | 0777, 2, "d", "34;42" },
	{ S_IFDIR | 01777, 2, "d", "30;42" },
	{ S_IFDIR | 01755, 2, "d", "37;44" },
	{ S_IFREG | 0644, 1, "a.jpg", "35" },
	{ S_IFREG | 0644, 1, "a.JPG", "35" },
	{ S_IFREG | 0644, 1, "a.jpeg", NULL },
	{ S_IFREG | 0644, 1, ".jpg", "35" },
	{ S_IFREG | 0644, 1, "jpg", NULL },
	{ S_IFREG | 0644, 1, "", NULL },
	/* the last one that fits */
	{ S_IFREG | 0644, 1, "a.jpg.gz", "32" },
	{ S_IFREG | 0755, 1, "a.jpg", "01;32" },
	{ S_IFREG | 04755, 1, "a.jpg", "37;41" },
	{ S_IFREG | 02755, 1, "a.jpg", "30;43" },
	{ S_IFREG | 0644, 2, "a.jpg", "35" },
	{ S_IFREG | 0644, 1, "a.plain", NULL },
	{ S_IFREG | 0644, 1, "a.evil", NULL },
	{ S_IFREG | 0644, 1, "a*star", "36" },
	{ S_IFLNK | 0777, 1, "a.jpg", "01;36" },
	{ S_IFIFO | 0644, 1, "a.jpg", "33" },
	{ S_IFSOCK | 0755, 1, "s", NULL },
	{ S_IFBLK | 0600, 1, "b", NULL },
	{ S_IFCHR | 0600, 1, "c", "01;33" },
};
#define N_CASES (int)(sizeof(cases) / sizeof(cases[0]))

START_TEST(names_have_the_colour_ls_gives_them)
{
	_cleanup_(colours_freep) struct colours *c = colours_new(spec);
	struct colour_of what = { cases[_i].mode, cases[_i].nlink,
		cases[_i].name, strlen(cases[_i].name) };
	const char *got = colours_find(c, &what);

	if (cases[_i].colour)
		ck_assert_pstr_eq(got, cases[_i].colour);
	else
		ck_assert_ptr_null(got);
}
END_TEST

START_TEST(there_are_colours_without_the_variable)
{
	_cleanup_(colours_freep) struct colours *c = colours_new(NULL);
	struct colour_of what = { S_IFREG | 0755, 1, "a", 1 };

	ck_assert_pstr_eq(colours_find(c, &what), "01;32");
	what.mode = S_IFREG | 0644;
	ck_assert_ptr_null(colours_find(c, &what));
}
END_TEST

static const struct output_column columns[] = {
	{ "size", "SIZE", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
};

static char *
print(struct output_options *options)
{
	struct output_value values[2] = { output_number(7),
		sample_text("some/long/path/name") };

	values[1].colour = "01;34";
	options->terminal = true;
	return sample_print(options, columns, 2, values, 1);
}

START_TEST(a_table_shows_them)
{
	struct output_options options = { .format = OUTPUT_TABLE,
		.color = true,
		.no_header = true };
	_cleanup_(freep) char *got = print(&options);

	ck_assert_str_eq(got, "7  \033[01;34msome/long/path/name\033[0m\n");
}
END_TEST

START_TEST(nothing_else_does)
{
	static const struct output_options quiet[] = {
		{ .format = OUTPUT_TABLE, .no_header = true },
		{ .format = OUTPUT_PLAIN, .color = true },
		{ .format = OUTPUT_NDJSON, .color = true },
		{ .format = OUTPUT_PATHS, .color = true },
	};
	struct output_options options = quiet[_i];
	_cleanup_(freep) char *got = print(&options);

	ck_assert_ptr_nonnull(strstr(got, "some/long/path/name"));
	ck_assert_ptr_null(strchr(got, '\033'));
}
END_TEST

START_TEST(colours_cost_no_width)
{
	struct output_options options = { .format = OUTPUT_TABLE,
		.color = true,
		.no_header = true,
		.width = 22 };
	_cleanup_(freep) char *got = print(&options);

	ck_assert_str_eq(got, "7  \033[01;34msome/long/path/name\033[0m\n");
}
END_TEST

Suite *suite_colour(void);

Suite *
suite_colour(void)
{
	Suite *s = suite_create("colour");
	TCase *tc = tcase_create("colour");

	tcase_add_loop_test(tc, names_have_the_colour_ls_gives_them, 0,
		N_CASES);
	tcase_add_test(tc, there_are_colours_without_the_variable);
	tcase_add_test(tc, a_table_shows_them);
	tcase_add_loop_test(tc, nothing_else_does, 0, 4);
	tcase_add_test(tc, colours_cost_no_width);
	suite_add_tcase(s, tc);
	return s;
}
