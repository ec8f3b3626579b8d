/* SPDX-License-Identifier: MIT */
/* Many contents at once, of which some are there. */
#include "unit/store/fixture.h"

#include "store/content/new_contents.h"

#define N 300

static void
fill(struct content_row *rows, int first)
{
	for (int i = 0; i < N; i++) {
		struct new_content *c = &rows[i].content;

		*c = (struct new_content){ .size_bytes = 50 + (first + i) / 7,
			.copies = 1,
			.volumes = 1 };
		c->digest.covered = c->size_bytes;
		memset(c->digest.bytes, (first + i) % 7, DIGEST_BYTES);
	}
}

START_TEST(says_which_were_there)
{
	const struct candidates_filter everything = { 0 };
	struct store *store = open_store(":memory:");
	struct content_row before[N], rows[N];

	ok(store_begin(store, err));
	fill(before, 0);
	ok(new_contents_add(store, before, N, err));
	for (int i = 0; i < N; i++) {
		ck_assert(!before[i].is_known);
		ck_assert_int_eq(before[i].id, i + 1);
	}
	/* From here on these are of before, so others are looked up. */
	if (_i > 0)
		ok(store_candidates_open(store, &everything, err));
	fill(rows, 100);
	rows[250].content.parent_id = 7;
	ok(new_contents_add(store, rows, N, err));
	for (int i = 0; i < N; i++) {
		ck_assert_int_eq(rows[i].is_known, i + 100 < N);
		ck_assert_int_eq(rows[i].id, i + 101); /* no number is lost */
	}
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"),
		N + 100);
	ck_assert_int_eq(number(store,
				 "SELECT id FROM content"
				 " WHERE parent_id IS NOT NULL"),
		351);
	store_close(store);
}
END_TEST

START_TEST(of_none_nothing_is_added)
{
	struct store *store = open_store(":memory:");

	ok(store_begin(store, err));
	ok(new_contents_add(store, NULL, 0, err));
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 0);
	store_close(store);
}
END_TEST

Suite *suite_new_contents(void);

Suite *
suite_new_contents(void)
{
	Suite *s = suite_create("new_contents");
	TCase *tc = tcase_create("new_contents");

	tcase_add_loop_test(tc, says_which_were_there, 0, 2);
	tcase_add_test(tc, of_none_nothing_is_added);
	suite_add_tcase(s, tc);
	return s;
}
