/* SPDX-License-Identifier: MIT */
/* Columns whose values say their own type, and numbers spelled already. */
#include "output/output.h"

#include "sample.h"
#include "util/cleanup.h"

#include <check.h>

static const struct output_column columns[] = {
	{ "n", "n", OUTPUT_ANY, OUTPUT_EVERYWHERE, true },
	{ "x", "x", OUTPUT_ANY, OUTPUT_EVERYWHERE, true },
};
#define N_COLUMNS 2
#define N_ROWS 2

static struct output_value
typed(enum output_type type, const char *s)
{
	struct output_value v = sample_text(s);

	v.type = type;
	return v;
}

static char *
print(enum output_format format)
{
	struct output_options options = { .format = format };
	struct output_value values[N_ROWS * N_COLUMNS] = {
		typed(OUTPUT_DECIMAL, "0.25"),
		typed(OUTPUT_PATH, "a\xff"),
		typed(OUTPUT_DECIMAL, "-12345"),
		typed(OUTPUT_TEXT, "b\""),
	};

	return sample_print(&options, columns, N_COLUMNS, values, N_ROWS);
}

START_TEST(json_keeps_each_type)
{
	_cleanup_(freep) char *got = print(OUTPUT_NDJSON);

	ck_assert_str_eq(got,
		"{\"n\":0.25,\"x\":\"a\xef\xbf\xbd\",\"x_base64\":\"Yf8=\"}\n"
		"{\"n\":-12345,\"x\":\"b\\\"\"}\n");
}
END_TEST

START_TEST(csv_quotes_words_only)
{
	_cleanup_(freep) char *got = print(OUTPUT_CSV);

	ck_assert_str_eq(got, "n,x\n0.25,a\xff\n-12345,\"b\"\"\"\n");
}
END_TEST

START_TEST(plain_escapes_words_only)
{
	_cleanup_(freep) char *got = print(OUTPUT_PLAIN);

	ck_assert_str_eq(got, "0.25\ta\xff\n-12345\tb\"\n");
}
END_TEST

/* Numbers to the right, spelled as they are; anything else to the left. */
START_TEST(table_aligns_by_what_it_saw)
{
	_cleanup_(freep) char *got = print(OUTPUT_TABLE);

	ck_assert_str_eq(got,
		"     n  x\n"
		"  0.25  a\\xff\n"
		"-12345  b\"\n");
}
END_TEST

Suite *suite_mixed(void);

Suite *
suite_mixed(void)
{
	Suite *s = suite_create("mixed");
	TCase *t = tcase_create("mixed");

	tcase_add_test(t, json_keeps_each_type);
	tcase_add_test(t, csv_quotes_words_only);
	tcase_add_test(t, plain_escapes_words_only);
	tcase_add_test(t, table_aligns_by_what_it_saw);
	suite_add_tcase(s, t);
	return s;
}
