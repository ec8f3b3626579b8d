/* SPDX-License-Identifier: MIT */
/* Rows both ways against a table of what was noted. */
#include "hash/trees/places.h"

#include "lib/random.h"

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { N_DIRS = 40, N_CONTENTS = 300, N_NOTES = 4000 };

static bool is_there[N_DIRS][N_CONTENTS];

Suite *suite_places(void);

static struct place_list
note_any(size_t n)
{
	struct place_list list = { .items = NULL };

	memset(is_there, 0, sizeof(is_there));
	for (size_t i = 0; i < n; i++) {
		uint32_t dir = any(N_DIRS);
		/* Some are nearly everywhere, some nowhere. */
		uint32_t content = any(3) ? any(N_CONTENTS) / 2 : any(3);

		places_note(&list, dir, content);
		is_there[dir][content] = true;
	}
	return list;
}

static size_t
count_there(uint32_t content, uint32_t from, uint32_t to)
{
	size_t n = 0;

	for (uint32_t dir = from; dir < to; dir++)
		n += is_there[dir][content];
	return n;
}

static void
check_by_content(const struct place_rows *rows, uint32_t content)
{
	const struct span all = places_of(rows, content);

	ck_assert_uint_eq(all.end - all.first, count_there(content, 0, N_DIRS));
	for (uint32_t i = all.first; i < all.end; i++) {
		ck_assert(is_there[rows->items[i]][content]);
		ck_assert(
			i == all.first || rows->items[i - 1] < rows->items[i]);
	}
	for (uint32_t from = 0; from <= N_DIRS; from++) {
		const uint32_t to = from + any(N_DIRS - from + 1);
		const struct span some =
			places_between(rows, content, from, to);

		ck_assert_uint_eq(some.first,
			all.first + count_there(content, 0, from));
		ck_assert_uint_eq(some.end - some.first,
			count_there(content, from, to));
		ck_assert_uint_eq(places_behind(rows, content, from),
			some.first);
	}
}

static void
check_by_dir(const struct place_rows *rows, uint32_t dir)
{
	const struct span all = places_of(rows, dir);
	bool found[N_CONTENTS] = { false };

	for (uint32_t i = all.first; i < all.end; i++)
		found[rows->items[i]] = true;
	ck_assert_mem_eq(found, is_there[dir], sizeof(found));
}

START_TEST(rows_are_what_was_noted)
{
	for (size_t n = 0; n <= N_NOTES; n = n * 2 + 1) {
		struct places places = { .by_dir = { .n = 0 } };
		struct place_list list;

		random_seed = n;
		list = note_any(n);
		ck_assert_int_eq(places_index(&places, &list, N_DIRS), 0);
		ck_assert_uint_eq(places.by_dir.n, N_DIRS);
		for (uint32_t dir = 0; dir < N_DIRS; dir++)
			check_by_dir(&places.by_dir, dir);
		for (uint32_t c = 0; c < places.by_content.n; c++)
			check_by_content(&places.by_content, c);
		for (uint32_t c = places.by_content.n; c < N_CONTENTS; c++)
			ck_assert_uint_eq(count_there(c, 0, N_DIRS), 0);
		ck_assert_uint_eq(places_from(&places.by_dir, 0, N_DIRS).end,
			(uint32_t)n);
		places_clear(&places);
		free(list.items);
	}
}
END_TEST

Suite *
suite_places(void)
{
	Suite *s = suite_create("places");
	TCase *t = tcase_create("places");

	tcase_add_test(t, rows_are_what_was_noted);
	suite_add_tcase(s, t);
	return s;
}
