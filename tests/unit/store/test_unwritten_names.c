/* SPDX-License-Identifier: MIT */
/*
 * Names that wait in memory are what was said of them, however large their
 * numbers are.
 */
#include "lib/random.h"
#include "store/internal.h"
#include "store/unwritten/unwritten_names.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct unwritten_names names;

static void
tear_down(void)
{
	unwritten_names_clear(&names);
}

static void
check_one(const struct unwritten_name *name, int64_t dir_id,
	const struct entry *e, int64_t attribute_id, int64_t id,
	bool is_directory)
{
	const struct unwritten_facts f = unwritten_facts(&names, name);

	ck_assert_int_eq(name->dir_id, dir_id);
	ck_assert_int_eq(name->id, id);
	ck_assert_int_eq(name->is_directory, is_directory);
	ck_assert_uint_eq(name->len, e->name_len);
	ck_assert_mem_eq(name->bytes, e->name, e->name_len);
	ck_assert_int_eq(name->mtime_ns, e->mtime_ns);
	ck_assert_int_eq(name->lag, lag_of(e));
	ck_assert_int_eq(f.size_bytes, e->size_bytes);
	ck_assert_uint_eq(f.inode, e->inode);
	ck_assert_int_eq(f.blocks, e->blocks);
	ck_assert_int_eq(f.attribute_id, attribute_id);
	ck_assert_uint_eq(f.nlink, e->nlink);
}

/* What is kept beside the name, what is kept apart, and where one ends. */
START_TEST(test_limits)
{
	static const struct {
		int64_t size_bytes;
		uint64_t inode;
		int64_t blocks;
		int64_t attribute_id;
		uint32_t nlink;
		bool is_apart;
	} cases[] = {
		{ 0, 0, 0, 0, 1, false },
		{ UINT32_MAX, UINT32_MAX, UINT16_MAX, UINT16_MAX, 1, false },
		{ INT64_C(1) << 32, 1, 1, 1, 1, true },
		{ 1, UINT64_C(1) << 32, 1, 1, 1, true },
		{ 1, 1, UINT16_MAX + 1, 1, 1, true },
		{ 1, 1, 1, UINT16_MAX + 1, 1, true },
		{ 1, 1, 1, 1, 2, true },
		{ 1, 1, 1, 1, 0, true },
		{ -1, 1, 1, 1, 1, true },
		{ 1, 1, -1, 1, 1, true },
		{ INT64_MAX, UINT64_MAX, INT64_MAX, UINT32_MAX, UINT32_MAX,
			true },
	};
	const size_t n = sizeof(cases) / sizeof(cases[0]);
	struct unwritten_name *at[sizeof(cases) / sizeof(cases[0])];
	struct entry e = { .name = "name", .name_len = 4 };

	for (size_t i = 0; i < n; i++) {
		e.size_bytes = cases[i].size_bytes;
		e.inode = cases[i].inode;
		e.blocks = cases[i].blocks;
		e.nlink = cases[i].nlink;
		at[i] = unwritten_names_add(&names, UNWRITTEN_ID_MAX, &e,
			cases[i].attribute_id, UNWRITTEN_ID_MAX, i % 2 == 0);
	}
	for (size_t i = 0; i < n; i++) {
		e.size_bytes = cases[i].size_bytes;
		e.inode = cases[i].inode;
		e.blocks = cases[i].blocks;
		e.nlink = cases[i].nlink;
		ck_assert_int_eq(at[i]->is_apart, cases[i].is_apart);
		check_one(at[i], UNWRITTEN_ID_MAX, &e, cases[i].attribute_id,
			UNWRITTEN_ID_MAX, i % 2 == 0);
	}
	ck_assert_uint_eq(names.n_bytes, n * 4);
}
END_TEST

static struct entry
any_entry(char *room, size_t most)
{
	struct entry e = {
		.name = room,
		.name_len = 1 + any(any(20) == 0 ? most : 40),
		.size_bytes = (int64_t)(random_bits() >> (1 + any(63))),
		.inode = random_bits() >> any(64),
		.blocks = (int64_t)(random_bits() >> (1 + any(63))),
		.nlink = 1 + (any(10) == 0) * any(5),
		.mtime_ns = (int64_t)random_bits() / 4,
	};

	memset(room, 'a' + (int)any(26), e.name_len);
	e.ctime_ns = e.mtime_ns + (int64_t)any(1000);
	return e;
}

/* More than a block of them, some longer than others: none moves, and each is
 * behind the one before or in another block. */
START_TEST(test_many)
{
	enum { N = 4000 };
	static char room[UNWRITTEN_LEN_MAX];
	static struct unwritten_name *at[N];
	uint64_t seed = (uint64_t)_i + 1;
	size_t n_behind = 0;

	random_seed = seed;
	for (size_t i = 0; i < N; i++) {
		const struct entry e = any_entry(room, sizeof(room));

		at[i] = unwritten_names_add(&names, (int64_t)i, &e,
			(int64_t)any(100000), (int64_t)(i * 2), i % 3 == 0);
		n_behind += i > 0 && unwritten_name_next(at[i - 1]) == at[i];
	}
	random_seed = seed;
	for (size_t i = 0; i < N; i++) {
		const struct entry e = any_entry(room, sizeof(room));

		check_one(at[i], (int64_t)i, &e, (int64_t)any(100000),
			(int64_t)(i * 2), i % 3 == 0);
	}
	ck_assert_uint_gt(n_behind, N / 2);
	ck_assert_uint_lt(n_behind, N - 1);
}
END_TEST

Suite *suite_unwritten_names(void);

Suite *
suite_unwritten_names(void)
{
	Suite *s = suite_create("unwritten_names");
	TCase *t = tcase_create("kept");

	tcase_add_checked_fixture(t, NULL, tear_down);
	tcase_add_test(t, test_limits);
	tcase_add_loop_test(t, test_many, 0, 4);
	suite_add_tcase(s, t);
	return s;
}
