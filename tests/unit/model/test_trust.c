/* SPDX-License-Identifier: MIT */
#include "model/trust.h"

#include <check.h>

#define SECOND INT64_C(1000000000)

static struct entry
file(void)
{
	return (struct entry){ .inode = 7,
		.size_bytes = 100,
		.mtime_ns = 41 * SECOND + 5,
		.ctime_ns = 42 * SECOND + 5,
		.mode = S_IFREG | 0644,
		.nlink = 1 };
}

static const struct trust firm = { .inodes_stable = true, .granularity_ns = 1 };
static const struct trust loose = { .granularity_ns = 1 };

static const struct time_case {
	int64_t grain, known, seen;
	bool same;
} time_cases[] = {
	{ 1, 5, 5, true },
	{ 1, 5, 6, false },
	{ 100, 1234, 1200, true },
	{ 100, 1234, 1300, false },
	{ 100, 1200, 1234, false },
	{ 100, 1200, 1300, false },
	{ 100, 1234, 1235, false },
	{ 100, 1234, 1100, false },
	{ 2 * SECOND, 3 * SECOND, 2 * SECOND, true },
	{ 2 * SECOND, 3 * SECOND, 4 * SECOND, false },
	{ 100, -1234, -1300, true },
	{ 100, -1234, -1200, false },
	{ 100, INT64_MIN + 1, INT64_MAX, false },
};

START_TEST(a_cut_time_is_the_same)
{
	const struct time_case *c = &time_cases[_i];
	const struct trust t = { .granularity_ns = c->grain };

	ck_assert(trust_same_time(&t, c->known, c->seen) == c->same);
}
END_TEST

START_TEST(firm_ground_settles_nothing)
{
	const struct entry known = file();
	struct entry seen = file();

	seen.inode++;
	trust_settle(&firm, &seen, &known);
	ck_assert(!entry_same_content_facts(&seen, &known));
	seen = file();
	seen.ctime_ns++;
	trust_settle(&firm, &seen, &known);
	ck_assert(!entry_same_content_facts(&seen, &known));
}
END_TEST

START_TEST(an_unstable_inode_is_kept)
{
	const struct entry known = file();
	struct entry seen = file();

	seen.inode++;
	trust_settle(&loose, &seen, &known);
	ck_assert(entry_same_facts(&seen, &known));
}
END_TEST

/* With any of these the file is another, whatever its inode proves. */
START_TEST(what_counts_where_inodes_do_not)
{
	const struct entry known = file();
	struct entry seen = file();

	seen.inode++;
	switch (_i) {
	case 0:
		seen.size_bytes++;
		break;
	case 1:
		seen.mtime_ns++;
		break;
	case 2:
		seen.mode = S_IFLNK | 0777;
		break;
	default:
		seen.ctime_ns++;
		break;
	}
	trust_settle(&loose, &seen, &known);
	ck_assert(!entry_same_facts(&seen, &known));
	ck_assert(_i == 2 || !entry_same_content_facts(&seen, &known));
}
END_TEST

START_TEST(an_invented_ctime_is_ignored)
{
	const struct trust t = { .ctime_ignored = true, .granularity_ns = 1 };
	const struct entry known = file();
	struct entry seen = file();

	seen.inode++;
	seen.ctime_ns += SECOND;
	trust_settle(&t, &seen, &known);
	ck_assert(entry_same_facts(&seen, &known));
	seen.ctime_ns += SECOND;
	seen.mtime_ns++;
	trust_settle(&t, &seen, &known);
	ck_assert(!entry_same_content_facts(&seen, &known));
}
END_TEST

START_TEST(a_mode_is_no_content)
{
	const struct entry known = file();
	struct entry seen = file();

	seen.inode++;
	seen.mode = S_IFREG | 0600;
	trust_settle(&loose, &seen, &known);
	ck_assert(entry_same_content_facts(&seen, &known));
	ck_assert(!entry_same_facts(&seen, &known));
}
END_TEST

START_TEST(a_directory_is_its_name)
{
	struct entry known = file();
	struct entry seen;

	known.mode = S_IFDIR | 0755;
	seen = known;
	seen.inode++;
	seen.nlink = 9;
	trust_settle(&loose, &seen, &known);
	ck_assert(entry_same_facts(&seen, &known));
	seen.inode++;
	seen.nlink = 9;
	seen.mtime_ns++;
	trust_settle(&loose, &seen, &known);
	ck_assert_uint_eq(seen.inode, known.inode);
	ck_assert_uint_eq(seen.nlink, 9);
}
END_TEST

START_TEST(a_shift_is_taken_off)
{
	const struct trust t = { .shift_ns = 3600 * SECOND };
	struct entry seen = file();

	trust_normalise(&t, &seen);
	ck_assert_int_eq(seen.mtime_ns, (41 - 3600) * SECOND + 5);
	ck_assert_int_eq(seen.ctime_ns, (42 - 3600) * SECOND + 5);
	seen.mtime_ns = INT64_MIN + 1;
	trust_normalise(&t, &seen);
	ck_assert_int_eq(seen.mtime_ns, INT64_MIN + 1);
}
END_TEST

Suite *suite_trust(void);

Suite *
suite_trust(void)
{
	Suite *s = suite_create("trust");
	TCase *tc = tcase_create("rules");

	tcase_add_loop_test(tc, a_cut_time_is_the_same, 0,
		(int)(sizeof(time_cases) / sizeof(time_cases[0])));
	tcase_add_test(tc, firm_ground_settles_nothing);
	tcase_add_test(tc, an_unstable_inode_is_kept);
	tcase_add_loop_test(tc, what_counts_where_inodes_do_not, 0, 4);
	tcase_add_test(tc, an_invented_ctime_is_ignored);
	tcase_add_test(tc, a_mode_is_no_content);
	tcase_add_test(tc, a_directory_is_its_name);
	tcase_add_test(tc, a_shift_is_taken_off);
	suite_add_tcase(s, tc);
	return s;
}
