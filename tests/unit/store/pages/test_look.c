/* SPDX-License-Identifier: MIT */
/* A look at the pages and one by a statement show the same. */
#include "walk.h"

#include "store/pages/look.h"
#include "store/scope.h"
#include "util/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

static const struct random_shape shape = { 1024, 0, false, "WAL", 3000 };
static char *path;
static struct store *reader; /* of pages */
static struct store *writer; /* has to ask */

static bool
has_pages(struct store *store)
{
	bool all = true, any = false;

	for (size_t t = 0; t < N_TABLES; t++) {
		struct btree *tree = NULL;
		bool has = btree_open(&tree, store, tables[t].name,
				   tables[t].is_keyed, NULL) == 1;

		btree_free(tree);
		all &= has;
		any |= has;
	}
	ck_assert(all == any);
	return all;
}

static void
setup(void)
{
	random_seed = 21;
	path = random_rows_make(&shape);
	reader = open_reader(path);
	writer = open_store(path);
	ok(store_begin(writer, err));
	ck_assert(has_pages(reader));
	ck_assert(!has_pages(writer));
}

static void
teardown(void)
{
	interrupt_set(0);
	ok(store_rollback(writer, err));
	store_close(writer);
	store_close(reader);
	free(path);
}

/* --- what was shown -------------------------------------------------------- */

/* All columns, one number behind the other; of bytes a sum. */
struct seen {
	struct strbuf text; /* of int64_t */
	size_t n;	    /* rows */
};

static void
see(struct seen *seen, const int64_t *columns, size_t n, const void *bytes,
	size_t len)
{
	uint64_t sum = len;

	for (size_t i = 0; i < len; i++)
		sum = sum * 31 + ((const uint8_t *)bytes)[i];
	strbuf_add(&seen->text, columns, n * sizeof(*columns));
	strbuf_add(&seen->text, &sum, sizeof(sum));
	seen->n++;
}

static void
see_entry(const struct stored_entry *e, void *arg)
{
	const int64_t columns[] = { e->dir_id, e->size_bytes, e->mtime_ns,
		e->inode, e->attribute_id, e->nlink, e->blocks, e->child_id,
		e->content_id, e->volume_id };

	see(arg, columns, sizeof(columns) / sizeof(columns[0]), e->name,
		e->name_len);
}

static void
see_content(const struct stored_content *c, void *arg)
{
	const int64_t columns[] = { c->id, c->parent_id, c->size, c->covered,
		c->copies, c->volumes };

	see(arg, columns, sizeof(columns) / sizeof(columns[0]), c->digest,
		c->digest_len);
}

static void
see_directory(const struct stored_directory *d, void *arg)
{
	const int64_t columns[] = { d->id, d->volume_id };

	see(arg, columns, sizeof(columns) / sizeof(columns[0]), NULL, 0);
}

static const struct look looks[N_TABLES] = {
	{ .entry = see_entry },
	{ .content = see_content },
	{ .directory = see_directory },
};

static struct seen
look(struct store *store, size_t table, int64_t first, int64_t last)
{
	struct seen seen = { .text = STRBUF_INIT };
	struct look job = looks[table];

	job.arg = &seen;
	ok(look_at(store, &job, first, last, err));
	return seen;
}

/* Returns how many rows both have seen. */
static size_t
compare(struct seen *a, struct seen *b)
{
	size_t n = a->n;

	must(a->n == b->n);
	must(a->text.len == b->text.len);
	must(a->text.len == 0 ||
		memcmp(a->text.buf, b->text.buf, a->text.len) == 0);
	strbuf_clear(&a->text);
	strbuf_clear(&b->text);
	return n;
}

static size_t
compare_looks(size_t table, int64_t first, int64_t last)
{
	struct seen pages = look(reader, table, first, last);
	struct seen rows = look(writer, table, first, last);

	return compare(&pages, &rows);
}

static size_t
count(size_t table, int64_t first, int64_t last)
{
	static const char *const keys[] = { "dir_id", "id", "id" };
	char sql[160];

	(void)snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM %s WHERE %s BETWEEN %lld AND %lld",
		tables[table].name, keys[table], (long long)first,
		(long long)last);
	return (size_t)number(writer, sql);
}

/* --- the whole and parts of it --------------------------------------------- */

START_TEST(both_ways_show_all_rows)
{
	size_t n = compare_looks((size_t)_i, INT64_MIN, INT64_MAX);

	ck_assert_uint_gt(n, 300);
	ck_assert_uint_eq(n, count((size_t)_i, INT64_MIN, INT64_MAX));
}
END_TEST

START_TEST(both_ends_belong_to_it)
{
	const size_t table = (size_t)_i;
	const int64_t end = table == 0 ? 320 : 1 << 16;

	for (int i = 0; i < 60; i++) {
		int64_t first =
			any(8) ? (int64_t)any((uint32_t)end) : random_number();
		int64_t last =
			any(8) ? first + (int64_t)any(30) : random_number();

		ck_assert_uint_eq(compare_looks(table, first, last),
			first > last ? 0 : count(table, first, last));
	}
}
END_TEST

START_TEST(one_number_and_those_beside_it)
{
	const size_t table = (size_t)_i;
	const int64_t key = number(writer,
		table == 0	   ? "SELECT dir_id FROM entry"
				     " WHERE dir_id > 100 LIMIT 1" :
			table == 1 ? "SELECT id FROM content"
				     " WHERE id > 100 LIMIT 1" :
				     "SELECT id FROM directory"
				     " WHERE id > 100 LIMIT 1");
	const size_t n = compare_looks(table, key, key);

	ck_assert_uint_gt(n, 0);
	ck_assert_uint_eq(n, count(table, key, key));
	ck_assert_uint_eq(compare_looks(table, key, key - 1), 0);
	ck_assert_uint_eq(compare_looks(table, key - 1, key),
		count(table, key - 1, key));
	ck_assert_uint_eq(compare_looks(table, key, key + 1),
		count(table, key, key + 1));
	ck_assert_uint_eq(compare_looks(table, INT64_MIN, key) +
			compare_looks(table, key + 1, INT64_MAX),
		count(table, INT64_MIN, INT64_MAX));
}
END_TEST

struct above {
	int64_t floor;
	size_t n;
	size_t n_below;
};

static void
see_above(const struct stored_entry *e, void *arg)
{
	struct above *above = arg;

	if (e->size_bytes < above->floor)
		above->n_below++;
	else
		above->n++;
}

START_TEST(names_below_a_floor_are_left_out)
{
	struct above above = { .floor = number(writer,
				       "SELECT size FROM entry ORDER BY size"
				       " LIMIT 1 OFFSET 1000") };
	const struct look job = { .entry = see_above,
		.arg = &above,
		.floor = &above.floor };
	char sql[80];
	size_t n;

	(void)snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM entry WHERE size >= %lld",
		(long long)above.floor);
	n = (size_t)number(writer, sql);
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_lt(n, count(0, INT64_MIN, INT64_MAX));
	ok(look_at(reader, &job, INT64_MIN, INT64_MAX, err));
	ck_assert_uint_eq(above.n, n);
	ck_assert_uint_eq(above.n_below, 0);
	above.n = 0;
	ok(look_at(writer, &job, INT64_MIN, INT64_MAX, err));
	ck_assert_uint_eq(above.n, n);
	ck_assert_uint_eq(above.n_below, 0);
}
END_TEST

START_TEST(names_above_a_ceiling_are_left_out)
{
	const int64_t ceiling = number(writer,
		"SELECT size FROM entry WHERE size > 0 ORDER BY size"
		" LIMIT 1 OFFSET 300");
	/* It counts those that are not. */
	struct above above = { .floor = ceiling + 1 };
	const struct look job = { .entry = see_above,
		.arg = &above,
		.ceiling = ceiling };
	char sql[80];

	(void)snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM entry WHERE size <= %lld",
		(long long)ceiling);
	ok(look_at(reader, &job, INT64_MIN, INT64_MAX, err));
	ck_assert_uint_eq(above.n_below, (size_t)number(writer, sql));
	ck_assert_uint_eq(above.n, 0);
	above.n_below = 0;
	ok(look_at(writer, &job, INT64_MIN, INT64_MAX, err));
	ck_assert_uint_eq(above.n_below, (size_t)number(writer, sql));
	ck_assert_uint_eq(above.n, 0);
}
END_TEST

/* While there is something in the log, of a reader too. */
struct judged {
	struct seen seen; /* first: see_entry() has it */
	enum look_known known;
};

/* Of what is known by then, the last. */
static bool
is_odd(const struct stored_entry *e, void *arg)
{
	const struct judged *judged = arg;
	const int64_t last[] = {
		[LOOK_NAME] = (int64_t)e->name_len,
		[LOOK_SIZE] = e->size_bytes,
		[LOOK_MTIME] = e->mtime_ns,
		[LOOK_LAG] = e->lag,
	};

	return last[judged->known] % 2 != 0;
}

static void
see_odd(const struct stored_entry *e, void *arg)
{
	if (is_odd(e, arg))
		see_entry(e, arg);
}

static struct seen
judge(struct store *store, enum look_known known, bool early)
{
	struct judged judged = { { STRBUF_INIT, 0 }, known };
	struct look job = { .entry = early ? see_entry : see_odd,
		.arg = &judged };

	if (early) {
		job.judge = is_odd;
		job.known = known;
	}
	ok(look_at(store, &job, INT64_MIN, INT64_MAX, err));
	return judged.seen;
}

/* Whether it is judged early or when all of it is read. */
START_TEST(what_is_refused_is_not_shown)
{
	enum look_known known = (enum look_known)_i;
	struct seen early = judge(reader, known, true);
	struct seen late = judge(reader, known, false);
	struct seen asked = judge(writer, known, true);
	struct seen again = judge(writer, known, false);
	size_t n = compare(&early, &late);

	ck_assert_uint_gt(n, 0);
	ck_assert_uint_lt(n, count(0, INT64_MIN, INT64_MAX));
	ck_assert_uint_eq(compare(&asked, &again), n);
}
END_TEST

START_TEST(a_reader_asks_where_the_log_is_newer)
{
	struct store *later;

	ok(query_exec(writer, "UPDATE content SET copies = copies / 2", err));
	ok(query_exec(writer, "UPDATE entry SET nlink = 3", err));
	ok(query_exec(writer, "UPDATE directory SET volume_id = 4", err));
	ok(query_exec(writer, "COMMIT; BEGIN IMMEDIATE", err));
	later = open_reader(path);
	ck_assert(!has_pages(later));
	for (size_t t = 0; t < N_TABLES; t++) {
		struct seen old = look(reader, t, INT64_MIN, INT64_MAX);
		struct seen new = look(later, t, INT64_MIN, INT64_MAX);
		struct seen rows = look(writer, t, INT64_MIN, INT64_MAX);

		ck_assert_uint_eq(old.n, new.n);
		ck_assert(
			memcmp(old.text.buf, new.text.buf, old.text.len) != 0);
		strbuf_clear(&old.text);
		(void)compare(&new, &rows);
	}
	store_close(later);
}
END_TEST

/* Who may write, too, as long as nothing is written. */
START_TEST(a_writer_looks_between_transactions)
{
	struct seen pages = { .text = STRBUF_INIT };
	struct seen rows = look(writer, 0, INT64_MIN, INT64_MAX);
	struct look job = looks[0];

	ok(store_rollback(writer, err));
	job.arg = &pages;
	ok(look_at_now(writer, &job, err));
	ck_assert(sqlite3_get_autocommit(writer->db));
	ck_assert_uint_eq(compare(&pages, &rows),
		count(0, INT64_MIN, INT64_MAX));
	/* And within one that has begun. */
	ok(store_begin(writer, err));
	pages = look(reader, 0, INT64_MIN, INT64_MAX);
	rows = (struct seen){ .text = STRBUF_INIT };
	job.arg = &rows;
	ok(look_at_now(writer, &job, err));
	ck_assert(!sqlite3_get_autocommit(writer->db));
	(void)compare(&pages, &rows);
}
END_TEST

START_TEST(the_middle_is_known_from_pages)
{
	for (size_t t = 0; t < N_TABLES; t++) {
		int64_t middle = -1;
		size_t n = count(t, INT64_MIN, INT64_MAX);

		ok(look_middle(writer, &looks[t], &middle, err));
		ck_assert_int_eq(middle, 0);
		ok(look_middle(reader, &looks[t], &middle, err));
		ck_assert_uint_gt(count(t, INT64_MIN, middle), n / 4);
		ck_assert_uint_gt(count(t, middle + 1, INT64_MAX), n / 4);
	}
}
END_TEST

/* --- the scope ------------------------------------------------------------- */

static void
add_scope(struct store *store, const char *name)
{
	ok(store_scope_clear(store, err));
	ok(store_scope_add_directory(store, 7, err));
	ok(store_scope_add_entry(store, 7, name, strlen(name), err));
	ok(store_scope_add_entry(store, 9, name, strlen(name), err));
	ok(store_scope_add_entry(store, 9, "nothing", 7, err));
}

static int
compare_columns(const void *a, const void *b)
{
	return memcmp(a, b, 11 * sizeof(int64_t));
}

static struct seen
look_scope(struct store *store)
{
	struct seen seen = { .text = STRBUF_INIT };
	const struct look job = { .entry = see_entry, .arg = &seen };

	ok(look_at_scope(store, &job, err));
	if (seen.n > 0) /* in no order */
		qsort(seen.text.buf, seen.n, 11 * sizeof(int64_t),
			compare_columns);
	return seen;
}

/* Names of a directory, and one of another. */
START_TEST(a_look_at_the_scope)
{
	struct seen by_reader, by_writer;
	struct store *later;
	size_t n;

	ok(query_exec(writer,
		"DELETE FROM directory WHERE parent_id = 7 OR id > 100000;"
		"UPDATE entry SET child_id = NULL WHERE dir_id = 7;"
		"INSERT OR IGNORE INTO directory VALUES"
		" (7, 1, 1, x'', 1, 1, 0, 0, 0, 0, 0, 0);"
		"INSERT INTO entry VALUES"
		" (9, x'6e616d65', 1, 2, 3, 4, 5, 6, 7, NULL, 9, NULL);"
		"COMMIT; BEGIN IMMEDIATE",
		err));
	later = open_reader(path);
	add_scope(later, "name");
	add_scope(writer, "name");
	by_reader = look_scope(later);
	by_writer = look_scope(writer);
	n = compare(&by_reader, &by_writer);
	ck_assert_uint_eq(n, count(0, 7, 7) + 1);
	ck_assert_uint_gt(n, 1);

	ok(store_scope_clear(later, err));
	by_reader = look_scope(later);
	ck_assert_uint_eq(by_reader.n, 0);
	strbuf_clear(&by_reader.text);
	store_close(later);
}
END_TEST

/* They would be marked a bit each. */
START_TEST(a_scope_refuses_numbers_that_are_not_ours)
{
	struct seen seen = { .text = STRBUF_INIT };
	const struct look job = { .entry = see_entry, .arg = &seen };
	struct store *later;
	struct error e = ERROR_INIT;
	int r;

	ok(query_exec(writer,
		"INSERT OR IGNORE INTO directory VALUES"
		" (1 << 40, 1, 1, x'', 1, 1, 0, 0, 0, 0, 0, 0);"
		"COMMIT; BEGIN IMMEDIATE",
		err));
	later = open_reader(path);
	add_scope(later, "name");
	r = look_at_scope(later, &job, &e);
	ck_assert_int_eq(r, -EUCLEAN);
	ck_assert_int_eq(e.code, -EUCLEAN);
	ck_assert_uint_eq(seen.n, 0);
	store_close(later);
}
END_TEST

/* --- an interrupt ---------------------------------------------------------- */

static void
check_interrupt(struct store *store)
{
	struct seen seen = { .text = STRBUF_INIT };
	struct error error = ERROR_INIT;
	struct look job = looks[0];

	job.arg = &seen;
	interrupt_set(SIGINT);
	ck_assert_int_eq(look_at(store, &job, INT64_MIN, INT64_MAX, &error),
		-EINTR);
	ck_assert_int_eq(error.kind, ERROR_INTERRUPTED);
	ck_assert_uint_lt(seen.n, count(0, INT64_MIN, INT64_MAX));
	strbuf_clear(&seen.text);

	interrupt_set(0);
	seen = look(store, 0, INT64_MIN, INT64_MAX);
	ck_assert_uint_eq(seen.n, count(0, INT64_MIN, INT64_MAX));
	strbuf_clear(&seen.text);
}

/* Looks ask now and then only, and all of the others is sooner. */
START_TEST(an_interrupt_ends_it_both_ways)
{
	struct store *later;

	ok(query_exec(writer,
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
		" SELECT i + 1 FROM n WHERE i < 20000) "
		"INSERT INTO entry (dir_id, name, size, mtime, lag, inode,"
		" attribute_id, nlink, blocks)"
		" SELECT 1000, CAST(i AS BLOB), 1, 1, 0, i, 1, 1, 1 FROM n;"
		"COMMIT",
		err));
	ok(store_rollback(reader, err));
	ok(store_tidy(writer, err));
	later = open_reader(path);
	ck_assert(has_pages(later));
	check_interrupt(later);
	ok(query_exec(writer, "BEGIN IMMEDIATE", err));
	ck_assert(!has_pages(writer));
	check_interrupt(writer);
	store_close(later);
	ok(store_begin(reader, err));
}
END_TEST

Suite *suite_look(void);

Suite *
suite_look(void)
{
	Suite *s = suite_create("look");
	TCase *t = tcase_create("look");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, both_ways_show_all_rows, 0, N_TABLES);
	tcase_add_loop_test(t, both_ends_belong_to_it, 0, N_TABLES);
	tcase_add_loop_test(t, one_number_and_those_beside_it, 0, N_TABLES);
	tcase_add_test(t, names_below_a_floor_are_left_out);
	tcase_add_test(t, names_above_a_ceiling_are_left_out);
	tcase_add_loop_test(t, what_is_refused_is_not_shown, LOOK_NAME,
		LOOK_ALL);
	tcase_add_test(t, a_reader_asks_where_the_log_is_newer);
	tcase_add_test(t, a_writer_looks_between_transactions);
	tcase_add_test(t, the_middle_is_known_from_pages);
	tcase_add_test(t, a_look_at_the_scope);
	tcase_add_test(t, a_scope_refuses_numbers_that_are_not_ours);
	tcase_add_test(t, an_interrupt_ends_it_both_ways);
	suite_add_tcase(s, t);
	return s;
}
