/* SPDX-License-Identifier: MIT */
#include "scan/seal.h"

#include <check.h>

static const struct trust full_trust = { .inodes_stable = true };

static struct entry
some_file(void)
{
	return (struct entry){
		.name = "name",
		.name_len = 4,
		.inode = 1,
		.size_bytes = 2,
		.blocks = 3,
		.mtime_ns = 4,
		.ctime_ns = 5,
		.mode = S_IFREG | 0644,
		.uid = 6,
		.gid = 7,
		.nlink = 8,
	};
}

static bool
tells_apart(const struct trust *t, const struct entry *a, const struct entry *b)
{
	return seal_of_name(t, a) != seal_of_name(t, b);
}

START_TEST(every_fact_counts)
{
	const struct entry a = some_file();
	struct entry b[10];

	for (int i = 0; i < 10; i++)
		b[i] = a;
	b[0].name = "nam";
	b[0].name_len = 3;
	b[1].inode++;
	b[2].size_bytes++;
	b[3].blocks++;
	b[4].mtime_ns++;
	b[5].ctime_ns++;
	b[6].mode = S_IFREG | 0600;
	b[7].uid++;
	b[8].gid++;
	b[9].nlink++;
	for (int i = 0; i < 10; i++)
		ck_assert_msg(tells_apart(&full_trust, &a, &b[i]), "fact %d",
			i);
	b[0] = some_file();
	ck_assert(!tells_apart(&full_trust, &a, &b[0]));
}
END_TEST

START_TEST(what_is_not_to_be_trusted_does_not_count)
{
	const struct trust t = { .ctime_ignored = true };
	const struct entry a = some_file();
	struct entry b = a;

	b.inode++;
	b.ctime_ns++;
	ck_assert(!tells_apart(&t, &a, &b));
	b.mtime_ns++;
	ck_assert(tells_apart(&t, &a, &b));
}
END_TEST

/* Its facts are compared when it is met. */
START_TEST(of_a_directory_only_that_it_is_one)
{
	struct entry a = some_file();
	struct entry b = a;

	b.mode = S_IFDIR | 0755;
	ck_assert(tells_apart(&full_trust, &a, &b));
	a.mode = S_IFDIR | 0700;
	a.mtime_ns++;
	ck_assert(!tells_apart(&full_trust, &a, &b));
}
END_TEST

START_TEST(a_seal_is_never_none)
{
	ck_assert_uint_ne(seal_finish(0), 0);
	ck_assert_uint_eq(seal_finish(9), 9);
}
END_TEST

Suite *suite_seal(void);

Suite *
suite_seal(void)
{
	Suite *s = suite_create("seal");
	TCase *tc = tcase_create("seal");

	tcase_add_test(tc, every_fact_counts);
	tcase_add_test(tc, what_is_not_to_be_trusted_does_not_count);
	tcase_add_test(tc, of_a_directory_only_that_it_is_one);
	tcase_add_test(tc, a_seal_is_never_none);
	suite_add_tcase(s, tc);
	return s;
}
