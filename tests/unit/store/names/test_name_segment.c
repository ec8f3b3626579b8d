/* SPDX-License-Identifier: MIT */
/* Segments against what their names have, asked one by one. */
#include "store/names/name_segment.h"

#include "store/names/grams.h"
#include "util/cleanup.h"

#include <check.h>
#include <string.h>

/* Blocks of two names each, the second one NULL where there is none. */
static const char *const blocks[][2] = {
	{ "abcd", "xabc" },
	{ "abc", "Abc" },
	{ "caf\xc3\xa9", NULL },
	{ "", "ab" },
	{ "zzzz", "bcd" },
};

#define N_BLOCKS (sizeof(blocks) / sizeof(blocks[0]))

static void
fill(struct name_segment *s, size_t n_blocks)
{
	for (size_t i = 0; i < n_blocks; i++) {
		name_segment_begin_block(s);
		for (size_t k = 0; k < 2 && blocks[i][k]; k++)
			name_segment_add(s, blocks[i][k], strlen(blocks[i][k]));
	}
	name_segment_pack(s);
}

static uint32_t
gram_of(const char *three)
{
	return three ? gram_at(three) : GRAM_FOREIGN;
}

/* Bit i: block i has it.  Postings come by gram, each once. */
static uint64_t
blocks_with(struct name_segment *s, const char *three)
{
	struct name_posting posting;
	uint64_t result = 0;
	size_t cursor = 0;
	int64_t last = -1;

	while (name_segment_next(s, &cursor, &posting)) {
		uint64_t map[GRAM_SET / 64] = { 0 };

		ck_assert_int_gt(posting.gram, last);
		last = posting.gram;
		ck_assert(grams_unpack(map,
			(const unsigned char *)posting.blocks, posting.len));
		ck_assert_uint_ne(map[0], 0);
		if (posting.gram == gram_of(three))
			result = map[0];
	}
	ck_assert_uint_eq(cursor, 0);
	return result;
}

START_TEST(each_gram_leads_to_its_blocks)
{
	static const struct {
		const char *three; /* NULL: of names that are not ASCII */
		uint64_t blocks;
	} cases[] = {
		{ "abc", 1 | 2 },
		{ "bcd", 1 | 16 },
		{ "xab", 1 },
		{ "zzz", 16 },
		{ "caf", 4 },
		{ NULL, 4 },
		{ "ab\0", 0 },
		{ "cde", 0 },
	};
	_cleanup_(name_segment_clear) struct name_segment s;

	name_segment_init(&s);
	/* One segment after the other: nothing of one is in the next. */
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fill(&s, N_BLOCKS);
		ck_assert_uint_eq(blocks_with(&s, cases[i].three),
			cases[i].blocks);
	}
}
END_TEST

START_TEST(a_segment_without_names_has_no_postings)
{
	_cleanup_(name_segment_clear) struct name_segment s;

	name_segment_init(&s);
	for (size_t n_blocks = 0; n_blocks < 2; n_blocks++) {
		fill(&s, N_BLOCKS);
		ck_assert_uint_eq(blocks_with(&s, "zzz"), 16);
		fill(&s, n_blocks);
		ck_assert_uint_eq(blocks_with(&s, "zzz"), 0);
	}
}
END_TEST

Suite *suite_name_segment(void);

Suite *
suite_name_segment(void)
{
	Suite *suite = suite_create("name_segment");
	TCase *tc = tcase_create("name_segment");

	tcase_add_test(tc, each_gram_leads_to_its_blocks);
	tcase_add_test(tc, a_segment_without_names_has_no_postings);
	suite_add_tcase(suite, tc);
	return suite;
}
