/* SPDX-License-Identifier: MIT */
/* What pages hold is what statements say. */
#include "walk.h"

static const struct random_shape shapes[] = {
	{ 512, 0, false, "DELETE", 2500 },
	{ 512, 32, false, "WAL", 1000 },
	{ 1024, 0, false, "WAL", 2500 },
	{ 1024, 0, true, "DELETE", 2500 },
	{ 4096, 0, false, "WAL", 5000 },
	{ 4096, 8, false, "DELETE", 2500 },
	{ 4096, 0, true, "WAL", 2500 },
	{ 65536, 0, false, "WAL", 5000 },
	{ 65536, 255, true, "DELETE", 1000 },
};

/* A key that is there, or one beside it, or any. */
static int64_t
pick_first(struct walk *w, size_t n_rows)
{
	size_t n = any((uint32_t)n_rows);
	struct record record;
	int64_t key = random_number();

	if (any(4) == 0)
		return key;
	btree_seek(w->tree, INT64_MIN, RECORD_COLUMNS);
	for (size_t i = 0; i <= n; i++)
		must(btree_next(w->tree, &key, &record, NULL) == 1);
	if (key > INT64_MIN && key < INT64_MAX)
		key += (int64_t)any(3) - 1;
	return key;
}

START_TEST(all_rows_from_any_key_on)
{
	const struct random_shape *shape = &shapes[_i];
	_cleanup_(freep) char *path = NULL;
	struct store *reader;

	random_seed = (uint64_t)_i + 1;
	path = random_rows_make(shape);
	reader = open_reader(path);
	for (size_t t = 0; t < N_TABLES; t++) {
		struct walk w = walk_begin(reader, &tables[t]);
		size_t n_rows = walk_rest(&w);

		ck_assert_uint_gt(n_rows, shape->n_rows / 10);
		for (int i = 0; i < 12; i++) {
			walk_seek(&w, pick_first(&w, n_rows));
			(void)walk_rest(&w);
		}
		walk_seek(&w, INT64_MAX);
		(void)walk_rest(&w);
		/* It stays at its end. */
		ck_assert_int_eq(btree_next(w.tree, &(int64_t){ 0 },
					 &(struct record){ .len = 0 }, NULL),
			0);
		walk_seek(&w, INT64_MIN);
		ck_assert_uint_eq(walk_rest(&w), n_rows);
		walk_end(&w);
	}
	store_close(reader);
}
END_TEST

/* Where what fits on a page ends, and what is left of the rest, too. */
START_TEST(names_of_all_lengths)
{
	static const struct random_shape sizes[] = {
		{ 512, 0, false, "DELETE", 0 },
		{ 512, 32, false, "DELETE", 0 },
		{ 1024, 9, false, "WAL", 0 },
	};
	_cleanup_(freep) char *path = random_rows_make(&sizes[_i]);
	sqlite3 *db = raw_open(path);
	struct store *reader;

	raw_exec(db,
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
		" SELECT i + 1 FROM n WHERE i < 2300)"
		" INSERT INTO entry SELECT i, CAST(printf('%*d', i, i) AS BLOB),"
		" 1, 1, 1, 1, 1, 1, 1, NULL, NULL, NULL FROM n;"
		"INSERT INTO directory SELECT dir_id, 1, 1, name,"
		" 1, 1, 0, 0, 0, 0, 0, 0 FROM entry;"
		"INSERT INTO content SELECT dir_id, 1, 1, 1, name, 1, 1"
		" FROM entry");
	(void)sqlite3_close(db);
	reader = open_reader(path);
	ck_assert_int_eq(number(reader, "PRAGMA page_size"),
		sizes[_i].page_size);
	for (size_t t = 0; t < N_TABLES; t++) {
		struct walk w = walk_begin(reader, &tables[t]);

		ck_assert_uint_eq(walk_rest(&w), 2300);
		walk_end(&w);
	}
	store_close(reader);
}
END_TEST

/* Beginning anew in the middle of it forgets where it was. */
START_TEST(a_walk_can_be_left_for_another)
{
	static const struct random_shape shape = { 512, 0, false, "WAL", 2000 };
	_cleanup_(freep) char *path = NULL;
	struct store *reader;

	random_seed = 99;
	path = random_rows_make(&shape);
	reader = open_reader(path);
	for (size_t t = 0; t < N_TABLES; t++) {
		struct walk w = walk_begin(reader, &tables[t]);

		for (int i = 0; i < 300; i++) {
			uint32_t n = any(60);

			walk_seek(&w, any(8) ? any(300) : random_number());
			while (n-- > 0 && walk_next(&w))
				;
		}
		walk_end(&w);
	}
	store_close(reader);
}
END_TEST

START_TEST(a_table_may_be_empty_or_of_one_row)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *path = scratch_path(dir, "db");
	struct store *reader;
	int64_t middle = 0;

	for (unsigned int n = 0; n < 2; n++) {
		sqlite3 *db;

		store_close(open_store(path));
		db = raw_open(path);
		raw_exec(db, "DELETE FROM directory");
		if (n == 1)
			raw_exec(db,
				"INSERT INTO entry (dir_id, name, size, mtime,"
				" lag, inode, attribute_id, nlink, blocks)"
				" VALUES (-5, x'', 1, 1, 1, 1, 1, 1, 1);"
				"INSERT INTO directory VALUES"
				" (0, 1, 1, x'', 1, 1, 0, 0, 0, 0, 0, 0);"
				"INSERT INTO content VALUES"
				" (1, 1, 1, 1, x'01', 0, 0)");
		(void)sqlite3_close(db);
		reader = open_reader(path);
		for (size_t t = 0; t < N_TABLES; t++) {
			struct walk w = walk_begin(reader, &tables[t]);

			ck_assert_uint_eq(walk_rest(&w), n);
			ck_assert_int_eq(btree_middle(w.tree, &middle, NULL),
				0);
			walk_end(&w);
		}
		store_close(reader);
	}
}
END_TEST

/* --- the middle ------------------------------------------------------------ */

static void
check_middle(struct walk *w)
{
	size_t n_before = 0, n_rows = 0;
	int64_t key = 0, middle = 0;
	struct error error = ERROR_INIT;
	struct record record;

	ck_assert_int_eq(btree_middle(w->tree, &middle, &error), 1);
	while (btree_next(w->tree, &key, &record, &error) > 0) {
		n_rows++;
		n_before += key < middle;
	}
	ck_assert_msg(n_before >= n_rows / 4 && n_before <= n_rows / 4 * 3,
		"%s: %zu of %zu are before the middle", w->table->name,
		n_before, n_rows);
}

/* In a table of many pages; the directories have different numbers then. */
START_TEST(the_middle_has_rows_on_both_sides)
{
	for (int i = 0; i < 10; i++) {
		struct random_shape shape = { 1024, 0, false, "WAL", 500 };
		_cleanup_(freep) char *path = NULL;
		struct store *reader;

		random_seed = 1000 + (uint64_t)i;
		shape.n_rows += any(2500);
		path = random_rows_make(&shape);
		reader = open_reader(path);
		for (size_t t = 0; t < N_TABLES; t++) {
			struct walk w = walk_begin(reader, &tables[t]);

			check_middle(&w);
			walk_end(&w);
		}
		store_close(reader);
	}
}
END_TEST

/* As a first scan leaves them: the pages on the right have been begun only. */
START_TEST(the_middle_of_what_came_in_order)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *path = scratch_path(dir, "db");

	store_close(open_store(path));
	for (int n = 600; n < 30000; n += n / 5) {
		sqlite3 *db = raw_open(path);
		struct store *reader;
		struct walk w;
		char text[512];

		(void)snprintf(text, sizeof(text),
			"DELETE FROM directory;"
			"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
			" SELECT i + 1 FROM n WHERE i < %d)"
			" INSERT INTO directory SELECT i, 1, 1,"
			" CAST(i AS BLOB), 1, i, 0, 0, 0, 0, 0, 0 FROM n",
			n);
		raw_exec(db, "PRAGMA synchronous = OFF");
		raw_exec(db, text);
		(void)sqlite3_close(db);
		reader = open_reader(path);
		w = walk_begin(reader, &tables[2]);
		check_middle(&w);
		walk_end(&w);
		store_close(reader);
	}
}
END_TEST

Suite *suite_btree(void);

Suite *
suite_btree(void)
{
	Suite *s = suite_create("btree");
	TCase *t = tcase_create("btree");

	tcase_add_loop_test(t, all_rows_from_any_key_on, 0,
		sizeof(shapes) / sizeof(shapes[0]));
	tcase_add_loop_test(t, names_of_all_lengths, 0, 3);
	tcase_add_test(t, a_walk_can_be_left_for_another);
	tcase_add_test(t, a_table_may_be_empty_or_of_one_row);
	tcase_add_test(t, the_middle_has_rows_on_both_sides);
	tcase_add_test(t, the_middle_of_what_came_in_order);
	suite_add_tcase(s, t);
	return s;
}
