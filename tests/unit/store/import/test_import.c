/* SPDX-License-Identifier: MIT */
#include "store/import/import.h"

#include "store/content/contents.h"
#include "store/scans.h"
#include "unit/store/fixture.h"

#include <errno.h>
#include <stdlib.h>

static struct store *here;
static struct store *there;
static struct error error;

static const struct import_options careful;

static void
set_up(void)
{
	here = open_store(":memory:");
	there = open_store(":memory:");
	ok(store_begin(here, err));
	ok(store_begin(there, err));
	/* Their volumes have other numbers. */
	(void)add_volume(there, "uuid:other", "/other");
	(void)add_volume(there, "uuid:1", "/there");
	(void)add_volume(here, "uuid:1", "/here");
	error = (struct error)ERROR_INIT;
}

static void
tear_down(void)
{
	store_close(here);
	store_close(there);
}

static int64_t
volume_of(struct store *store)
{
	return number(store, "SELECT id FROM volume WHERE identity = 'uuid:1'");
}

/* A root that was scanned then. */
static int64_t
add_root(struct store *store, const char *within, int64_t time_ns)
{
	struct scan_row row = { .root_path = "/x", .status = "complete" };
	int64_t dir = make_directory(store, volume_of(store), within);

	ok(store_put_root(store, &row.root_id, dir, "{}", err));
	ok(store_set_directory_state(store, dir, DIRECTORY_COMPLETE, 0, err));
	row.volume_id = volume_of(store);
	row.started_ns = time_ns;
	row.finished_ns = time_ns + 1;
	ok(store_begin_scan(store, &row, err));
	ok(store_finish_scan(store, &row, err));
	return dir;
}

static struct import_result
import(void)
{
	struct import_result result;

	/* What hangs on the rows is settled by a commit. */
	ok(store_commit(there, err));
	ok(store_begin(there, err));
	ok(store_import(here, there, &careful, &result, err));
	ok(store_commit(here, err));
	ok(store_begin(here, err));
	return result;
}

static int64_t
files(const char *name)
{
	char sql[200];

	(void)snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM entry"
		" WHERE name = CAST('%s' AS BLOB) AND child_id IS NULL",
		name);
	return number(here, sql);
}

START_TEST(the_later_scan_counts)
{
	struct import_result result;
	int64_t a = add_root(there, "r", 20);
	int64_t b = add_root(here, "r", 10);

	add_file(there, a, "new", 1, 5);
	add_file(here, b, "old", 2, 5);
	result = import();
	ck_assert_int_eq(files("new"), 1);
	ck_assert_int_eq(files("old"), 0);
	ck_assert_int_eq(result.added, 1);
	ck_assert_int_eq(result.removed, 1);
	ck_assert_int_eq(number(here, "SELECT max(started_ns) FROM scan"), 20);
	result = import();
	ck_assert_int_eq(result.added + result.removed + result.roots, 0);
	ck_assert_int_eq(result.older, 1);
}
END_TEST

START_TEST(an_earlier_scan_does_not)
{
	int64_t a = add_root(there, "r", 10);
	int64_t b = add_root(here, "r", 20);

	add_file(there, a, "theirs", 1, 5);
	add_file(here, b, "ours", 2, 5);
	(void)import();
	ck_assert_int_eq(files("theirs"), 0);
	ck_assert_int_eq(files("ours"), 1);
}
END_TEST

START_TEST(nothing_goes_from_what_was_not_read)
{
	int64_t a = add_root(there, "r", 20);
	int64_t b = add_root(here, "r", 10);

	ok(store_set_directory_state(there, a, DIRECTORY_PARTIAL, 0, err));
	ok(store_put_problem(there, a, "", 0, STAGE_SCAN, EIO, "broke", err));
	add_file(here, b, "old", 2, 5);
	add_file(there, a, "new", 1, 5);
	(void)import();
	ck_assert_int_eq(files("old"), 1);
	ck_assert_int_eq(files("new"), 1);
	ck_assert_int_eq(number(here, "SELECT error FROM problem"), EIO);
	ck_assert_int_eq(number(here,
				 "SELECT state FROM directory"
				 " WHERE name = CAST('r' AS BLOB)"),
		DIRECTORY_PARTIAL);
}
END_TEST

/* 20000 bytes read in part, and in full. */
static void
add_digests(struct store *store, int64_t dir, const char *name, uint64_t inode)
{
	struct entry e = file_entry(name, inode, 20000);
	struct digest part = { .covered = digest_partial_bytes(20000) };
	struct digest full = { .covered = 20000 };
	int64_t content = 0;

	memset(part.bytes, 1, sizeof(part.bytes));
	memset(full.bytes, 2, sizeof(full.bytes));
	ok(store_put_digest(store, &content, dir, &e, &part, 0, err));
	ok(store_put_digest(store, &content, dir, &e, &full, content, err));
	ck_assert_int_ne(content, 0);
}

START_TEST(digests_come_to_files_that_are_the_same)
{
	struct import_result result;
	int64_t a = add_root(there, "r", 10);
	int64_t b = add_root(here, "r", 20);

	add_file(there, a, "same", 1, 20000);
	add_file(here, b, "same", 1, 20000);
	add_file(there, a, "other", 2, 20000);
	add_file(here, b, "other", 3, 20000); /* another inode */
	add_digests(there, a, "same", 1);
	add_digests(there, a, "other", 2);
	result = import();
	ck_assert_int_eq(result.digests, 1);
	ck_assert_int_eq(number(here,
				 "SELECT count(*) FROM entry AS e"
				 " JOIN content AS c ON c.id = e.content_id"
				 " JOIN content AS p ON p.id = c.parent_id"
				 " WHERE e.name = CAST('same' AS BLOB)"
				 " AND c.covered = c.size AND c.copies = 1"),
		1);
	ck_assert_int_eq(number(here,
				 "SELECT count(*) FROM entry"
				 " WHERE content_id IS NOT NULL"),
		1);
	ck_assert_int_eq(import().digests, 0);
}
END_TEST

START_TEST(a_partial_digest_of_another_extent_is_none)
{
	struct entry e = file_entry("x", 1, 20000);
	struct digest odd = { .covered = 12345 };
	int64_t content = 0;
	int64_t a = add_root(there, "r", 20);

	add_file(there, a, "x", 1, 20000);
	ok(store_put_digest(there, &content, a, &e, &odd, 0, err));
	(void)import();
	ck_assert_int_eq(files("x"), 1);
	ck_assert_int_eq(number(here, "SELECT count(*) FROM content"), 0);
}
END_TEST

START_TEST(names_that_lead_elsewhere_are_refused)
{
	static const char *const names[] = { "..", ".", "a/b", "/etc" };
	struct import_result result;
	int64_t a = add_root(there, "r", 20);

	add_file(there, a, names[_i], 1, 5);
	ok(store_commit(there, err));
	ok(store_begin(there, err));
	ck_assert_int_eq(store_import(here, there, &careful, &result, &error),
		-EUCLEAN);
	ok(store_rollback(here, err));
}
END_TEST

START_TEST(much_is_not_let_go_unasked)
{
	static const struct import_options accept = { .accept_loss = true };
	struct import_result result;
	int64_t b = add_root(here, "r", 10);

	(void)add_root(there, "r", 20);
	for (uint64_t i = 1; i <= 1001; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "f%d", (int)i);
		add_file(here, b, name, i, 5);
	}
	ok(store_commit(here, err));
	ok(store_commit(there, err));
	ok(store_begin(here, err));
	ok(store_begin(there, err));
	ck_assert_int_eq(store_import(here, there, &careful, &result, &error),
		-EBUSY);
	ck_assert_int_eq(error.kind, ERROR_INCOMPLETE);
	ok(store_rollback(here, err));
	ck_assert_int_eq(files("f1001"), 1);
	ok(store_begin(here, err));
	ok(store_import(here, there, &accept, &result, err));
	ck_assert_int_eq(result.removed, 1001);
}
END_TEST

Suite *suite_import(void);

Suite *
suite_import(void)
{
	Suite *s = suite_create("import");
	TCase *tc = tcase_create("import");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, the_later_scan_counts);
	tcase_add_test(tc, an_earlier_scan_does_not);
	tcase_add_test(tc, nothing_goes_from_what_was_not_read);
	tcase_add_test(tc, digests_come_to_files_that_are_the_same);
	tcase_add_test(tc, a_partial_digest_of_another_extent_is_none);
	tcase_add_loop_test(tc, names_that_lead_elsewhere_are_refused, 0, 4);
	tcase_add_test(tc, much_is_not_let_go_unasked);
	suite_add_tcase(s, tc);
	return s;
}
