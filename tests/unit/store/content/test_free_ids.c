/* SPDX-License-Identifier: MIT */
/* Numbers of contents that are used again. */
#include "unit/store/fixture.h"

#include "store/content/candidate_cursor.h"
#include "store/content/free_ids.h"
#include "store/content/new_contents.h"

#define LAST 1000000

static void
add_at(struct store *store, int64_t id)
{
	char sql[160];

	(void)snprintf(sql, sizeof(sql),
		"INSERT INTO content (id, size, covered, digest, copies,"
		" volumes) VALUES (%lld, 9, 9, CAST(%lld AS BLOB), 0, 0)"
		" RETURNING 1",
		(long long)id, (long long)id);
	ck_assert_int_eq(number(store, sql), 1);
}

/* 3, 4 and 7 are taken, and one far away. */
static struct store *
open_sparse(int64_t last)
{
	const struct candidates_filter everything = { 0 };
	struct store *store = open_store(":memory:");

	ok(store_begin(store, err));
	add_at(store, 3);
	add_at(store, 4);
	add_at(store, 7);
	add_at(store, last);
	ok(store_commit(store, err));
	ok(store_candidates_open(store, &everything, err));
	store_candidates_close(store);
	ok(store_begin(store, err));
	return store;
}

static void
fill(struct content_row *rows, size_t n, int64_t size)
{
	for (size_t i = 0; i < n; i++) {
		rows[i].content = (struct new_content){ .size_bytes = size,
			.copies = 1,
			.volumes = 1 };
		rows[i].content.digest.covered = size;
		memset(rows[i].content.digest.bytes, (int)i, DIGEST_BYTES);
	}
}

START_TEST(gaps_are_filled_from_the_first)
{
	static const int64_t want[] = { 1, 2, 5, 6, 8, 9, 10 };
	struct store *store = open_sparse(LAST);
	struct content_row rows[6];
	int64_t id;

	fill(rows, 6, 50);
	ok(new_contents_add(store, rows, 6, err));
	for (int i = 0; i < 6; i++)
		ck_assert_int_eq(rows[i].id, want[i]);
	ok(free_ids_take(store, &id, err));
	ck_assert_int_eq(id, want[6]);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 10);
	store_close(store);
}
END_TEST

START_TEST(what_is_met_again_costs_one)
{
	struct store *store = open_sparse(LAST);
	struct content_row rows[6];

	fill(rows, 3, 50);
	ok(new_contents_add(store, rows, 3, err));
	fill(rows, 6, 50);
	ok(new_contents_add(store, rows, 6, err));
	for (int i = 0; i < 6; i++)
		ck_assert_int_eq(rows[i].is_known, i < 3);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 10);
	ck_assert_int_eq(number(store,
				 "SELECT count(*) FROM content"
				 " WHERE size = 50 AND id < 100"),
		6);
	store_close(store);
}
END_TEST

START_TEST(a_few_more_numbers_than_names_are_left)
{
	struct store *store = open_sparse(60000);
	struct content_row rows[2];
	int64_t id;

	fill(rows, 2, 50);
	ok(new_contents_add(store, rows, 2, err));
	ck_assert_int_eq(rows[0].id, 60001);
	ck_assert_int_eq(rows[1].id, 60002);
	ok(free_ids_take(store, &id, err));
	ck_assert_int_eq(id, 0);
	store_close(store);
}
END_TEST

/* A digest of one name takes one, too. */
START_TEST(single_digests_fill_them)
{
	struct store *store = open_sparse(LAST);
	struct entry facts = file_entry("f", 7, 50);
	struct digest digest = { .covered = 50 };
	int64_t volume_id = add_volume(store, "uuid:1", "/disk");
	int64_t top = make_directory(store, volume_id, "");
	int64_t content;

	add_file(store, top, "f", 7, 50);
	ok(store_put_digest(store, &content, top, &facts, &digest, 0, err));
	ck_assert_int_eq(content, 1);
	ck_assert_int_eq(get_entry(store, top, "f").content_id, 1);
	ok(store_commit(store, err));
	store_close(store);
}
END_TEST

/* Behind the last gap numbers go on as ever. */
START_TEST(gaps_come_to_an_end)
{
	struct free_ids *ids;
	struct store *store = open_sparse(LAST);
	int64_t id;

	ids = &store->contents->free_ids;
	ids->next = LAST - 1;
	ids->end = LAST;
	ok(free_ids_take(store, &id, err));
	ck_assert_int_eq(id, LAST - 1);
	ok(free_ids_take(store, &id, err));
	ck_assert_int_eq(id, 0);
	ok(free_ids_take(store, &id, err));
	ck_assert_int_eq(id, 0);
	store_close(store);
}
END_TEST

Suite *suite_free_ids(void);

Suite *
suite_free_ids(void)
{
	Suite *s = suite_create("free_ids");
	TCase *tc = tcase_create("free_ids");

	tcase_add_test(tc, gaps_are_filled_from_the_first);
	tcase_add_test(tc, what_is_met_again_costs_one);
	tcase_add_test(tc, a_few_more_numbers_than_names_are_left);
	tcase_add_test(tc, single_digests_fill_them);
	tcase_add_test(tc, gaps_come_to_an_end);
	suite_add_tcase(s, tc);
	return s;
}
