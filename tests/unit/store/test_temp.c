/* SPDX-License-Identifier: MIT */
/* Temporary tables, which a reader gets when a statement names them. */
#include "lib/scratch.h"
#include "store/query.h"
#include "store/scope.h"
#include "store/sql.h"
#include "unit/store/fixture.h"

#include <stdlib.h>

static char *dir;
static struct store *writer;
static struct store *reader;

static void
set_up(void)
{
	char *path;

	dir = scratch_dir();
	path = scratch_path(dir, "catalog.db");
	writer = open_store(path);
	ok(store_open(&reader, path, STORE_READ, err));
	free(path);
}

static void
tear_down(void)
{
	store_close(reader);
	store_close(writer);
	free(dir);
}

static int64_t
tables(struct store *store)
{
	return number(store,
		"SELECT count(*) FROM sqlite_temp_schema WHERE type = 'table'");
}

static int64_t
has(const char *table)
{
	char sql[128];

	(void)snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM sqlite_temp_schema WHERE name = '%s'",
		table);
	return number(reader, sql);
}

START_TEST(a_writer_has_all_from_the_beginning)
{
	int64_t n = 0;

	for (const char *p = sql_temp; (p = strstr(p, "CREATE TEMP TABLE"));
		p++)
		n++;
	ck_assert_int_gt(n, 10);
	ck_assert_int_eq(tables(writer), n);
	ok(temp_make_named(writer, "SELECT * FROM temp.twin", err));
	ck_assert_int_eq(tables(writer), n);
}
END_TEST

START_TEST(a_reader_gets_what_it_names)
{
	ck_assert_int_eq(tables(reader), 0);
	ck_assert(temp_none_made(reader));
	ok(temp_make_named(reader, "SELECT * FROM twin, atemp, temp", err));
	ck_assert_int_eq(tables(reader), 0);
	ok(temp_make_named(reader,
		"DELETE FROM temp.member_kind WHERE size IN temp.seen", err));
	ck_assert_int_eq(tables(reader), 2);
	ck_assert_int_eq(has("member_kind") + has("seen"), 2);
	ck_assert(!temp_none_made(reader));
	/* Neither what begins like another, nor the other way round. */
	ok(temp_make_named(reader, "SELECT * FROM temp.member_kinds", err));
	ok(temp_make_named(reader, "SELECT * FROM temp.member", err));
	ok(temp_make_named(reader, "SELECT * FROM temp.member_kind", err));
	ck_assert_int_eq(tables(reader), 2);
}
END_TEST

/* The last one, and one with an index that is said behind it. */
START_TEST(what_belongs_to_a_table_comes_with_it)
{
	ok(temp_make_named(reader, "temp.moves_gone, temp.found_digest", err));
	ck_assert_int_eq(tables(reader), 2);
	ck_assert_int_eq(has("moves_gone_inode"), 1);
}
END_TEST

START_TEST(an_end_without_commit_takes_none_away)
{
	static const char count[] = "SELECT count(*) FROM temp.scope_entry";

	ok(store_scope_clear(reader,
		err)); /* nothing was made, nor is it now */
	ck_assert_int_eq(tables(reader), 0);
	ok(store_begin(reader, err));
	ok(store_scope_add_entry(reader, 1, "a", 1, err));
	ok(store_rollback(reader, err));
	ok(store_begin(reader, err));
	ok(store_scope_add_entry(reader, 1, "b", 1, err));
	ck_assert_int_eq(number(reader, count), 2);
	ok(store_scope_clear(reader, err));
	ck_assert_int_eq(number(reader, count), 0);
	ok(store_commit(reader, err));
}
END_TEST

/* While the rows of another statement are being read. */
START_TEST(a_table_may_come_in_between)
{
	struct bind b;

	ok(store_begin(writer, err));
	(void)add_volume(writer, "uuid:1", "/mnt");
	ok(store_commit(writer, err));
	b = bind_begin(reader, Q_VOLUMES);
	ck_assert_int_eq(bind_next(&b, NULL), 1);
	ok(store_scope_add_entry(reader, 1, "a", 1, err));
	ck_assert_int_eq(bind_next(&b, NULL), 0);
	bind_end(&b);
	ck_assert_int_eq(has("scope_entry"), 1);
}
END_TEST

Suite *suite_temp(void);

Suite *
suite_temp(void)
{
	Suite *s = suite_create("temp");
	TCase *tc = tcase_create("temp");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_writer_has_all_from_the_beginning);
	tcase_add_test(tc, a_reader_gets_what_it_names);
	tcase_add_test(tc, what_belongs_to_a_table_comes_with_it);
	tcase_add_test(tc, an_end_without_commit_takes_none_away);
	tcase_add_test(tc, a_table_may_come_in_between);
	suite_add_tcase(s, tc);
	return s;
}
