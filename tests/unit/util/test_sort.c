/* SPDX-License-Identifier: MIT */
#include "util/sort.h"

#include "lib/random.h"

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define N_MAX 300

/* Longer than what is swapped at once. */
struct item {
	int key;
	char text[77];
};

static unsigned int n_compared;

Suite *suite_sort(void);

static int
by_key(const void *a, const void *b, void *arg)
{
	const struct item *x = a;
	const struct item *y = b;
	int sign = *(const int *)arg;

	n_compared++;
	return sign * ((x->key > y->key) - (x->key < y->key));
}

static void
fill(struct item *items, size_t n, unsigned int n_keys)
{
	for (size_t i = 0; i < n; i++) {
		items[i].key = (int)any(n_keys);
		memset(items[i].text, items[i].key % 100,
			sizeof(items[i].text));
	}
}

static int
sum(const struct item *items, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += items[i].key;
	return sum;
}

START_TEST(the_first_are_those_of_a_whole_sort)
{
	static struct item items[N_MAX], sorted[N_MAX];
	int sign = _i % 2 ? 1 : -1;

	random_seed = (uint64_t)_i;
	for (int round = 0; round < 300; round++) {
		size_t n = any(N_MAX + 1);
		size_t k = any((unsigned int)n + 1) / (1 + any(9));

		fill(items, n, 1 + any(500));
		memcpy(sorted, items, sizeof(items));
		qsort_r(sorted, n, sizeof(*sorted), by_key, &sign);
		sort_first(items, n, sizeof(*items), k, by_key, &sign);
		for (size_t i = 0; i < k; i++)
			ck_assert_mem_eq(&items[i], &sorted[i],
				sizeof(items[i]));
		ck_assert_int_eq(sum(items, n), sum(sorted, n));
	}
}
END_TEST

START_TEST(a_few_take_hardly_more_than_a_look_at_each)
{
	static struct item items[N_MAX];
	int sign = 1;

	random_seed = 7;
	fill(items, N_MAX, 100000);
	n_compared = 0;
	sort_first(items, N_MAX, sizeof(*items), 3, by_key, &sign);
	ck_assert_uint_lt(n_compared, N_MAX + 60);
	n_compared = 0;
	sort_first(items, N_MAX, sizeof(*items), 0, by_key, &sign);
	ck_assert_uint_eq(n_compared, 0);
	sort_first(NULL, 0, sizeof(*items), 0, by_key, &sign);
}
END_TEST

START_TEST(numbers_are_sorted_each_once)
{
	int64_t ids[N_MAX];
	bool there[N_MAX] = { false };
	size_t n, n_unique, next = 0;

	random_seed = (uint64_t)_i;
	n = any(N_MAX);
	for (size_t i = 0; i < n; i++) {
		ids[i] = (int64_t)any(N_MAX) - 7;
		there[ids[i] + 7] = true;
	}
	n_unique = sort_unique_i64(ids, n);
	for (int64_t id = 0; id < N_MAX; id++)
		if (there[id])
			ck_assert_int_eq(ids[next++], id - 7);
	ck_assert_uint_eq(next, n_unique);
	ck_assert_uint_eq(sort_unique_i64(NULL, 0), 0);
}
END_TEST

START_TEST(numbers_of_all_signs_are_in_order)
{
	int64_t ids[] = { INT64_MAX, 0, INT64_MIN, -1, 0, INT64_MAX };

	ck_assert_uint_eq(sort_unique_i64(ids, 6), 4);
	ck_assert_int_eq(ids[0], INT64_MIN);
	ck_assert_int_eq(ids[1], -1);
	ck_assert_int_eq(ids[2], 0);
	ck_assert_int_eq(ids[3], INT64_MAX);
}
END_TEST

Suite *
suite_sort(void)
{
	Suite *s = suite_create("sort");
	TCase *tc = tcase_create("sort");

	tcase_add_loop_test(tc, the_first_are_those_of_a_whole_sort, 0, 8);
	tcase_add_test(tc, a_few_take_hardly_more_than_a_look_at_each);
	tcase_add_loop_test(tc, numbers_are_sorted_each_once, 0, 20);
	tcase_add_test(tc, numbers_of_all_signs_are_in_order);
	suite_add_tcase(s, tc);
	return s;
}
