/* SPDX-License-Identifier: MIT */
#include "scan/lessons.h"

#include <check.h>
#include <string.h>

#define SECOND INT64_C(1000000000)
#define HOUR (3600 * SECOND)
#define QUARTER (HOUR / 4)
#define SCANNED (INT64_C(1600000000) * SECOND)

/* n files as they were; every test bends some. */
static void
plain(struct lesson *sample, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct entry e = { .inode = 100 + i,
			.size_bytes = 10 * (int64_t)i,
			.mtime_ns = SCANNED - (int64_t)(i + 1) * 1234 * SECOND,
			.mode = S_IFREG,
			.nlink = 1 };

		e.ctime_ns = e.mtime_ns + 3 * SECOND;
		sample[i].known = sample[i].seen = e;
	}
}

static struct trust
judged(const struct lesson *sample, size_t n, int64_t granularity_ns)
{
	struct trust t = { .inodes_stable = true,
		.granularity_ns = granularity_ns };

	lessons_judge(&t, sample, n, SCANNED);
	return t;
}

START_TEST(nothing_new_teaches_nothing)
{
	struct lesson s[LESSONS_SAMPLE];
	struct trust t;

	plain(s, LESSONS_SAMPLE);
	t = judged(s, LESSONS_SAMPLE, 2 * SECOND);
	ck_assert(t.inodes_stable && !t.ctime_ignored && t.shift_ns == 0);
}
END_TEST

/* Compared, renumbered, and what that says. */
static const struct share_case {
	size_t n, bent;
	bool is_enough;
} share_cases[] = {
	{ 20, 20, true },
	{ 19, 19, false },
	{ 20, 19, true },
	{ 20, 18, false },
	{ 64, 58, true },
	{ 64, 57, false },
	{ 0, 0, false },
};
#define N_SHARES ((int)(sizeof(share_cases) / sizeof(share_cases[0])))

START_TEST(most_must_be_renumbered)
{
	const struct share_case *c = &share_cases[_i];
	struct lesson s[LESSONS_SAMPLE];

	plain(s, c->n);
	for (size_t i = 0; i < c->bent; i++)
		s[i].seen.inode += 1000;
	ck_assert(judged(s, c->n, 1).inodes_stable == !c->is_enough);
}
END_TEST

START_TEST(most_must_be_shifted)
{
	const struct share_case *c = &share_cases[_i];
	struct lesson s[LESSONS_SAMPLE];

	plain(s, c->n);
	for (size_t i = 0; i < c->bent; i++)
		s[c->n - 1 - i].seen.mtime_ns += HOUR;
	ck_assert_int_eq(judged(s, c->n, 2 * SECOND).shift_ns,
		c->is_enough ? HOUR : 0);
}
END_TEST

static const struct shift_case {
	int64_t off, granularity, want;
} shift_cases[] = {
	{ HOUR, 2 * SECOND, HOUR },
	{ -HOUR, 2 * SECOND, -HOUR },
	{ HOUR, SECOND / 100, HOUR },
	{ HOUR, 100, 0 },
	{ HOUR, 1, 0 },
	{ 3 * QUARTER, 2 * SECOND, 3 * QUARTER },
	{ HOUR + 20 * SECOND, 2 * SECOND, 0 },
	{ QUARTER / 3, 2 * SECOND, 0 },
	{ 14 * HOUR, 2 * SECOND, 14 * HOUR },
	{ -14 * HOUR, 2 * SECOND, -14 * HOUR },
	{ 14 * HOUR + QUARTER, 2 * SECOND, 0 },
	{ 1000 * HOUR, 2 * SECOND, 0 },
};

START_TEST(shifts)
{
	const struct shift_case *c = &shift_cases[_i];
	struct lesson s[LESSONS_LEAST];

	plain(s, LESSONS_LEAST);
	for (size_t i = 0; i < LESSONS_LEAST; i++) {
		s[i].seen.mtime_ns += c->off;
		s[i].seen.ctime_ns += c->off;
	}
	ck_assert_int_eq(judged(s, LESSONS_LEAST, c->granularity).shift_ns,
		c->want);
}
END_TEST

START_TEST(a_shift_adds_to_the_last_and_back)
{
	struct lesson s[LESSONS_LEAST];
	struct trust t = { .granularity_ns = 2 * SECOND, .shift_ns = HOUR };

	plain(s, LESSONS_LEAST);
	for (size_t i = 0; i < LESSONS_LEAST; i++)
		s[i].seen.mtime_ns += 2 * HOUR;
	lessons_judge(&t, s, LESSONS_LEAST, SCANNED);
	ck_assert_int_eq(t.shift_ns, 2 * HOUR);
	plain(s, LESSONS_LEAST);
	lessons_judge(&t, s, LESSONS_LEAST, SCANNED);
	ck_assert_int_eq(t.shift_ns, 0);
}
END_TEST

START_TEST(other_sizes_are_no_shift)
{
	struct lesson s[LESSONS_LEAST];

	plain(s, LESSONS_LEAST);
	for (size_t i = 0; i < LESSONS_LEAST; i++) {
		s[i].seen.mtime_ns += HOUR;
		s[i].seen.size_bytes++;
	}
	ck_assert_int_eq(judged(s, LESSONS_LEAST, 2 * SECOND).shift_ns, 0);
}
END_TEST

/* Inode numbers and clock at once, as when FAT is mounted in summer. */
START_TEST(a_remount_in_summer)
{
	struct lesson s[LESSONS_LEAST];
	struct trust t;

	plain(s, LESSONS_LEAST);
	for (size_t i = 0; i < LESSONS_LEAST; i++) {
		s[i].seen.mtime_ns += HOUR;
		s[i].seen.ctime_ns += HOUR;
		s[i].seen.inode += 1000;
	}
	t = judged(s, LESSONS_LEAST, 2 * SECOND);
	ck_assert_int_eq(t.shift_ns, HOUR);
	ck_assert(!t.inodes_stable && !t.ctime_ignored);
}
END_TEST

/* 0: an old ctime that is another was invented; 1: a new one was given to the
 * file when it was restored; 2: without another inode it was just touched. */
START_TEST(other_ctimes)
{
	struct lesson s[LESSONS_LEAST];
	struct trust t;

	plain(s, LESSONS_LEAST);
	for (size_t i = 0; i < LESSONS_LEAST; i++) {
		s[i].seen.inode += _i == 2 ? 0 : 1000;
		s[i].seen.ctime_ns = SCANNED + (_i == 0 ? -1 : 1) * SECOND;
	}
	t = judged(s, LESSONS_LEAST, 1);
	ck_assert(t.inodes_stable == (_i != 0));
	ck_assert(t.ctime_ignored == (_i == 0));
}
END_TEST

/* --- how fine the times are ----------------------------------------------- */

static struct times_seen
times_of(int64_t grain, int64_t ctime_grain, int64_t n)
{
	struct times_seen times = { 0 };

	for (int64_t i = 1; i <= n; i++) {
		struct entry e = { .mtime_ns = SCANNED - i * 7 * grain,
			.ctime_ns = SCANNED - i * 3 * ctime_grain };

		times_note(&times, &e);
	}
	return times;
}

static const struct grain_case {
	int64_t mtime, ctime, n, of_type, learned, want;
} grain_cases[] = {
	{ 1, 1, 100, 1, 1, 1 },
	{ 2 * SECOND, 2 * SECOND, 20, 1, 1, 2 * SECOND },
	{ 2 * SECOND, 2 * SECOND, 19, 1, 1, 1 },
	{ 2 * SECOND, 2 * SECOND, 19, 1, SECOND, SECOND },
	{ SECOND, SECOND, 20, 1, 1, SECOND },
	{ 100, 100, 20, 1, 1, 100 },
	{ 10000000, 10000000, 20, 100, 100, 10000000 },
	/* An archive that was unpacked: whole seconds, but for the ctimes. */
	{ SECOND, 1, 1000, 1, 1, 1 },
	{ SECOND, 1, 1000, 1, SECOND, 1 },
	/* ext3 with large inodes; FAT with exact times of birth. */
	{ 1, 1, 100, SECOND, SECOND, 1 },
	{ 2 * SECOND, 10000000, 100, 2 * SECOND, 2 * SECOND, 2 * SECOND },
	/* Coarser than the type is only what all say. */
	{ SECOND, SECOND, 100, 2 * SECOND, 2 * SECOND, SECOND },
};

START_TEST(granularities)
{
	const struct grain_case *c = &grain_cases[_i];
	struct times_seen times = times_of(c->mtime, c->ctime, c->n);

	ck_assert_int_eq(lessons_grain(&times, c->of_type, c->learned),
		c->want);
}
END_TEST

START_TEST(one_time_over_and_over_is_one)
{
	struct times_seen times = { 0 };
	const struct entry e = { .mtime_ns = SCANNED, .ctime_ns = SCANNED };

	for (int i = 0; i < 100; i++)
		times_note(&times, &e);
	ck_assert_int_eq(lessons_grain(&times, 1, 1), 1);
}
END_TEST

Suite *suite_lessons(void);

#define N(array) ((int)(sizeof(array) / sizeof((array)[0])))

Suite *
suite_lessons(void)
{
	Suite *s = suite_create("lessons");
	TCase *tc = tcase_create("judge");

	tcase_add_test(tc, nothing_new_teaches_nothing);
	tcase_add_loop_test(tc, most_must_be_renumbered, 0, N_SHARES);
	tcase_add_loop_test(tc, most_must_be_shifted, 0, N_SHARES);
	tcase_add_loop_test(tc, shifts, 0, N(shift_cases));
	tcase_add_test(tc, a_shift_adds_to_the_last_and_back);
	tcase_add_test(tc, other_sizes_are_no_shift);
	tcase_add_test(tc, a_remount_in_summer);
	tcase_add_loop_test(tc, other_ctimes, 0, 3);
	suite_add_tcase(s, tc);
	tc = tcase_create("times");
	tcase_add_loop_test(tc, granularities, 0, N(grain_cases));
	tcase_add_test(tc, one_time_over_and_over_is_one);
	suite_add_tcase(s, tc);
	return s;
}
