/* SPDX-License-Identifier: MIT */
/* Sets of blocks as bytes. */
#include "store/names/grams.h"

#include "lib/random.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <check.h>

static void
comes_back(const uint16_t *blocks, size_t n)
{
	unsigned char packed[GRAM_SET_ROOM];
	uint64_t map[GRAM_SET / 64] = { 0 };
	size_t len = grams_pack(packed, blocks, n);
	size_t back = 0;

	ck_assert_uint_le(len, GRAM_SET_BYTES);
	ck_assert(grams_unpack(map, packed, len));
	for (size_t i = 0; i < GRAM_SET; i++) {
		if ((map[i / 64] >> i % 64 & 1) == 0)
			continue;
		ck_assert_uint_lt(back, n);
		ck_assert_uint_eq(blocks[back++], i);
	}
	ck_assert_uint_eq(back, n);
}

START_TEST(sets_come_back_as_they_were)
{
	uint16_t blocks[GRAM_SET];
	unsigned int rarity = 1u << _i;

	random_seed = (uint64_t)_i + 1;
	for (int round = 0; round < 10; round++) {
		size_t n = 0;

		for (uint16_t i = 0; i < GRAM_SET; i++)
			if (any(rarity) == 0 || (i == GRAM_SET - 1 && n == 0))
				blocks[n++] = i;
		comes_back(blocks, n);
	}
}
END_TEST

START_TEST(uneven_sets_come_back)
{
	static const uint16_t ends[] = { 0, GRAM_SET - 1 };
	uint16_t blocks[GRAM_SET];
	size_t n = 0;

	comes_back(ends, 1);
	comes_back(ends + 1, 1);
	comes_back(ends, 2);
	/* Many side by side, then few far apart, and the other way round. */
	for (uint16_t i = 0; i < GRAM_SET; i++)
		if (i < GRAM_SET / 2 || i % 1000 == 0)
			blocks[n++] = i;
	comes_back(blocks, n);
	n = 0;
	for (uint16_t i = 0; i < GRAM_SET; i++)
		if (i >= GRAM_SET / 2 || i % 1000 == 0)
			blocks[n++] = i;
	comes_back(blocks, n);
}
END_TEST

START_TEST(what_is_no_set_is_refused)
{
	/* 15 low bits that are all set */
	static const unsigned char too_far[] = { 0xff, 0xff, 0x0f };
	/* of which 3 are there */
	static const unsigned char cut_off[] = { 0xff };
	unsigned char zeros[GRAM_SET_BYTES + 1] = { 0 };
	uint64_t map[GRAM_SET / 64] = { 0 };

	ck_assert(!grams_unpack(map, too_far, sizeof(too_far)));
	ck_assert(!grams_unpack(map, cut_off, sizeof(cut_off)));
	ck_assert(!grams_unpack(map, zeros, sizeof(zeros)));
	ck_assert(!grams_unpack(map, zeros, 0));
	zeros[GRAM_SET_BYTES - 1] = 0x08;
	ck_assert(grams_unpack(map, zeros, GRAM_SET_BYTES));
	ck_assert_uint_eq(map[GRAM_SET / 64 - 1], UINT64_C(1) << 63);
	zeros[GRAM_SET_BYTES - 1] = 0x10;
	ck_assert(!grams_unpack(map, zeros, GRAM_SET_BYTES));
}
END_TEST

/* Nothing beyond their end is read (asan sees it), nothing beyond the map is
 * set, and what was read is read again once packed. */
START_TEST(any_bytes_are_a_set_or_none)
{
	int n_sets = 0;

	random_seed = (uint64_t)_i + 1;
	for (int round = 0; round < 500; round++) {
		size_t len = 1 + any(40);
		_cleanup_(freep) unsigned char *bytes = xcalloc(len, 1);
		struct gram_set set = grams_begin(bytes, len);
		uint16_t blocks[GRAM_SET];
		size_t block = 0, n = 0;
		int r;

		for (size_t i = 0; i < len; i++)
			bytes[i] = any(2) ? (unsigned char)any(256) : 0;
		while ((r = grams_next(&set, &block)) > 0) {
			ck_assert_uint_lt(block, GRAM_SET);
			ck_assert(n == 0 || block > blocks[n - 1]);
			blocks[n++] = (uint16_t)block;
		}
		if (r == 0 && n > 0)
			comes_back(blocks, n);
		n_sets += r == 0 && n > 0;
	}
	ck_assert_int_gt(n_sets, 20);
}
END_TEST

Suite *suite_grams(void);

Suite *
suite_grams(void)
{
	Suite *s = suite_create("grams");
	TCase *t = tcase_create("grams");

	tcase_add_loop_test(t, sets_come_back_as_they_were, 0, 14);
	tcase_add_test(t, uneven_sets_come_back);
	tcase_add_test(t, what_is_no_set_is_refused);
	tcase_add_loop_test(t, any_bytes_are_a_set_or_none, 0, 3);
	suite_add_tcase(s, t);
	return s;
}
