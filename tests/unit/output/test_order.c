/* SPDX-License-Identifier: MIT */
/* Rows in another order than they come in. */
#include "output/output.h"

#include "sample.h"
#include "util/cleanup.h"

#include <check.h>

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
	{ { NULL, false, false, -1 }, "c 5|a |d 5|b 7|" },
	{ { NULL, false, false, 2 }, "c 5|a |" },
	{ { NULL, false, false, 0 }, "" },
	{ { NULL, false, true, -1 }, "b 7|d 5|a |c 5|" },
	{ { NULL, false, true, 1 }, "b 7|" },
	{ { "name", false, false, -1 }, "a |b 7|c 5|d 5|" },
	{ { "name", true, false, 3 }, "d 5|c 5|b 7|" },
	{ { "name", false, true, 3 }, "d 5|c 5|b 7|" },
	/* What is alike stays as it came; what is not known comes last. */
	{ { "size", true, false, -1 }, "b 7|c 5|d 5|a |" },
	{ { "size", true, true, -1 }, "d 5|c 5|b 7|a |" },
	{ { "size", false, false, 9 }, "c 5|d 5|b 7|a |" },
	{ { "size", true, false, 0 }, "" },
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
	const struct output_order how = { "name", true, false, 2 };
	_cleanup_(freep) char *got = print(&how, OUTPUT_NDJSON);

	ck_assert_str_eq(got,
		"{\"name\":\"d\",\"size\":5,\"list\":[\"d\"]}\n"
		"{\"name\":\"c\",\"size\":5,\"list\":[\"c\"]}\n");
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
	suite_add_tcase(s, tc);
	return s;
}
