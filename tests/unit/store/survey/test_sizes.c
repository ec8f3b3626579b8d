/* SPDX-License-Identifier: MIT */
#include "store/survey/sizes.h"

#include "lib/random.h"

#include <check.h>
#include <sys/resource.h>

static void
add(struct sizes *s, int64_t size, int64_t inode, uint16_t volume,
	unsigned int flags)
{
	const struct size_slot slot = { .size = size,
		.inode = inode,
		.volume = volume,
		.flags = (uint8_t)flags,
		.n_files = 1,
		.first_dir = (uint32_t)inode };

	ck_assert_int_eq(sizes_add(s, &slot), 0);
}

START_TEST(one_inode_is_one_and_two_are_two)
{
	struct sizes s = { .n_waiting = 0 };

	ck_assert_ptr_null(sizes_find(&s, 7));
	add(&s, 7, 1, 0, SIZE_UNREAD);
	add(&s, 8, 1, 0, SIZE_UNREAD);
	add(&s, 8, 2, 0, SIZE_PART);
	add(&s, 9, 1, 0, SIZE_UNREAD);
	add(&s, 9, 1, 1, SIZE_UNREAD);
	ck_assert_int_eq(sizes_settle(&s), 0);
	ck_assert_uint_eq(sizes_find(&s, 7)->flags, SIZE_UNREAD);
	ck_assert_uint_eq(sizes_find(&s, 8)->flags,
		SIZE_TWO | SIZE_UNREAD | SIZE_PART);
	ck_assert_uint_eq(sizes_find(&s, 8)->n_files, 2);
	ck_assert_uint_eq(sizes_find(&s, 9)->flags, SIZE_TWO | SIZE_UNREAD);
	ck_assert_uint_eq(sizes_find(&s, 9)->n_files, 1);
	ck_assert_ptr_null(sizes_find(&s, 10));
	sizes_clear(&s);
}
END_TEST

enum { N = 5000 };

static void
check_all(const struct sizes *s)
{
	const struct size_slot *slot;
	size_t n_heads = 0, n_slots = 0, cursor = 0;

	for (int64_t i = 1; i <= N; i++)
		ck_assert_uint_eq(sizes_find(s, i)->flags,
			SIZE_TWO | SIZE_UNREAD | SIZE_PART);
	while ((slot = sizes_next(s, &cursor))) {
		n_slots++;
		n_heads += slot->is_head;
		ck_assert_uint_eq(slot->n_files, slot->volume + 1u);
		ck_assert_int_eq(slot->first_dir, slot->size * 10);
		ck_assert_int_eq(slot->is_head,
			sizes_find(s, slot->size) == slot);
	}
	ck_assert_uint_eq(n_slots, 3 * N);
	ck_assert_uint_eq(n_heads, N);
}

/* So many that the tables grow on the way. */
START_TEST(all_is_kept_when_it_grows)
{
	struct sizes s = { .n_waiting = 0 };

	for (int64_t i = 1; i <= N; i++)
		for (uint16_t volume = 0; volume < 3; volume++)
			for (int n = 0; n <= volume; n++)
				add(&s, i, i * 10 + n, volume,
					volume == 2 ? SIZE_PART : SIZE_UNREAD);
	ck_assert_int_eq(sizes_settle(&s), 0);
	check_all(&s);
	sizes_clear(&s);
}
END_TEST

/* In either direction; of two alike, and of a large one and a small one. */
START_TEST(what_two_have_is_brought_together)
{
	struct sizes s[2] = { { .n_waiting = 0 }, { .n_waiting = 0 } };

	for (int64_t i = 1; i <= N; i++)
		for (uint16_t volume = 0; volume < 3; volume++)
			for (int n = 0; n <= volume; n++)
				add(&s[_i < 2 ? (i + n) % 2 : i % 50 == 0], i,
					i * 10 + n, volume,
					volume == 2 ? SIZE_PART : SIZE_UNREAD);
	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(sizes_settle(&s[i]), 0);
	for (size_t table = 0; table < SIZES_TABLES; table++)
		ck_assert_int_eq(sizes_merge(&s[_i % 2], &s[1 - _i % 2], table),
			0);
	check_all(&s[_i % 2]);
	ck_assert_ptr_null(sizes_find(&s[1 - _i % 2], 1));
	sizes_clear(&s[0]);
	sizes_clear(&s[1]);
}
END_TEST

static int64_t
processor_us(void)
{
	struct rusage usage;

	ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
	return (int64_t)usage.ru_utime.tv_sec * 1000000 +
		usage.ru_utime.tv_usec;
}

/* One table is filled to 40 % and one, which is gone through slot by slot, to
 * 65 %: before the first is large enough to grow, half of it would have no slot
 * free.  That took five times as long as to fill both. */
START_TEST(full_tables_are_brought_together_soon)
{
	enum { N_ADDED = 1105000 }; /* 2^19 slots in each of two tables */
	struct sizes to = { .n_waiting = 0 }, from = { .n_waiting = 0 };
	size_t n = 0, cursor = 0;
	int64_t begun = processor_us(), filled, merged;

	random_seed = 3;
	for (int i = 0; i < N_ADDED; i++)
		add(i % 1000 < 620 ? &from : &to,
			(int64_t)(random_bits() >> 2) + 1, i, 0, 0);
	ck_assert_int_eq(sizes_settle(&to), 0);
	ck_assert_int_eq(sizes_settle(&from), 0);
	ck_assert_uint_eq(to.tables[0].n_slots, from.tables[0].n_slots);
	filled = processor_us();
	for (size_t i = 0; i < SIZES_TABLES; i++)
		ck_assert_int_eq(sizes_merge(&to, &from, i), 0);
	merged = processor_us();
	while (sizes_next(&to, &cursor))
		n++;
	ck_assert_uint_eq(n, N_ADDED);
	ck_assert_int_lt(merged - filled, 2 * (filled - begun));
	sizes_clear(&to);
	sizes_clear(&from);
}
END_TEST

Suite *suite_sizes(void);

Suite *
suite_sizes(void)
{
	Suite *s = suite_create("sizes");
	TCase *tc = tcase_create("sizes");

	tcase_add_test(tc, one_inode_is_one_and_two_are_two);
	tcase_add_test(tc, all_is_kept_when_it_grows);
	tcase_add_test(tc, full_tables_are_brought_together_soon);
	tcase_add_loop_test(tc, what_two_have_is_brought_together, 0, 4);
	suite_add_tcase(s, tc);
	return s;
}
