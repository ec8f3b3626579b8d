/* SPDX-License-Identifier: MIT */
#include "store/survey/sizes.h"

#include <check.h>

static void
add(struct sizes *s, int64_t size, int64_t inode, uint16_t volume,
	unsigned int flags)
{
	const struct size_slot slot = { .size = size,
		.inode = inode,
		.volume = volume,
		.flags = (uint8_t)flags,
		.n_unread = (flags & SIZE_UNREAD) != 0,
		.n_part = (flags & SIZE_PART) != 0 };

	ck_assert_int_eq(sizes_add(s, &slot), 0);
}

START_TEST(one_inode_is_one_and_two_are_two)
{
	struct sizes s = { .slots = NULL };

	ck_assert_ptr_null(sizes_find(&s, 7));
	add(&s, 7, 1, 0, SIZE_UNREAD);
	add(&s, 8, 1, 0, SIZE_UNREAD);
	add(&s, 8, 2, 0, SIZE_PART);
	add(&s, 9, 1, 0, SIZE_UNREAD);
	add(&s, 9, 1, 1, SIZE_UNREAD);
	ck_assert_uint_eq(sizes_find(&s, 7)->flags, SIZE_UNREAD);
	ck_assert_uint_eq(sizes_find(&s, 8)->flags,
		SIZE_TWO | SIZE_UNREAD | SIZE_PART);
	ck_assert_uint_eq(sizes_find(&s, 8)->n_part, 1);
	ck_assert_uint_eq(sizes_find(&s, 9)->flags, SIZE_TWO | SIZE_UNREAD);
	ck_assert_uint_eq(sizes_find(&s, 9)->n_unread, 1);
	ck_assert_ptr_null(sizes_find(&s, 10));
	sizes_clear(&s);
}
END_TEST

/* So many that the table grows on the way. */
START_TEST(all_is_kept_when_it_grows)
{
	enum { N = 5000 };
	struct sizes s = { .slots = NULL };
	size_t n_heads = 0, n_slots = 0;

	for (int64_t i = 1; i <= N; i++)
		for (uint16_t volume = 0; volume < 3; volume++)
			for (int n = 0; n <= volume; n++)
				add(&s, i, i * 10 + n, volume,
					volume == 2 ? SIZE_PART : SIZE_UNREAD);
	for (int64_t i = 1; i <= N; i++)
		ck_assert_uint_eq(sizes_find(&s, i)->flags,
			SIZE_TWO | SIZE_UNREAD | SIZE_PART);
	for (size_t i = 0; i < s.n_slots; i++) {
		const struct size_slot *slot = &s.slots[i];

		if (slot->size == 0)
			continue;
		n_slots++;
		n_heads += slot->is_head;
		ck_assert_uint_eq(slot->n_unread + slot->n_part,
			slot->volume + 1u);
		ck_assert_int_eq(slot->is_head,
			sizes_find(&s, slot->size) == slot);
	}
	ck_assert_uint_eq(n_slots, 3 * N);
	ck_assert_uint_eq(n_heads, N);
	sizes_clear(&s);
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
	suite_add_tcase(s, tc);
	return s;
}
