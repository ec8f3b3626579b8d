/* SPDX-License-Identifier: MIT */
#include "unit/store/fixture.h"

#include "store/history.h"

#include <errno.h>

static struct store *store;
static int64_t volume_id;
static int64_t top;

static void
tear_down(void)
{
	store_close(store);
}

/* With its name in top. */
static int64_t
add_waiting(const char *name, int64_t id)
{
	const struct directory dir = {
		.id = id,
		.parent_id = top,
		.volume_id = volume_id,
		.name = name,
		.name_len = strlen(name),
		.state = DIRECTORY_OPEN,
		.inode = (uint64_t)id,
	};
	struct entry e = file_entry(name, (uint64_t)id, 4096);
	const struct new_name one = { top, &e, id };

	e.mode = S_IFDIR | 0755;
	ok(store_add_directory(store, &dir, err));
	ok(store_add_entries(store, &one, 1, err));
	return id;
}

static struct directory
get_directory(int64_t id)
{
	struct directory dir = { 0 };

	ok(store_directory(store, &dir, id, err));
	ck_assert_int_eq(dir.id, id);
	return dir;
}

static void
add_names(int64_t dir_id, const char *name)
{
	struct entry e = file_entry(name, 1000, 7);
	const struct new_name one = { dir_id, &e, 0 };

	ok(store_add_entries(store, &one, 1, err));
}

/* What it is of is known from the start: looking it up is a statement, too. */
static void
set_up(void)
{
	store = open_store(":memory:");
	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	top = make_directory(store, volume_id, "");
	(void)add_waiting("known", top + 1);
	add_names(top, "file");
	ok(store_begin_history(store, 1000, err));
	ok(store_commit(store, err));
	ok(store_begin(store, err));
}

START_TEST(what_waits_is_found_by_any_statement)
{
	int64_t id = add_waiting("d", top + 10);
	struct directory dir;

	ck_assert(bulk_has_directories(store));
	dir = get_directory(id);
	ck_assert(!bulk_has_directories(store));
	ck_assert_int_eq(dir.parent_id, top);
	ck_assert_int_eq(dir.volume_id, volume_id);
	ck_assert_uint_eq(dir.name_len, 1);
	ck_assert_mem_eq(dir.name, "d", 1);
	ck_assert_int_eq(dir.state, DIRECTORY_OPEN);
	ck_assert_uint_eq(dir.inode, (uint64_t)id);
	ck_assert_uint_eq(dir.seal, 0);
}
END_TEST

START_TEST(it_is_written_once_with_all_that_was_said)
{
	int64_t first = add_waiting("a", top + 11);
	int64_t second = add_waiting("b", top + 10); /* out of order */
	struct directory dir;
	struct totals t;
	int64_t before;

	add_names(first, "f");
	add_names(first, "g");
	add_names(second, "h");
	ok(store_set_directory_state(store, first, DIRECTORY_COMPLETE, 77,
		err));
	ok(store_set_directory_state(store, second, DIRECTORY_PARTIAL, 0, err));
	ck_assert(bulk_has_directories(store));
	before = store_rows_written(store);
	ok(store_commit(store, err));
	/* Two new rows, and the sums of top. */
	ck_assert_int_eq(store_rows_written(store) - before, 3);

	dir = get_directory(first);
	ck_assert_int_eq(dir.state, DIRECTORY_COMPLETE);
	ck_assert_uint_eq(dir.seal, 77);
	ck_assert_mem_eq(dir.name, "a", 1);
	dir = get_directory(second);
	ck_assert_int_eq(dir.state, DIRECTORY_PARTIAL);
	ck_assert_mem_eq(dir.name, "b", 1);
	ok(store_directory_sums(store, &t, first, err));
	ck_assert_int_eq(t.files, 2);
	ck_assert_int_eq(t.bytes, 14);
	ok(store_directory_sums(store, &t, top, err));
	ck_assert_int_eq(t.files, 4);
	ck_assert_int_eq(t.directories, 3);
	ck_assert_int_eq(t.bytes, 28);
}
END_TEST

START_TEST(sums_are_right_if_it_did_not_wait_for_them)
{
	int64_t id = add_waiting("d", top + 10);
	struct totals t;

	add_names(id, "f");
	ok(store_directory_sums(store, &t, id, err)); /* midway */
	ck_assert_int_eq(t.files, 1);
	add_names(id, "g");
	ok(store_set_directory_state(store, id, DIRECTORY_COMPLETE, 5, err));
	ok(store_commit(store, err));
	ok(store_directory_sums(store, &t, id, err));
	ck_assert_int_eq(t.files, 2);
	ck_assert_int_eq(t.bytes, 14);
	ck_assert_uint_eq(get_directory(id).seal, 5);
}
END_TEST

START_TEST(names_after_the_seal_break_it)
{
	int64_t id = add_waiting("d", top + 10);

	ok(store_set_directory_state(store, id, DIRECTORY_COMPLETE, 5, err));
	add_names(id, "late");
	ok(store_commit(store, err));
	ck_assert_int_eq(get_directory(id).state, DIRECTORY_COMPLETE);
	ck_assert_uint_eq(get_directory(id).seal, 0);
}
END_TEST

#define MANY 40000

START_TEST(more_than_may_wait)
{
	char name[16];
	int64_t n = 0;
	struct totals t;

	for (int i = 0; i < MANY; i++) {
		(void)snprintf(name, sizeof(name), "%d", i);
		(void)add_waiting(name, top + 2 + i);
	}
	ok(store_commit(store, err));
	ok(store_last_directory_id(store, &n, err));
	ck_assert_int_eq(n, top + 1 + MANY);
	ok(store_directory_sums(store, &t, top, err));
	ck_assert_int_eq(t.directories, MANY + 1);
	ck_assert_mem_eq(get_directory(top + 1 + MANY).name, name,
		strlen(name));
}
END_TEST

START_TEST(a_rollback_drops_what_waits)
{
	struct directory dir;
	struct error error = ERROR_INIT;
	int64_t id = add_waiting("d", top + 10);

	ok(store_rollback(store, err));
	ck_assert(!bulk_has_directories(store));
	ck_assert_int_eq(store_directory(store, &dir, id, &error), 0);
	ok(store_begin(store, err));
	ck_assert_int_eq(add_waiting("d", top + 10), id);
	ok(store_commit(store, err));
	ck_assert_int_eq(get_directory(id).state, DIRECTORY_OPEN);
}
END_TEST

START_TEST(a_number_is_given_once)
{
	struct error error = ERROR_INIT;

	(void)add_waiting("d", top + 10);
	(void)add_waiting("e", top + 10);
	ck_assert_int_lt(store_commit(store, &error), 0);
	ck_assert_str_ne(error.text, "");
}
END_TEST

Suite *suite_bulk(void);

Suite *
suite_bulk(void)
{
	Suite *s = suite_create("bulk");
	TCase *tc = tcase_create("bulk");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, what_waits_is_found_by_any_statement);
	tcase_add_test(tc, it_is_written_once_with_all_that_was_said);
	tcase_add_test(tc, sums_are_right_if_it_did_not_wait_for_them);
	tcase_add_test(tc, names_after_the_seal_break_it);
	tcase_add_test(tc, more_than_may_wait);
	tcase_add_test(tc, a_rollback_drops_what_waits);
	tcase_add_test(tc, a_number_is_given_once);
	suite_add_tcase(s, tc);
	return s;
}
