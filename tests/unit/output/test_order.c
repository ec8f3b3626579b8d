/* SPDX-License-Identifier: MIT */
/* Rows in another order than they come in. */
#include "output/output.h"

#include "sample.h"
#include "util/cleanup.h"

#include <check.h>
#include <stdlib.h>

static const struct output_column item[] = {
	{ NULL, NULL, OUTPUT_TEXT, OUTPUT_IN_JSON, false },
};

static const struct output_column columns[] = {
	{ "name", "NAME", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "size", "SIZE", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "list", "LIST", OUTPUT_LIST, OUTPUT_IN_JSON, false },
};

/* One buffer for all names: what is kept has to be a copy. */
static char *
print(const struct output_order *how, enum output_format format)
{
	static const char *const names[] = { "c", "a", "d", "b" };
	static const int64_t sizes[] = { 5, -1, 5, 7 };
	const struct output_options options = { .format = format };
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	struct output *o = output_new(f, &options);

	output_set_order(o, how);
	output_begin(o, columns, 3);
	for (size_t i = 0; i < 4; i++) {
		char name[2] = { *names[i], '\0' };
		struct output_value word = sample_text(name);
		struct output_value v[] = {
			sample_text(name),
			sizes[i] < 0 ? output_null() : output_number(sizes[i]),
			{ .item_columns = item,
				.n_item_columns = 1,
				.items = &word,
				.n_items = 1 },
		};

		ck_assert_int_eq(output_row(o, v, NULL), 0);
	}
	ck_assert_int_eq(output_end(o, NULL), 0);
	output_free(o);
	(void)fclose(f); /* memory */
	return text;
}

static const struct {
	struct output_order how;
	const char *want;
} cases[] = {
	{ { NULL, false, false, -1, false, NULL }, "c 5|a |d 5|b 7|" },
	{ { NULL, false, false, 2, false, NULL }, "c 5|a |" },
	{ { NULL, false, false, 0, false, NULL }, "" },
	{ { NULL, false, true, -1, false, NULL }, "b 7|d 5|a |c 5|" },
	{ { NULL, false, true, 1, false, NULL }, "b 7|" },
	{ { "name", false, false, -1, false, NULL }, "a |b 7|c 5|d 5|" },
	{ { "name", true, false, 3, false, NULL }, "d 5|c 5|b 7|" },
	{ { "name", false, true, 3, false, NULL }, "d 5|c 5|b 7|" },
	/* What is alike stays as it came; what is not known comes last. */
	{ { "size", true, false, -1, false, NULL }, "b 7|c 5|d 5|a |" },
	{ { "size", true, true, -1, false, NULL }, "d 5|c 5|b 7|a |" },
	{ { "size", false, false, 9, false, NULL }, "c 5|d 5|b 7|a |" },
	{ { "size", true, false, 0, false, NULL }, "" },
};

#define N_CASES ((int)(sizeof(cases) / sizeof(cases[0])))

START_TEST(rows_come_in_order)
{
	_cleanup_(freep) char *got = print(&cases[_i].how, OUTPUT_PLAIN);

	for (char *c = got; *c; c++)
		*c = *c == '\t' ? ' ' : *c == '\n' ? '|' : *c;
	ck_assert_str_eq(got, cases[_i].want);
}
END_TEST

START_TEST(lists_are_kept)
{
	const struct output_order how = { "name", true, false, 2, false, NULL };
	_cleanup_(freep) char *got = print(&how, OUTPUT_NDJSON);

	ck_assert_str_eq(got,
		"{\"name\":\"d\",\"size\":5,\"list\":[\"d\"]}\n"
		"{\"name\":\"c\",\"size\":5,\"list\":[\"c\"]}\n");
}
END_TEST

/* --- groups --------------------------------------------------------------- */

static const struct output_column pairs[] = {
	{ "group", "GROUP", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_EVERYWHERE, false },
	{ "size", "SIZE", OUTPUT_NUMBER, OUTPUT_IN_PLAIN, false },
};

static const struct {
	const char *path;
	int64_t size;
} members[][3] = {
	{ { "b/x", 5 }, { "b/y", 90 } },
	{ { "a", 7 }, { "a b", 6 }, { "a/c", 8 } },
	{ { "c/x", -1 }, { "c/y", -1 } },
	{ { "a/d", 60 }, { "a/e", 50 } },
};

static void
print_pair(struct output *o, size_t group, size_t i)
{
	const int64_t size = members[group][i].size;
	const struct output_value v[] = {
		output_number((int64_t)group + 1),
		sample_text(members[group][i].path),
		size < 0 ? output_null() : output_number(size),
	};

	ck_assert_int_eq(i == 0 ? output_row(o, v, NULL) :
				  output_continue(o, v, NULL),
		0);
}

static char *
print_groups(const struct output_order *how)
{
	const struct output_options options = { .format = OUTPUT_PLAIN };
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	struct output *o = output_new(f, &options);

	output_set_order(o, how);
	output_begin(o, pairs, 3);
	for (size_t group = 0; group < 4; group++)
		for (size_t i = 0; i < 3 && members[group][i].path; i++)
			print_pair(o, group, i);
	ck_assert_int_eq(output_end(o, NULL), 0);
	output_free(o);
	(void)fclose(f); /* memory */
	for (char *c = text; *c; c++)
		*c = *c == '\t' ? ' ' : *c == '\n' ? '|' : *c;
	return text;
}

static const struct {
	struct output_order how;
	const char *want;
} group_cases[] = {
	/* As they come: a group is one, or each of its rows. */
	{ { NULL, false, false, 1, true, NULL }, "1 b/x 5|1 b/y 90|" },
	{ { NULL, false, false, 1, false, NULL }, "1 b/x 5|" },
	{ { NULL, false, false, 3, false, "group" },
		"1 b/x 5|1 b/y 90|2 a 7|" },
	/* By the best of a group, which stays as it is. */
	{ { "size", true, false, -1, true, NULL },
		"1 b/x 5|1 b/y 90|4 a/d 60|4 a/e 50|2 a 7|2 a b 6|2 a/c 8|"
		"3 c/x |3 c/y |" },
	{ { "size", true, true, 2, true, NULL },
		"2 a 7|2 a b 6|2 a/c 8|4 a/d 60|4 a/e 50|" },
	{ { "size", false, false, 1, true, NULL }, "1 b/x 5|1 b/y 90|" },
	/* In the order of the tree. */
	{ { "path", false, false, -1, true, "group" },
		"1 a 7|1 a b 6|1 a/c 8|2 a/d 60|2 a/e 50|3 b/x 5|3 b/y 90|"
		"4 c/x |4 c/y |" },
	{ { NULL, false, true, 2, true, "group" },
		"1 a/d 60|1 a/e 50|2 c/x |2 c/y |" },
};

#define N_GROUP_CASES ((int)(sizeof(group_cases) / sizeof(group_cases[0])))

START_TEST(groups_stay_together)
{
	_cleanup_(freep) char *got = print_groups(&group_cases[_i].how);

	ck_assert_str_eq(got, group_cases[_i].want);
}
END_TEST

/* More than are kept before any is dropped, the best among the last. */
START_TEST(a_limit_drops_the_others)
{
	const struct output_options options = { .format = OUTPUT_PLAIN };
	const struct output_order how = { "size", true, false, 3, true, NULL };
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	struct output *o = output_new(f, &options);

	output_set_order(o, &how);
	output_begin(o, pairs, 3);
	for (int64_t i = 0; i < 5000; i++) {
		const int64_t size = i * 7919 % 5003;
		struct output_value v[] = { output_number(i), sample_text("p"),
			output_number(size / 2) };

		ck_assert_int_eq(output_row(o, v, NULL), 0);
		v[2] = output_number(size);
		ck_assert_int_eq(output_continue(o, v, NULL), 0);
	}
	ck_assert_int_eq(output_end(o, NULL), 0);
	output_free(o);
	(void)fclose(f); /* memory */
	ck_assert_str_eq(text,
		"863\tp\t2501\n"
		"863\tp\t5002\n"
		"1726\tp\t2500\n"
		"1726\tp\t5001\n"
		"2589\tp\t2500\n"
		"2589\tp\t5000\n");
	free(text);
}
END_TEST

Suite *suite_order(void);

Suite *
suite_order(void)
{
	Suite *s = suite_create("order");
	TCase *tc = tcase_create("order");

	tcase_add_loop_test(tc, rows_come_in_order, 0, N_CASES);
	tcase_add_test(tc, lists_are_kept);
	tcase_add_loop_test(tc, groups_stay_together, 0, N_GROUP_CASES);
	tcase_add_test(tc, a_limit_drops_the_others);
	suite_add_tcase(s, tc);
	return s;
}
