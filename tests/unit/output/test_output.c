/* SPDX-License-Identifier: MIT */
/* The formats for programs, and what all of them share. */
#include "output/output.h"

#include "sample.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#define EXACT_NAME "a\tb\\c\nd\r\"e\",\xff"

static const struct output_column columns[] = {
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "inode", "INODE", OUTPUT_UNSIGNED, OUTPUT_MACHINE, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_EVERYWHERE, false },
	{ "mode", "MODE", OUTPUT_MODE, OUTPUT_EVERYWHERE, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_EVERYWHERE, false },
	{ "digest", "DIGEST", OUTPUT_HEX, OUTPUT_EVERYWHERE, false },
	{ "note", "NOTE", OUTPUT_TEXT, OUTPUT_IN_JSON, false },
};
#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))

static void
fill(struct output_value *values, const char *path)
{
	static const unsigned char digest[] = { 0x00, 0x9f, 0xff };

	values[0] = sample_text(path);
	values[1] = output_number(1536);
	values[2] = output_number(-1);
	values[3] = output_number(-1);
	values[4] = output_number(0100644);
	values[5] = output_number(1);
	values[6] = (struct output_value){ .bytes = digest, .len = 3 };
	values[7] = output_null();
}

static char *
print(const struct output_options *options, const char *path)
{
	struct output_value values[N_COLUMNS];

	fill(values, path);
	return sample_print(options, columns, N_COLUMNS, values, 1);
}

#define OTHERS                                                                 \
	"1536\t18446744073709551615\t1969-12-31T23:59:59.999999999Z\t0644\t"   \
	"true\t009fff"

START_TEST(plain_escapes_what_separates)
{
	struct output_options options = { .format = OUTPUT_PLAIN };
	_cleanup_(freep) char *got = print(&options, EXACT_NAME);

	ck_assert_str_eq(got, "a\\tb\\\\c\\nd\\r\"e\",\xff\t" OTHERS "\n");
}
END_TEST

START_TEST(plain_is_raw_with_nul)
{
	struct output_options options = { .format = OUTPUT_PLAIN, .nul = true };
	_cleanup_(freep) char *got = print(&options, EXACT_NAME);
	static const char want[] = EXACT_NAME "\t" OTHERS;

	ck_assert_mem_eq(got, want, sizeof(want)); /* its NUL included */
}
END_TEST

START_TEST(plain_is_safe_on_a_terminal)
{
	struct output_options options = { .format = OUTPUT_PLAIN,
		.terminal = true };
	_cleanup_(freep) char *got = print(&options, "\033[2J\xff");

	ck_assert_str_eq(got, "\\x1b[2J\\xff\t" OTHERS "\n");
}
END_TEST

START_TEST(csv_quotes)
{
	struct output_options options = { .format = OUTPUT_CSV };
	_cleanup_(freep) char *got = print(&options, EXACT_NAME);

	ck_assert_str_eq(got,
		"path,size,inode,mtime,mode,online,digest\n"
		"\"a\tb\\c\nd\r\"\"e\"\",\xff\",1536,18446744073709551615,"
		"1969-12-31T23:59:59.999999999Z,0644,true,009fff\n");
}
END_TEST

static const struct {
	const char *text; /* NULL: null */
	const char *field;
} csv_fields[] = {
	{ NULL, "" },
	{ "", "\"\"" },
	{ "a b", "a b" },
	{ " a", "\" a\"" },
	{ "a ", "\"a \"" },
	{ "a,b", "\"a,b\"" },
	{ "\"", "\"\"\"\"" },
	{ "a\nb", "\"a\nb\"" },
	{ "\x7f", "\"\x7f\"" },
};

START_TEST(csv_fields_keep_their_bytes)
{
	static const struct output_column column = { "path", "PATH",
		OUTPUT_PATH, OUTPUT_EVERYWHERE, false };
	struct output_options options = { .format = OUTPUT_CSV,
		.no_header = true };
	struct output_value value = sample_text(csv_fields[_i].text);
	_cleanup_(freep) char *got =
		sample_print(&options, &column, 1, &value, 1);

	ck_assert_uint_eq(strlen(got), strlen(csv_fields[_i].field) + 1);
	ck_assert_mem_eq(got, csv_fields[_i].field, strlen(got) - 1);
}
END_TEST

START_TEST(ndjson_keeps_every_bit)
{
	struct output_options options = { .format = OUTPUT_NDJSON };
	_cleanup_(freep) char *got = print(&options, EXACT_NAME);

	ck_assert_str_eq(got,
		"{\"path\":\"a\\tb\\\\c\\nd\\r\\\"e\\\",\xef\xbf\xbd\","
		"\"path_base64\":\"YQliXGMKZA0iZSIs/w==\",\"size\":1536,"
		"\"inode\":18446744073709551615,"
		"\"mtime\":\"1969-12-31T23:59:59.999999999Z\","
		"\"mode\":\"0644\",\"online\":true,\"digest\":\"009fff\","
		"\"note\":null}\n");
}
END_TEST

static const struct {
	const char *path;
	const char *fields;
} json_paths[] = {
	{ "", "\"path\":\"\"" },
	{ "plain", "\"path\":\"plain\"" },
	{ "\xc3\xa9", "\"path\":\"\xc3\xa9\"" },
	{ "\x01\x1b", "\"path\":\"\\u0001\\u001B\"" },
	{ "\x7f\xc2\x9b!", "\"path\":\"\\u007f\\u009b!\"" },
	{ "\xc2\xa0", "\"path\":\"\xc2\xa0\"" },
	/* one, two and three bytes: the three paddings */
	{ "\xff", "\"path\":\"\xef\xbf\xbd\",\"path_base64\":\"/w==\"" },
	{ "\xff"
	  "a",
		"\"path\":\"\xef\xbf\xbd"
		"a\",\"path_base64\":\"/2E=\"" },
	{ "\xff"
	  "ab",
		"\"path\":\"\xef\xbf\xbd"
		"ab\",\"path_base64\":\"/2Fi\"" },
	/* a surrogate and an overlong slash are not UTF-8 */
	{ "\xed\xa0\x80",
		"\"path\":\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\","
		"\"path_base64\":\"7aCA\"" },
	{ "\xc0\xaf",
		"\"path\":\"\xef\xbf\xbd\xef\xbf\xbd\","
		"\"path_base64\":\"wK8=\"" },
	/* U+FFFD itself is valid: no second key */
	{ "\xef\xbf\xbd", "\"path\":\"\xef\xbf\xbd\"" },
};

START_TEST(ndjson_spells_paths)
{
	struct output_options options = { .format = OUTPUT_NDJSON };
	struct output_value value = sample_text(json_paths[_i].path);
	_cleanup_(freep) char *got =
		sample_print(&options, columns, 1, &value, 1);
	_cleanup_(strbuf_clear) struct strbuf want = STRBUF_INIT;

	strbuf_addf(&want, "{%s}\n", json_paths[_i].fields);
	ck_assert_str_eq(got, want.buf);
}
END_TEST

START_TEST(ndjson_nests_lists)
{
	static const struct output_column item_columns[] = {
		{ "path", NULL, OUTPUT_PATH, OUTPUT_IN_JSON, false },
		{ "hidden", NULL, OUTPUT_NUMBER, OUTPUT_IN_TABLE, false },
		{ "inode", NULL, OUTPUT_UNSIGNED, OUTPUT_IN_JSON, false },
	};
	static const struct output_column name = { NULL, NULL, OUTPUT_TEXT,
		OUTPUT_IN_JSON, false };
	static const struct output_column top[] = {
		{ "files", NULL, OUTPUT_LIST, OUTPUT_IN_JSON, false },
		{ "waits_for", NULL, OUTPUT_LIST, OUTPUT_IN_JSON, false },
		{ "empty", NULL, OUTPUT_LIST, OUTPUT_IN_JSON, false },
	};
	struct output_value files[] = { sample_text("a"), output_number(1),
		output_number(2), sample_text("\xff"), output_number(3),
		output_number(INT64_MIN) };
	struct output_value names[] = { sample_text("x"), output_null() };
	struct output_value values[] = {
		{ .item_columns = item_columns,
			.n_item_columns = 3,
			.items = files,
			.n_items = 2 },
		{ .item_columns = &name,
			.n_item_columns = 1,
			.items = names,
			.n_items = 2 },
		{ .item_columns = &name, .n_item_columns = 1 },
	};
	struct output_options options = { .format = OUTPUT_NDJSON };
	_cleanup_(freep) char *got = sample_print(&options, top, 3, values, 1);

	ck_assert_str_eq(got,
		"{\"files\":[{\"path\":\"a\",\"inode\":2},"
		"{\"path\":\"\xef\xbf\xbd\",\"path_base64\":\"/w==\","
		"\"inode\":9223372036854775808}],"
		"\"waits_for\":[\"x\",null],\"empty\":[]}\n");
}
END_TEST

START_TEST(paths_are_raw)
{
	struct output_options options = { .format = OUTPUT_PATHS };
	_cleanup_(freep) char *got = print(&options, EXACT_NAME);
	_cleanup_(freep) char *nul = NULL;
	_cleanup_(freep) char *safe = NULL;

	ck_assert_str_eq(got, EXACT_NAME "\n");
	options.terminal = true;
	safe = print(&options, "a\nb");
	ck_assert_str_eq(safe, "a\\nb\n");
	options.nul = true;
	nul = print(&options, "a\nb");
	ck_assert_str_eq(nul, "a\nb");
}
END_TEST

static const struct {
	enum output_format asked;
	bool nul, terminal;
	enum output_format chosen;
} choices[] = {
	{ OUTPUT_AUTO, false, true, OUTPUT_TABLE },
	{ OUTPUT_AUTO, false, false, OUTPUT_PLAIN },
	{ OUTPUT_AUTO, true, false, OUTPUT_PATHS },
	{ OUTPUT_AUTO, true, true, OUTPUT_PATHS },
	{ OUTPUT_CSV, true, true, OUTPUT_CSV },
};

START_TEST(chooses_a_format)
{
	struct output_options options = { .format = choices[_i].asked,
		.nul = choices[_i].nul,
		.terminal = choices[_i].terminal };
	struct output *o = output_new(stdout, &options);

	ck_assert_int_eq(output_format_of(o), choices[_i].chosen);
	output_free(o);
}
END_TEST

START_TEST(nul_without_paths_prints_rows)
{
	struct output_options options = { .nul = true };
	struct output_value value = output_number(7);
	_cleanup_(freep) char *got =
		sample_print(&options, &columns[1], 1, &value, 1);

	ck_assert_str_eq(got, "7");
}
END_TEST

/* A failure shows at the latest at the end, and stays. */
START_TEST(full_disk_is_an_error)
{
	struct output_options options = { .format = (enum output_format)_i };
	struct error err = ERROR_INIT;
	struct output_value values[N_COLUMNS];
	FILE *f = fopen("/dev/full", "w");
	struct output *o = output_new(f, &options);

	ck_assert_ptr_nonnull(f);
	fill(values, "/a");
	output_begin(o, columns, N_COLUMNS);
	(void)output_row(o, values, NULL); /* may be buffered */
	ck_assert_int_eq(output_end(o, &err), -ENOSPC);
	ck_assert_str_eq(err.text,
		"cannot write to standard output: "
		"No space left on device");
	ck_assert_int_eq(output_row(o, values, &err), -ENOSPC);
	output_free(o);
	(void)fclose(f); /* fails as it must */
}
END_TEST

START_TEST(long_reports_notice_a_full_disk_early)
{
	struct output_options options = { .format = OUTPUT_PATHS };
	struct output_value values[N_COLUMNS];
	FILE *f = fopen("/dev/full", "w");
	struct output *o = output_new(f, &options);
	int r = 0;
	int rows = 0;

	ck_assert_ptr_nonnull(f);
	fill(values, "/a/path/of/some/length");
	output_begin(o, columns, N_COLUMNS);
	for (; r == 0 && rows < 100000; rows++)
		r = output_row(o, values, NULL);
	ck_assert_int_eq(r, -ENOSPC);
	ck_assert_int_lt(rows, 10000);
	output_free(o);
	(void)fclose(f); /* fails as it must */
}
END_TEST

START_TEST(closed_pipe_is_told_apart)
{
	struct output_options options = { .format = OUTPUT_NDJSON };
	struct output_value values[N_COLUMNS];
	struct output *o;
	int fds[2];
	FILE *f;

	(void)signal(SIGPIPE, SIG_IGN); /* as interrupt_install() does */
	ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
	ck_assert_int_eq(close(fds[0]), 0);
	f = fdopen(fds[1], "w");
	ck_assert_ptr_nonnull(f);
	o = output_new(f, &options);
	fill(values, "/a");
	output_begin(o, columns, N_COLUMNS);
	(void)output_row(o, values, NULL); /* may be buffered */
	ck_assert_int_eq(output_end(o, NULL), -EPIPE);
	output_free(o);
	(void)fclose(f); /* fails as it must */
}
END_TEST

Suite *suite_output(void);

Suite *
suite_output(void)
{
	Suite *s = suite_create("output");
	TCase *t = tcase_create("output");
	int n_fields = sizeof(csv_fields) / sizeof(csv_fields[0]);
	int n_paths = sizeof(json_paths) / sizeof(json_paths[0]);
	int n_choices = sizeof(choices) / sizeof(choices[0]);

	tcase_add_test(t, plain_escapes_what_separates);
	tcase_add_test(t, plain_is_raw_with_nul);
	tcase_add_test(t, plain_is_safe_on_a_terminal);
	tcase_add_test(t, csv_quotes);
	tcase_add_loop_test(t, csv_fields_keep_their_bytes, 0, n_fields);
	tcase_add_test(t, ndjson_keeps_every_bit);
	tcase_add_loop_test(t, ndjson_spells_paths, 0, n_paths);
	tcase_add_test(t, ndjson_nests_lists);
	tcase_add_test(t, paths_are_raw);
	tcase_add_loop_test(t, chooses_a_format, 0, n_choices);
	tcase_add_test(t, nul_without_paths_prints_rows);
	tcase_add_loop_test(t, full_disk_is_an_error, OUTPUT_TABLE,
		OUTPUT_PATHS + 1);
	tcase_add_test(t, long_reports_notice_a_full_disk_early);
	tcase_add_test(t, closed_pipe_is_told_apart);
	suite_add_tcase(s, t);
	return s;
}
