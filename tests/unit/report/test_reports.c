/* SPDX-License-Identifier: MIT */
/* find, volumes, problems and SQL; groups are in test_dupes.c. */
#include "report/find.h"
#include "report/inventory.h"
#include "report/sql.h"

#include "filled.h"
#include "store/scans.h"
#include "store/scope.h"
#include "util/interrupt.h"

#include <check.h>
#include <errno.h>
#include <signal.h>

static struct filled f;

static const struct filled_file files[] = {
	{ .name = "Photo.jpg", .inode = UINT64_MAX, .size = 10, .content = 1 },
	{ .name = "a\xff", .inode = 2, .size = 20, .nlink = 3 },
	{ .name = "photo2.JPG", .inode = 3, .size = 30, .is_away = true },
	{ .name = NULL },
};

static void
setup(void)
{
	filled_init(&f);
	filled_add_all(&f, files);
}

static void
teardown(void)
{
	interrupt_set(0);
	filled_clear(&f);
}

/* --- find --------------------------------------------------------------- */

#define EVERYWHERE                                                             \
	{                                                                      \
		.max_depth = INT64_MAX                                         \
	}

static const struct {
	enum report_find_order order;
	bool reverse;
	int64_t limit;
	const char *text;
} finds[] = {
	{ REPORT_FIND_PATH, false, -1,
		"/away/photo2.JPG\n/here/Photo.jpg\n/here/a\xff\n" },
	{ REPORT_FIND_PATH, true, -1,
		"/here/a\xff\n/here/Photo.jpg\n/away/photo2.JPG\n" },
	{ REPORT_FIND_PATH, true, 1, "/here/a\xff\n" },
	{ REPORT_FIND_PATH, false, 1, "/away/photo2.JPG\n" },
	{ REPORT_FIND_PATH, false, 0, "" },
	{ REPORT_FIND_SIZE, false, -1,
		"/away/photo2.JPG\n/here/a\xff\n/here/Photo.jpg\n" },
	{ REPORT_FIND_SIZE, false, 2, "/away/photo2.JPG\n/here/a\xff\n" },
	{ REPORT_FIND_SIZE, true, 2, "/here/Photo.jpg\n/here/a\xff\n" },
	{ REPORT_FIND_SIZE, true, 0, "" },
	{ REPORT_FIND_NAME, false, -1,
		"/here/Photo.jpg\n/here/a\xff\n/away/photo2.JPG\n" },
	/* All alike: in the order of paths, whichever way it is sorted. */
	{ REPORT_FIND_MTIME, false, 2, "/away/photo2.JPG\n/here/Photo.jpg\n" },
	{ REPORT_FIND_CTIME, true, 2, "/away/photo2.JPG\n/here/Photo.jpg\n" },
	{ REPORT_FIND_ALLOCATED, false, 1, "/away/photo2.JPG\n" },
};

START_TEST(finds_in_order)
{
	const struct report_find find = { .find = EVERYWHERE,
		.order = finds[_i].order,
		.reverse = finds[_i].reverse,
		.limit = finds[_i].limit };
	struct output *o = filled_output(&f, OUTPUT_PATHS);
	struct report_find_result result;
	int64_t n_lines = 0;

	ok(report_find(f.store, &find, o, &result, err));
	ck_assert_str_eq(filled_text(&f, o), finds[_i].text);
	for (const char *c = finds[_i].text; *c; c++)
		n_lines += *c == '\n';
	ck_assert_int_eq(result.rows, n_lines);
	ck_assert_int_eq(result.given_up, 0);
}
END_TEST

START_TEST(counts_what_it_finds)
{
	struct report_find find = { .find = EVERYWHERE, .limit = -1 };
	struct output *o = filled_output(&f, OUTPUT_PLAIN);
	struct report_find_result result;

	ok(report_find_count(f.store, &find, o, &result, err));
	ck_assert_str_eq(filled_text(&f, o), "3\n");
	ck_assert_int_eq(result.rows, 3);
	find.limit = 2;
	o = filled_output(&f, OUTPUT_NDJSON);
	ok(report_find_count(f.store, &find, o, &result, err));
	ck_assert_str_eq(filled_text(&f, o), "{\"count\":2}\n");
}
END_TEST

START_TEST(find_has_the_keys_others_rely_on)
{
	const struct find_place place = { f.here, "" };
	const struct report_find find = { .find = { .places = &place,
						  .n_places = 1,
						  .max_depth = INT64_MAX },
		.limit = 2 };
	struct output *o = filled_output(&f, OUTPUT_NDJSON);
	struct report_find_result result;

	ok(report_find(f.store, &find, o, &result, err));
	ck_assert_str_eq(filled_text(&f, o),
		"{\"volume\":\"here\",\"path\":\"/here/Photo.jpg\","
		"\"type\":\"f\",\"size\":10,\"allocated\":4096,"
		"\"mtime\":\"1970-01-01T00:00:01.000000000Z\","
		"\"ctime\":\"1970-01-01T00:00:02.000000000Z\","
		"\"mode\":\"0640\",\"uid\":12,\"gid\":34,"
		"\"inode\":18446744073709551615,\"nlink\":1,"
		"\"digest\":\"01000000000000000000000000000000\","
		"\"online\":true}\n"
		"{\"volume\":\"here\",\"path\":\"/here/a\xef\xbf\xbd\","
		"\"path_base64\":\"L2hlcmUvYf8=\","
		"\"type\":\"f\",\"size\":20,\"allocated\":4096,"
		"\"mtime\":\"1970-01-01T00:00:01.000000000Z\","
		"\"ctime\":\"1970-01-01T00:00:02.000000000Z\","
		"\"mode\":\"0640\",\"uid\":12,\"gid\":34,"
		"\"inode\":2,\"nlink\":3,\"digest\":null,\"online\":true}\n");
}
END_TEST

START_TEST(an_interrupt_ends_a_report)
{
	const struct report_find find = { .find = EVERYWHERE, .limit = -1 };
	struct output *o = filled_output(&f, OUTPUT_PATHS);
	struct error err = ERROR_INIT;
	struct report_find_result result;

	interrupt_set(SIGINT);
	ck_assert_int_eq(report_find(f.store, &find, o, &result, &err), -EINTR);
	ck_assert_int_eq(err.kind, ERROR_INTERRUPTED);
	ck_assert_str_eq(filled_text(&f, o), "");
}
END_TEST

/* --- volumes ------------------------------------------------------------ */

/* Fresh facts where there are any, else those of the last scan. */
START_TEST(lists_volumes)
{
	const struct report_online online = { .volume_id = f.here,
		.mount_point = "/elsewhere",
		.capacity_bytes = 2000,
		.free_bytes = -1 };
	struct output *o = filled_output(&f, OUTPUT_CSV);
	int64_t n_rows = 0;
	const char *text;

	ok(report_volumes(f.store,
		&(struct report_volumes){ .online = &online, .n_online = 1 }, o,
		&n_rows, err));
	text = filled_text(&f, o);
	ck_assert_int_eq(n_rows, 2);
	ck_assert_ptr_nonnull(
		strstr(text, "\naway,,ext4,/dev/test,false,1000,400,1,30,,"));
	ck_assert_ptr_nonnull(strstr(text,
		",/away,\nhere,,ext4,/dev/test,true,"
		"2000,400,2,"));
	ck_assert_ptr_nonnull(strstr(text, ",/elsewhere,\n"));
}
END_TEST

/* --- problems ------------------------------------------------------------- */

static void
add_problems(void)
{
	ok(store_begin(f.store, err));
	ok(store_put_problem(f.store, f.here_top, "", 0, STAGE_SCAN, EACCES,
		"cannot open", err));
	ok(store_put_problem(f.store, f.away_top, "photo2.JPG", 10, STAGE_HASH,
		0, "changed", err));
	ok(store_commit(f.store, err));
}

START_TEST(lists_problems)
{
	struct output *o = filled_output(&f, OUTPUT_CSV);
	int64_t n_rows = 0;
	const char *text;

	add_problems();
	ok(report_problems(f.store, false, o, &n_rows, err));
	text = filled_text(&f, o);
	ck_assert_int_eq(n_rows, 2);
	ck_assert_ptr_nonnull(strstr(text,
		"here,/here,scan,cannot open: Permission denied,EACCES,"));
	ck_assert_ptr_nonnull(
		strstr(text, "away,/away/photo2.JPG,hash,changed,,"));
}
END_TEST

START_TEST(knows_problems_of_a_stage_and_scope)
{
	struct output *o;
	int64_t n_rows = 0;

	ck_assert_int_eq(report_has_problems(f.store, false, STAGE_HASH, NULL),
		0);
	add_problems();
	ck_assert_int_eq(report_has_problems(f.store, false, STAGE_HASH, NULL),
		1);
	ok(store_scope_add_directory(f.store, f.here_top, err));
	ck_assert_int_eq(report_has_problems(f.store, true, STAGE_HASH, NULL),
		0);
	ck_assert_int_eq(report_has_problems(f.store, true, STAGE_SCAN, NULL),
		1);
	o = filled_output(&f, OUTPUT_PATHS);
	ok(report_problems(f.store, true, o, &n_rows, err));
	ck_assert_str_eq(filled_text(&f, o), "/here\n");
}
END_TEST

/* --- sql ------------------------------------------------------------------ */

static const struct {
	const char *sql;
	enum output_format format;
	const char *text;
} statements[] = {
	{ "SELECT 1 AS a, 'x' AS b", OUTPUT_NDJSON, "{\"a\":1,\"b\":\"x\"}\n" },
	{ "SELECT 0.1 AS a, 1e999 AS b", OUTPUT_NDJSON,
		"{\"a\":0.1,\"b\":null}\n" },
	{ "SELECT x'61ff' AS p", OUTPUT_NDJSON,
		"{\"p\":\"a\xef\xbf\xbd\",\"p_base64\":\"Yf8=\"}\n" },
	{ "SELECT 1 AS a WHERE 0", OUTPUT_CSV, "a\n" },
	{ "SELECT 1 AS a; SELECT 2 AS b;", OUTPUT_CSV, "a\n1\nb\n2\n" },
	{ "-- nothing", OUTPUT_CSV, "" },
	{ "SELECT 1.5 UNION ALL SELECT -20", OUTPUT_PLAIN, "1.5\n-20\n" },
};

START_TEST(runs_sql)
{
	const struct output_options options = {
		.format = statements[_i].format,
	};
	char *text = NULL;
	size_t len = 0;
	FILE *stream = open_memstream(&text, &len);

	ok(report_sql(f.store, statements[_i].sql, stream, &options, err));
	(void)fclose(stream); /* memory */
	ck_assert_str_eq(text, statements[_i].text);
	free(text);
}
END_TEST

START_TEST(refuses_to_write_by_sql)
{
	const struct output_options options = { .format = OUTPUT_PLAIN };
	struct error err = ERROR_INIT;

	ck_assert_int_lt(report_sql(f.store, "DELETE FROM entry", stdout,
				 &options, &err),
		0);
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	ck_assert_str_eq(err.text, "only statements that read are allowed");
}
END_TEST

Suite *suite_reports(void);

Suite *
suite_reports(void)
{
	Suite *s = suite_create("reports");
	TCase *t = tcase_create("reports");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, finds_in_order, 0,
		sizeof(finds) / sizeof(finds[0]));
	tcase_add_test(t, counts_what_it_finds);
	tcase_add_test(t, find_has_the_keys_others_rely_on);
	tcase_add_test(t, an_interrupt_ends_a_report);
	tcase_add_test(t, lists_volumes);
	tcase_add_test(t, lists_problems);
	tcase_add_test(t, knows_problems_of_a_stage_and_scope);
	tcase_add_loop_test(t, runs_sql, 0,
		sizeof(statements) / sizeof(statements[0]));
	tcase_add_test(t, refuses_to_write_by_sql);
	suite_add_tcase(s, t);
	return s;
}
