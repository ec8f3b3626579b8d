/* SPDX-License-Identifier: MIT */
/* Groups: who is in one, in which order, and what they add up to. */
#include "report/dupes.h"
#include "report/report.h"

#include "filled.h"
#include "lib/random.h"
#include "store/internal.h"
#include "store/scope.h"

#include <check.h>
#include <errno.h>

static struct filled f;

static void
setup(void)
{
	filled_init(&f);
}

static void
teardown(void)
{
	filled_clear(&f);
}

static const struct report_dupes everything = { .min_size = 1,
	.max_size = INT64_MAX,
	.min_volumes = 1,
	.limit = REPORT_NO_LIMIT };

static const char *
print(const struct report_dupes *options, enum output_format format,
	struct report_totals *totals)
{
	struct output *o = filled_output(&f, format);

	ok(report_dupes(f.store, options, o, totals, err));
	return filled_text(&f, o);
}

static const char *
paths(const struct report_dupes *options)
{
	struct report_totals totals;

	return print(options, OUTPUT_PATHS, &totals);
}

START_TEST(groups_by_full_digest_only)
{
	static const struct filled_file files[] = {
		{ .name = "a", .inode = 1, .size = 100, .content = 1 },
		{ .name = "b", .inode = 2, .size = 100, .content = 1 },
		{ .name = "other", .inode = 3, .size = 100, .content = 2 },
		{ .name = "unread1", .inode = 4, .size = 100 },
		{ .name = "unread2", .inode = 5, .size = 100 },
		{ .name = NULL },
	};
	struct report_totals totals;

	filled_add_all(&f, files);
	ck_assert_str_eq(print(&everything, OUTPUT_PATHS, &totals),
		"/here/a\n/here/b\n");
	ck_assert_int_eq(totals.groups, 1);
	ck_assert_int_eq(totals.shown, 1);
	ck_assert_int_eq(totals.copies, 2);
	ck_assert_int_eq(totals.redundant, 1);
	ck_assert_int_eq(totals.wasted, 100);
}
END_TEST

/* The key is volume and inode: the same number elsewhere is another file. */
START_TEST(counts_an_inode_of_a_volume_once)
{
	static const struct filled_file files[] = {
		{ .name = "z",
			.inode = 7,
			.size = 9,
			.content = 1,
			.nlink = 2 },
		{ .name = "y",
			.inode = 7,
			.size = 9,
			.content = 1,
			.nlink = 2 },
		{ .name = "x",
			.inode = 7,
			.size = 9,
			.content = 1,
			.is_away = true },
		{ .name = NULL },
	};
	struct report_totals totals;

	filled_add_all(&f, files);
	ck_assert_str_eq(print(&everything, OUTPUT_PATHS, &totals),
		"/away/x\n/here/y\n");
	ck_assert_int_eq(totals.copies, 2);
	ck_assert_int_eq(totals.wasted, 9);
}
END_TEST

START_TEST(links_alone_are_no_group)
{
	static const struct filled_file files[] = {
		{ .name = "z",
			.inode = 7,
			.size = 9,
			.content = 1,
			.nlink = 2 },
		{ .name = "y",
			.inode = 7,
			.size = 9,
			.content = 1,
			.nlink = 2 },
		{ .name = NULL },
	};

	filled_add_all(&f, files);
	ck_assert_str_eq(paths(&everything), "");
}
END_TEST

START_TEST(json_has_the_keys_others_rely_on)
{
	static const struct filled_file files[] = {
		{ .name = "a", .inode = UINT64_MAX, .size = 3, .content = 1 },
		{ .name = "b",
			.inode = 2,
			.size = 3,
			.content = 1,
			.nlink = 4,
			.is_away = true },
		{ .name = NULL },
	};
	struct report_totals totals;

	filled_add_all(&f, files);
	ck_assert_str_eq(print(&everything, OUTPUT_NDJSON, &totals),
		"{\"size\":3,\"digest\":\"01000000000000000000000000000000\","
		"\"state\":\"confirmed\",\"copies\":2,\"wasted\":3,"
		"\"files\":[{\"volume\":\"away\",\"path\":\"/away/b\","
		"\"inode\":2,\"nlink\":4,"
		"\"mtime\":\"1970-01-01T00:00:01.000000000Z\","
		"\"online\":false},"
		"{\"volume\":\"here\",\"path\":\"/here/a\","
		"\"inode\":18446744073709551615,\"nlink\":1,"
		"\"mtime\":\"1970-01-01T00:00:01.000000000Z\","
		"\"online\":true}],\"waits_for\":[]}\n");
}
END_TEST

/* Groups that tell nothing apart but their digests, in any order of ids. */
static const struct filled_file alike[] = {
	{ .name = "c1", .inode = 1, .size = 10, .content = 3 },
	{ .name = "c2", .inode = 2, .size = 10, .content = 3 },
	{ .name = "a1", .inode = 3, .size = 10, .content = 9 },
	{ .name = "a2", .inode = 4, .size = 10, .content = 9 },
	{ .name = "b1", .inode = 5, .size = 10, .content = 1 },
	{ .name = "b2", .inode = 6, .size = 10, .content = 1 },
	{ .name = "big1", .inode = 7, .size = 25, .content = 1 },
	{ .name = "big2", .inode = 8, .size = 25, .content = 1 },
	{ .name = "many1", .inode = 9, .size = 5, .content = 1 },
	{ .name = "many2", .inode = 10, .size = 5, .content = 1 },
	{ .name = "many3", .inode = 11, .size = 5, .content = 1 },
	{ .name = NULL },
};

static const struct {
	enum report_order order;
	const char *text;
} orders[] = {
	/* 25, then 10 four times: size decides, then digest */
	{ REPORT_BY_WASTED,
		"/here/big1\n/here/big2\n\n/here/b1\n/here/b2\n\n"
		"/here/c1\n/here/c2\n\n/here/a1\n/here/a2\n\n"
		"/here/many1\n/here/many2\n/here/many3\n" },
	{ REPORT_BY_SIZE,
		"/here/big1\n/here/big2\n\n/here/b1\n/here/b2\n\n"
		"/here/c1\n/here/c2\n\n/here/a1\n/here/a2\n\n"
		"/here/many1\n/here/many2\n/here/many3\n" },
	{ REPORT_BY_COPIES,
		"/here/many1\n/here/many2\n/here/many3\n\n"
		"/here/big1\n/here/big2\n\n/here/b1\n/here/b2\n\n"
		"/here/c1\n/here/c2\n\n/here/a1\n/here/a2\n" },
	{ REPORT_BY_PATH,
		"/here/a1\n/here/a2\n\n/here/b1\n/here/b2\n\n"
		"/here/big1\n/here/big2\n\n/here/c1\n/here/c2\n\n"
		"/here/many1\n/here/many2\n/here/many3\n" },
};

START_TEST(order_depends_on_the_files_alone)
{
	struct report_dupes options = everything;

	options.order = orders[_i].order;
	filled_add_all(&f, alike);
	ck_assert_str_eq(paths(&options), orders[_i].text);
}
END_TEST

/* --- the first ones by path ---------------------------------------------- */

/* Names that a slash stands before, behind and between. */
static const char *const odd_names[] = { "a", "a b", "a-", "a.", "a0", "ab",
	"a\xff", "A" };

static void
add_randomly(int64_t volume_id, int n)
{
	struct strbuf path = STRBUF_INIT;
	int64_t dir_id;

	for (int i = 0; i < n; i++) {
		struct entry e = { .inode = 1 + any(40),
			.size_bytes = 1 + any(3),
			.mode = S_IFREG | 0640,
			.nlink = 2 };
		struct digest digest = { .covered = e.size_bytes };
		int64_t content;

		strbuf_truncate(&path, 0);
		for (unsigned int depth = any(4); depth > 0; depth--)
			strbuf_addf(&path, "%s%s", path.len > 0 ? "/" : "",
				odd_names[any(8)]);
		ok(store_make_directory(f.store, &dir_id, volume_id, path.buf,
			err));
		strbuf_truncate(&path, 0);
		strbuf_addf(&path, "%s%u", odd_names[any(8)], any(3));
		e.name = path.buf;
		e.name_len = path.len;
		ok(store_add_entry(f.store, dir_id, &e, 0, err));
		/* The content is the inode's, or links would differ. */
		digest.bytes[0] = (uint8_t)(e.inode % 7);
		ok(store_put_digest(f.store, &content, dir_id, &e, &digest, 0,
			err));
	}
	strbuf_clear(&path);
}

/* There are gaps between their numbers. */
static int64_t
any_directory(void)
{
	struct directory dir;
	int64_t last, id;

	ok(store_last_directory_id(f.store, &last, err));
	do {
		id = 1 + any((size_t)last);
	} while (store_directory(f.store, &dir, id, NULL) == 0);
	return id;
}

/* Directories, and maybe a name beside them. */
static void
scope_randomly(void)
{
	ok(store_scope_clear(f.store, err));
	for (unsigned int n = any(4); n > 0; n--)
		ok(store_scope_add_directory(f.store, any_directory(), err));
	if (any(2))
		ok(store_scope_add_entry(f.store, f.here_top, "a0", 2, err));
}

/* With volumes within others, and some that were mounted at one place. */
START_TEST(the_first_by_path_are_those_of_all)
{
	static const struct {
		const char *name;
		const char *place;
	} within[] = { { "W1", "/here/a" }, { "a", "/here/a/ab" },
		{ "z", "/here/a." }, { "W2", "/away/none/x" },
		{ "W3", "/here/A/a" } };
	struct report_dupes options = everything;
	int64_t top, id;
	char *all;
	int64_t n;

	random_seed = (uint64_t)_i * 7919 + 1;
	ok(store_begin(f.store, err));
	add_randomly(f.here, 30);
	add_randomly(f.away, 30);
	id = filled_volume(f.store, "there", _i % 3 ? "/hero" : "/away", &top);
	add_randomly(id, 30);
	for (size_t i = 0; i < sizeof(within) / sizeof(within[0]); i++) {
		if (any(2))
			continue;
		id = filled_volume(f.store, within[i].name, within[i].place,
			&top);
		add_randomly(id, 20);
	}
	ok(store_commit(f.store, err));
	options.order = REPORT_BY_PATH;
	options.n_few = (size_t)_i % 2; /* hardly ever all; or all */
	options.min_size = 1 + any(2);
	options.min_volumes = 1 + any(2);
	options.reverse = any(2);
	options.is_scoped = any(2);
	if (options.is_scoped)
		scope_randomly();
	f.store->scope_few = any(2) ? -1 : 0;
	for (int64_t limit = 0; limit < 12; limit++) {
		struct report_totals of_all, totals;
		const char *some;

		options.limit = REPORT_NO_LIMIT;
		all = xstrdup(print(&options, OUTPUT_NDJSON, &of_all));
		options.limit = limit;
		some = print(&options, OUTPUT_NDJSON, &totals);
		n = 0;
		for (const char *c = some; *c; c++)
			n += *c == '\n';
		ck_assert_int_eq(n,
			limit < of_all.groups ? limit : of_all.groups);
		all[strlen(some)] = '\0';
		ck_assert_str_eq(some, all);
		free(all);
		ck_assert_int_eq(totals.groups, of_all.groups);
		ck_assert_int_eq(totals.copies, of_all.copies);
		ck_assert_int_eq(totals.wasted, of_all.wasted);
	}
}
END_TEST

static int
count_run(unsigned int what, void *arg, void *stmt, void *text)
{
	int64_t *n = arg;

	(void)what;
	(void)stmt;
	(void)text;
	(*n)++;
	return 0;
}

START_TEST(the_first_by_path_need_no_look_at_all)
{
	struct report_dupes options = everything;
	struct report_totals totals;
	int64_t n = 0;

	ok(store_begin(f.store, err));
	for (int i = 0; i < 500; i++) {
		char name[12];
		struct filled_file file = { .name = name,
			.inode = 1 + (uint64_t)i,
			.size = 1 + i / 2,
			.content = 1 };

		(void)snprintf(name, sizeof(name), "%d", i);
		filled_add(&f, &file);
	}
	random_seed = 1;
	add_randomly(f.away, 1);
	ok(store_commit(f.store, err));
	options.order = REPORT_BY_PATH;
	options.n_few = 249;
	options.limit = 3;
	sqlite3_trace_v2(f.store->db, SQLITE_TRACE_STMT, count_run, &n);
	(void)print(&options, OUTPUT_PATHS, &totals);
	sqlite3_trace_v2(f.store->db, 0, NULL, NULL);
	ck_assert_int_eq(totals.groups, 250);
	ck_assert_int_lt(n, 60);
}
END_TEST

START_TEST(counts_beyond_the_limit)
{
	struct report_dupes options = everything;
	struct report_totals totals;

	options.limit = 1;
	filled_add_all(&f, alike);
	ck_assert_str_eq(print(&options, OUTPUT_PATHS, &totals),
		"/here/big1\n/here/big2\n");
	ck_assert_int_eq(totals.groups, 5);
	ck_assert_int_eq(totals.shown, 1);
	ck_assert_int_eq(totals.redundant, 6);
	ck_assert_int_eq(totals.wasted, 25 + 4 * 10);
}
END_TEST

START_TEST(contents_are_those_of_the_report)
{
	struct report_dupes options = everything;
	int64_t *ids = NULL;
	size_t n = 0;

	filled_add_all(&f, alike);
	ok(report_dupes_contents(f.store, &options, &ids, &n, err));
	ck_assert_uint_eq(n, 5);
	free(ids);
	options.limit = 2;
	ok(report_dupes_contents(f.store, &options, &ids, &n, err));
	ck_assert_uint_eq(n, 2);
	free(ids);
}
END_TEST

START_TEST(summary_is_a_row)
{
	struct report_dupes options = everything;
	struct report_totals totals;
	struct output *o = filled_output(&f, OUTPUT_NDJSON);

	options.min_size = 10;
	filled_add_all(&f, alike);
	ok(report_dupes_summary(f.store, &options, o, &totals, err));
	ck_assert_str_eq(filled_text(&f, o),
		"{\"groups\":4,\"copies\":8,\"redundant\":4,\"wasted\":55}\n");
	ck_assert_int_eq(totals.wasted, 55);
}
END_TEST

static const struct filled_file spread[] = {
	{ .name = "a", .inode = 1, .size = 10, .content = 1 },
	{ .name = "b", .inode = 2, .size = 10, .content = 1, .is_away = true },
	{ .name = "c", .inode = 3, .size = 20, .content = 2 },
	{ .name = "d", .inode = 4, .size = 20, .content = 2 },
	{ .name = "e", .inode = 5, .size = 10, .content = 1 },
	{ .name = NULL },
};

START_TEST(across_needs_two_volumes)
{
	struct report_dupes options = everything;

	options.min_volumes = 2;
	filled_add_all(&f, spread);
	ck_assert_str_eq(paths(&options), "/away/b\n/here/a\n/here/e\n");
}
END_TEST

START_TEST(scope_counts_what_is_in_it)
{
	struct report_dupes options = everything;
	struct report_totals totals;

	options.is_scoped = true;
	filled_add_all(&f, spread);
	ok(store_scope_add_directory(f.store, f.away_top, err));
	ck_assert_str_eq(paths(&options), "");
	ok(store_scope_add_entry(f.store, f.here_top, "e", 1, err));
	ck_assert_str_eq(print(&options, OUTPUT_PATHS, &totals),
		"/away/b\n/here/e\n");
	ck_assert_int_eq(totals.copies, 2);
	ck_assert_int_eq(totals.wasted, 10);
}
END_TEST

START_TEST(stops_when_the_reader_went_away)
{
	const struct output_options options = { .format = OUTPUT_PATHS };
	FILE *full = fopen("/dev/full", "w");
	struct report_totals totals;
	struct error err = ERROR_INIT;
	struct output *o;

	ck_assert_ptr_nonnull(full);
	o = output_new(full, &options);
	filled_add_all(&f, spread);
	ck_assert_int_eq(report_dupes(f.store, &everything, o, &totals, &err),
		-ENOSPC);
	ck_assert_ptr_nonnull(strstr(err.text, "standard output"));
	output_free(o);
	(void)fclose(full); /* it failed already */
}
END_TEST

Suite *suite_dupes(void);

Suite *
suite_dupes(void)
{
	Suite *s = suite_create("dupes");
	TCase *t = tcase_create("dupes");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, groups_by_full_digest_only);
	tcase_add_test(t, counts_an_inode_of_a_volume_once);
	tcase_add_test(t, links_alone_are_no_group);
	tcase_add_test(t, json_has_the_keys_others_rely_on);
	tcase_add_loop_test(t, order_depends_on_the_files_alone, 0,
		sizeof(orders) / sizeof(orders[0]));
	tcase_add_loop_test(t, the_first_by_path_are_those_of_all, 0,
		ROUNDS(240));
	tcase_add_test(t, the_first_by_path_need_no_look_at_all);
	tcase_add_test(t, counts_beyond_the_limit);
	tcase_add_test(t, contents_are_those_of_the_report);
	tcase_add_test(t, summary_is_a_row);
	tcase_add_test(t, across_needs_two_volumes);
	tcase_add_test(t, scope_counts_what_is_in_it);
	tcase_add_test(t, stops_when_the_reader_went_away);
	suite_add_tcase(s, t);
	return s;
}
