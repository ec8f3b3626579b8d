/* SPDX-License-Identifier: MIT */
/* Whether the file holds what the transaction sees; and it stays so. */
#include "walk.h"

#include <errno.h>

static struct random_shape shape = { 1024, 0, false, "WAL", 1500 };
static char *path;
static size_t n_before[N_TABLES]; /* rows */

static void
setup(void)
{
	random_seed = 5;
	path = random_rows_make(&shape);
}

static void
teardown(void)
{
	free(path);
}

/* 1 if there are pages to read. */
static int
can_read(struct store *store, const char *table)
{
	struct error error = ERROR_INIT;
	struct btree *tree = NULL;
	int r = btree_open(&tree, store, table, strcmp(table, "entry") == 0,
		&error);

	ck_assert_msg(r >= 0, "%s", error.text);
	ck_assert_int_eq(tree != NULL, r);
	btree_free(tree);
	return r;
}

static int
can_a_reader(void)
{
	struct store *reader = open_reader(path);
	int r = can_read(reader, "entry");

	store_close(reader);
	return r;
}

static sqlite3 *
impatient_open(void)
{
	sqlite3 *db = raw_open(path);

	(void)sqlite3_busy_timeout(db, 0);
	raw_exec(db, "PRAGMA synchronous = OFF");
	return db;
}

/* Not all of it is in the cache, if that is small. */
static const char change_all[] =
	"UPDATE entry SET size = size + 1 WHERE size < 1000000;"
	"DELETE FROM entry WHERE lag < 0;"
	"DELETE FROM content WHERE id % 2 = 0;"
	"UPDATE content SET copies = 7;"
	"DELETE FROM directory WHERE parent_id < 0;"
	"UPDATE directory SET name = zeroblob(300)";

START_TEST(a_writer_has_to_ask)
{
	struct store *writer = open_store(path);

	ck_assert_int_eq(can_read(writer, "entry"), 0);
	ok(store_begin(writer, err));
	ck_assert_int_eq(can_read(writer, "entry"), 0);
	ok(store_rollback(writer, err));
	store_close(writer);
}
END_TEST

START_TEST(what_is_in_memory_has_no_pages)
{
	struct store *store = open_store(":memory:");

	ok(store_begin(store, err));
	ck_assert_int_eq(can_read(store, "entry"), 0);
	store_close(store);
}
END_TEST

START_TEST(a_transaction_has_to_be_open)
{
	struct store *reader = NULL;

	ok(store_open(&reader, path, STORE_READ, err));
	ck_assert_int_eq(can_read(reader, "entry"), 0);
	ok(store_begin(reader, err));
	ck_assert_int_eq(can_read(reader, "entry"), 1);
	ok(store_rollback(reader, err));
	ck_assert_int_eq(can_read(reader, "entry"), 0);
	store_close(reader);
}
END_TEST

START_TEST(only_tables_are_there)
{
	struct store *reader = open_reader(path);

	ck_assert_int_eq(can_read(reader, "directory"), 1);
	ck_assert_int_eq(can_read(reader, "nothing"), 0);
	ck_assert_int_eq(can_read(reader, "entry_content"), 0); /* an index */
	store_close(reader);
}
END_TEST

/* The pages of one are none of the other. */
START_TEST(a_table_is_of_its_kind)
{
	struct store *reader = open_reader(path);

	for (size_t t = 0; t < N_TABLES; t++) {
		struct error error = ERROR_INIT;
		struct btree *tree = NULL;
		struct record record;
		int64_t key;

		ck_assert_int_eq(btree_open(&tree, reader, tables[t].name,
					 !tables[t].is_keyed, &error),
			1);
		ck_assert_int_eq(btree_next(tree, &key, &record, &error),
			-EUCLEAN);
		ck_assert_ptr_nonnull(strstr(error.text, path));
		btree_free(tree);
	}
	store_close(reader);
}
END_TEST

START_TEST(pages_in_the_log_are_newer)
{
	struct store *writer = open_store(path);

	ck_assert_int_eq(can_a_reader(), 1);
	raw_exec(writer->db, "DELETE FROM entry WHERE dir_id = 7");
	ck_assert_int_eq(can_a_reader(), 0);
	ck_assert_int_eq(sqlite3_wal_checkpoint_v2(writer->db, NULL,
				 SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL),
		SQLITE_OK);
	ck_assert_int_eq(can_a_reader(), 1);
	raw_exec(writer->db, "DELETE FROM entry WHERE dir_id = 8");
	store_close(writer);
	/* The last to close it folds the log back. */
	ck_assert_int_eq(can_a_reader(), 1);
}
END_TEST

/* --- while another writes -------------------------------------------------- */

static void
begin_walks(struct walk walks[N_TABLES], struct store *reader)
{
	for (size_t t = 0; t < N_TABLES; t++) {
		walks[t] = walk_begin(reader, &tables[t]);
		n_before[t] = walk_rest(&walks[t]);
		walk_seek(&walks[t], INT64_MIN);
		for (int i = 0; i < 100; i++)
			must(walk_next(&walks[t]));
	}
}

/* From where they are, and from the beginning. */
static void
check_walks(struct walk walks[N_TABLES])
{
	for (size_t t = 0; t < N_TABLES; t++) {
		ck_assert_uint_eq(walk_rest(&walks[t]), n_before[t]);
		walk_seek(&walks[t], INT64_MIN);
		ck_assert_uint_eq(walk_rest(&walks[t]), n_before[t]);
		walk_seek(&walks[t], INT64_MIN);
	}
}

static void
end_walks(struct walk walks[N_TABLES])
{
	for (size_t t = 0; t < N_TABLES; t++)
		walk_end(&walks[t]);
}

/* The next transaction of the reader sees what was written. */
static void
check_news(struct store *reader)
{
	for (size_t t = 0; t < N_TABLES; t++) {
		struct walk w = walk_begin(reader, &tables[t]);
		size_t n = walk_rest(&w);

		ck_assert_uint_gt(n, 0);
		ck_assert_uint_lt(n, n_before[t]);
		walk_end(&w);
	}
}

/* 0: it did; else busy. */
static int
fold(sqlite3 *db, int how, int *ret_frames, int *ret_folded)
{
	int rc = sqlite3_wal_checkpoint_v2(db, NULL, how, ret_frames,
		ret_folded);

	ck_assert(rc == SQLITE_OK || rc == SQLITE_BUSY);
	return rc;
}

START_TEST(no_log_is_folded_under_a_walk)
{
	struct store *reader = open_reader(path);
	sqlite3 *db = impatient_open();
	struct walk walks[N_TABLES];
	int frames = 0, folded = 0;

	begin_walks(walks, reader);
	raw_exec(db, "PRAGMA wal_autocheckpoint = 1; PRAGMA cache_size = 5");
	raw_exec(db, "BEGIN");
	raw_exec(db, change_all);
	check_walks(walks);
	raw_exec(db, "COMMIT");
	check_walks(walks);

	ck_assert_int_eq(fold(db, SQLITE_CHECKPOINT_PASSIVE, &frames, &folded),
		SQLITE_OK);
	ck_assert_int_gt(frames, 10);
	ck_assert_int_eq(folded, 0);
	check_walks(walks);
	ck_assert_int_eq(fold(db, SQLITE_CHECKPOINT_FULL, NULL, NULL),
		SQLITE_BUSY);
	ck_assert_int_eq(fold(db, SQLITE_CHECKPOINT_RESTART, NULL, NULL),
		SQLITE_BUSY);
	ck_assert_int_eq(fold(db, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL),
		SQLITE_BUSY);
	check_walks(walks);
	raw_exec(db, "DELETE FROM entry WHERE dir_id = 7");
	check_walks(walks);

	/* The log is not empty any more: who comes now has to ask. */
	ck_assert_int_eq(can_read(reader, "entry"), 0);
	end_walks(walks);
	ok(store_rollback(reader, err));
	ck_assert_int_eq(fold(db, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL),
		SQLITE_OK);
	ok(store_begin(reader, err));
	check_news(reader);
	store_close(reader);
	(void)sqlite3_close(db);
}
END_TEST

/* Another reader that came later does not free the way for the log. */
START_TEST(nor_with_a_second_reader)
{
	struct store *reader = open_reader(path);
	sqlite3 *db = impatient_open();
	struct walk walks[N_TABLES];
	struct store *later;
	int frames = 0, folded = 0;

	begin_walks(walks, reader);
	raw_exec(db, change_all);
	later = open_reader(path);
	ck_assert_int_eq(can_read(later, "entry"), 0);
	raw_exec(db, "DELETE FROM entry WHERE dir_id = 7");
	(void)fold(db, SQLITE_CHECKPOINT_PASSIVE, &frames, &folded);
	ck_assert_int_eq(folded, 0);
	check_walks(walks);
	store_close(later);
	(void)sqlite3_close(db);
	check_walks(walks);
	end_walks(walks);
	store_close(reader);
}
END_TEST

/* In a rollback journal's time the reader's lock keeps the file as it is. */
static void
check_locked(sqlite3 *db)
{
	struct store *reader = open_reader(path);
	struct walk walks[N_TABLES];
	int rc;

	begin_walks(walks, reader);
	if (sqlite3_get_autocommit(db))
		raw_exec(db, "BEGIN IMMEDIATE");
	rc = sqlite3_exec(db, change_all, NULL, NULL, NULL);
	check_walks(walks);
	ck_assert(rc == SQLITE_OK || rc == SQLITE_BUSY);
	if (rc == SQLITE_OK)
		ck_assert_int_eq(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL),
			SQLITE_BUSY);
	check_walks(walks);
	end_walks(walks);
	ok(store_rollback(reader, err));
	if (rc == SQLITE_BUSY)
		raw_exec(db, change_all);
	raw_exec(db, "COMMIT");
	ok(store_begin(reader, err));
	check_news(reader);
	store_close(reader);
}

START_TEST(a_journal_waits_for_a_walk)
{
	static const char *const caches[] = { "PRAGMA cache_size = 2000",
		"PRAGMA cache_size = 3; PRAGMA cache_spill = 1" };
	sqlite3 *db = impatient_open();

	raw_exec(db,
		_i % 2 ? "PRAGMA journal_mode = TRUNCATE" :
			 "PRAGMA journal_mode = DELETE");
	raw_exec(db, caches[_i / 2]);
	check_locked(db);
	(void)sqlite3_close(db);
}
END_TEST

/* The journal is there, with something in it, when the walk begins. */
START_TEST(a_walk_may_begin_while_a_journal_is_written)
{
	sqlite3 *db = impatient_open();

	raw_exec(db, "PRAGMA journal_mode = DELETE");
	raw_exec(db,
		"BEGIN IMMEDIATE; UPDATE entry SET lag = lag + 1"
		" WHERE dir_id = 7 AND lag < 1000000");
	check_locked(db);
	(void)sqlite3_close(db);
}
END_TEST

Suite *suite_btree_file(void);

Suite *
suite_btree_file(void)
{
	Suite *s = suite_create("btree_file");
	TCase *t = tcase_create("btree_file");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_writer_has_to_ask);
	tcase_add_test(t, what_is_in_memory_has_no_pages);
	tcase_add_test(t, a_transaction_has_to_be_open);
	tcase_add_test(t, only_tables_are_there);
	tcase_add_test(t, a_table_is_of_its_kind);
	tcase_add_test(t, pages_in_the_log_are_newer);
	tcase_add_test(t, no_log_is_folded_under_a_walk);
	tcase_add_test(t, nor_with_a_second_reader);
	tcase_add_loop_test(t, a_journal_waits_for_a_walk, 0, 4);
	tcase_add_test(t, a_walk_may_begin_while_a_journal_is_written);
	suite_add_tcase(s, t);
	return s;
}
