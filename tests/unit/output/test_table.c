/* SPDX-License-Identifier: MIT */
#include "output/output.h"

#include "output/width.h"
#include "sample.h"
#include "util/cleanup.h"

#include <check.h>
#include <locale.h>

static const struct output_column columns[] = {
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "inode", "INODE", OUTPUT_UNSIGNED, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "n", "N", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
};
#define N_COLUMNS 4
#define N_ROWS(values) (sizeof(values) / sizeof((values)[0]) / N_COLUMNS)

#define ROW(size, path, n)                                                     \
	output_number(size), output_number(1), sample_text(path),              \
		output_number(n)

/* As main() does; libsmartcols measures by it. */
static void
utf8_locale(void)
{
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
}

START_TEST(aligns)
{
	struct output_options options = { .format = OUTPUT_TABLE };
	struct output_value values[] = {
		ROW(17, "/a", 1),
		ROW(1536, "/e\xcc\x81/\xe6\xbc\xa2", 1234567),
		ROW(0, "a\nb\033\xff\\x", -5),
	};
	_cleanup_(freep) char *got = sample_print(&options, columns, N_COLUMNS,
		values, N_ROWS(values));

	ck_assert_str_eq(got,
		"   SIZE  PATH                    N\n"
		"   17 B  /a                      1\n"
		"1.5 KiB  /e\xcc\x81/\xe6\xbc\xa2           1,234,567\n"
		"    0 B  a\\nb\\x1b\\xff\\x         -5\n");
}
END_TEST

START_TEST(honours_exact_and_no_header)
{
	struct output_options options = { .format = OUTPUT_TABLE,
		.exact = true,
		.no_header = true };
	struct output_value values[] = { ROW(1048576, "/a", 1) };
	_cleanup_(freep) char *got =
		sample_print(&options, columns, N_COLUMNS, values, 1);

	ck_assert_str_eq(got, "1048576  /a  1\n");
}
END_TEST

START_TEST(nothing_for_no_rows)
{
	struct output_options options = { .format = OUTPUT_TABLE };
	_cleanup_(freep) char *got =
		sample_print(&options, columns, N_COLUMNS, NULL, 0);

	ck_assert_str_eq(got, "");
}
END_TEST

START_TEST(heading_may_be_bold)
{
	struct output_options options = { .format = OUTPUT_TABLE,
		.color = true };
	struct output_value values[] = { ROW(1, "/a", 1) };
	_cleanup_(freep) char *got =
		sample_print(&options, columns, N_COLUMNS, values, 1);

	ck_assert_ptr_nonnull(strstr(got, "\033[1m"));
	ck_assert_ptr_null(strstr(got + strcspn(got, "\n"), "\033[1m"));
}
END_TEST

START_TEST(null_cells_and_continued_rows)
{
	struct output_options options = { .format = OUTPUT_TABLE };
	struct output_value values[] = { output_number(5), output_null(),
		output_null(), output_null() };
	struct output_value more[] = { output_null(), output_null(),
		sample_text("/b"), output_null() };
	_cleanup_(freep) char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	struct output *o = output_new(f, &options);

	output_begin(o, columns, N_COLUMNS);
	ck_assert_int_eq(output_row(o, values, NULL), 0);
	ck_assert_int_eq(output_continue(o, more, NULL), 0);
	ck_assert_int_eq(output_end(o, NULL), 0);
	output_free(o);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_str_eq(text,
		"SIZE  PATH  N\n"
		" 5 B  -     -\n"
		"      /b\n");
}
END_TEST

/* Every line is as wide as the terminal at most; names keep their ends. */
START_TEST(fits_the_terminal)
{
	struct output_options options = { .format = OUTPUT_TABLE,
		.terminal = true,
		.width = _i };
	struct output_value values[] = {
		ROW(1, "/home/user/pictures/2024/summer/holiday.jpg", 1),
		ROW(1536, "/e\xcc\x81/\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2/x",
			2),
	};
	_cleanup_(freep) char *got = sample_print(&options, columns, N_COLUMNS,
		values, N_ROWS(values));
	const char *line = got;

	for (; *line; line = strchr(line, '\n') + 1) {
		size_t len = strcspn(line, "\n");

		ck_assert_uint_le(width_of(line, len), (size_t)_i);
	}
	ck_assert_ptr_nonnull(strstr(got, _i < 55 ? "\u2026" : "/summer/"));
}
END_TEST

/* Long reports come in windows: one heading, columns that line up. */
START_TEST(windows_line_up)
{
	struct output_options options = { .format = OUTPUT_TABLE };
	const size_t n = 3 * OUTPUT_WINDOW + 1;
	struct output_value *values = calloc(n * N_COLUMNS, sizeof(*values));
	_cleanup_(freep) char *got = NULL;
	size_t lines = 0;
	const char *line;

	ck_assert_ptr_nonnull(values);
	for (size_t i = 0; i < n; i++) {
		values[i * N_COLUMNS] = output_number((int64_t)i);
		values[i * N_COLUMNS + 1] = output_number(1);
		values[i * N_COLUMNS + 2] =
			sample_text(i == 0 ? "/a/long/one" : "/s");
		values[i * N_COLUMNS + 3] = output_number(1);
	}
	values[0] = output_number(1536);
	got = sample_print(&options, columns, N_COLUMNS, values, n);
	for (line = got; *line; line = strchr(line, '\n') + 1) {
		ck_assert_uint_eq(strcspn(line, "\n"),
			strlen("1.5 KiB  /a/long/one  1"));
		lines++;
	}
	ck_assert_uint_eq(lines, n + 1);
	ck_assert_ptr_null(strstr(got + 1, "\n   SIZE"));
	free(values);
}
END_TEST

static const struct output_column roomy[] = {
	{ "name", "NAME", OUTPUT_TEXT, OUTPUT_EVERYWHERE | OUTPUT_AS_RECORD,
		false },
	{ "a", "ALPHA", OUTPUT_NUMBER, OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM,
		false },
	{ "b", "BETA", OUTPUT_SHARE, OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM,
		false },
};

static const struct {
	int width;
	const char *text;
} widths[] = {
	{ 31,
		"NAME  ALPHA  BETA\n"
		"wide      1   50.0% #####\n"
		"w         2    0.0%\n" },
	{ 30,
		"NAME  ALPHA  BETA\n"
		"wide      1   50.0% #####\n"
		"w         2    0.0%\n" },
	{ 29,
		"NAME  BETA\n"
		"wide   50.0% #####\n"
		"w       0.0%\n" },
	{ 22, "NAME\nwide\nw\n" },
	{ 4, "NAME\nwide\nw\n" },
	{ 3,
		"NAME   wide\nALPHA  1\nBETA    50.0% #####\n"
		"\n"
		"NAME   w\nALPHA  2\nBETA     0.0%\n" },
};

START_TEST(leaves_out_what_has_no_room)
{
	struct output_options options = { .format = OUTPUT_TABLE,
		.ascii = true,
		.width = widths[_i].width };
	struct output_value values[] = {
		sample_text("wide"),
		output_number(1),
		output_number(500000),
		sample_text("w"),
		output_number(2),
		output_number(0),
	};
	_cleanup_(freep) char *got =
		sample_print(&options, roomy, 3, values, 2);

	utf8_locale();
	ck_assert_str_eq(got, widths[_i].text);
}
END_TEST

Suite *suite_table(void);

Suite *
suite_table(void)
{
	Suite *s = suite_create("table");
	TCase *t = tcase_create("table");

	tcase_add_checked_fixture(t, utf8_locale, NULL);
	tcase_add_test(t, aligns);
	tcase_add_test(t, honours_exact_and_no_header);
	tcase_add_test(t, nothing_for_no_rows);
	tcase_add_test(t, heading_may_be_bold);
	tcase_add_test(t, null_cells_and_continued_rows);
	tcase_add_loop_test(t, fits_the_terminal, 30, 80);
	tcase_add_test(t, windows_line_up);
	tcase_add_loop_test(t, leaves_out_what_has_no_room, 0,
		sizeof(widths) / sizeof(widths[0]));
	suite_add_tcase(s, t);
	return s;
}
