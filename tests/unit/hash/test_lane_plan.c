/* SPDX-License-Identifier: MIT */
#include "hash/lane_plan.h"

#include <check.h>

/* Volumes 1 and 2 are partitions of disk 8:0, which spins; 3 is on a mapping
 * over 8:16 and 8:32; 4 on 8:32; 5 is a share; 6 and 7 are on nothing known;
 * 8 is not mounted.  Volume 2 is mounted twice. */
static const struct hash_place list[] = {
	{ .volume_id = 1, .rotational = true, .disks = { { 0x800 }, 1 } },
	{ .volume_id = 2, .rotational = true, .disks = { { 0x800 }, 1 } },
	{ .volume_id = 3, .disks = { { 0x810, 0x820 }, 2 } },
	{ .volume_id = 5, .network = true },
	{ .volume_id = 2, .rotational = true, .disks = { { 0x800 }, 1 } },
	{ .volume_id = 4, .disks = { { 0x820 }, 1 } },
	{ .volume_id = 6 },
	{ .volume_id = 7, .n_jobs = 3 },
	{ .volume_id = 8, .disks = { { 0x800, 0x810 }, 2 } },
};

#define N_PLACES (sizeof(list) / sizeof(*list))

static const struct hash_places places = { list, N_PLACES };
static const bool online[N_PLACES] = { true, true, true, true, true, true, true,
	true, false };

START_TEST(volumes_of_a_disk_share_a_lane)
{
	size_t lane_of[N_PLACES];

	ck_assert_uint_eq(lanes_assign(&places, online, lane_of), 5);
	ck_assert_uint_eq(lane_of[0], lane_of[1]);
	ck_assert_uint_eq(lane_of[0], lane_of[4]);
	ck_assert_uint_eq(lane_of[2], lane_of[5]);
	for (size_t i = 0; i < 8; i++)
		ck_assert_uint_lt(lane_of[i], 5);
	for (size_t i = 0; i < 8; i++)
		for (size_t k = 0; k < i; k++)
			ck_assert((lane_of[i] == lane_of[k]) ==
				((i <= 4 && k <= 1 && i != 2 && i != 3) ||
					(i == 5 && k == 2)));
}
END_TEST

/* The last place joins disks that had nothing to do with each other. */
START_TEST(a_volume_over_two_disks_joins_them)
{
	bool all[N_PLACES] = { true, true, true, true, true, true, true, true,
		true };
	size_t lane_of[N_PLACES];

	ck_assert_uint_eq(lanes_assign(&places, all, lane_of), 4);
	ck_assert_uint_eq(lane_of[0], lane_of[8]);
	ck_assert_uint_eq(lane_of[2], lane_of[8]);
	ck_assert_uint_eq(lane_of[5], lane_of[8]);
}
END_TEST

START_TEST(what_suits_a_kind_of_volume)
{
	size_t lane_of[N_PLACES];
	size_t n = lanes_assign(&places, online, lane_of);
	struct lane_plan plan;

	for (size_t i = 0; i < 8; i++) {
		lanes_plan(&plan, &places, online, lane_of, lane_of[i], 0);
		ck_assert_int_eq(plan.in_order,
			list[i].rotational || list[i].network);
		ck_assert_int_eq(plan.ahead_bytes > 0, plan.in_order);
		if (list[i].rotational)
			ck_assert_uint_eq(plan.n_readers, 1);
		else if (list[i].network)
			ck_assert_uint_eq(plan.n_readers, 8);
		else if (list[i].n_jobs > 0)
			ck_assert_uint_eq(plan.n_readers, list[i].n_jobs);
		else
			ck_assert_uint_eq(plan.n_readers, 16);
		ck_assert_uint_ge(plan.n_first, 1);
		ck_assert_uint_le(plan.n_first, plan.n_readers);
		if (list[i].n_jobs > 0)
			ck_assert_uint_eq(plan.n_first, list[i].n_jobs);
	}
	for (size_t i = 0; i < n; i++) {
		lanes_plan(&plan, &places, online, lane_of, i, 7);
		ck_assert_uint_eq(plan.n_readers, 7);
		ck_assert_uint_eq(plan.n_first, 7);
		lanes_plan(&plan, &places, online, lane_of, i, 7000);
		ck_assert_uint_eq(plan.n_readers, LANE_READERS_MAX);
	}
}
END_TEST

START_TEST(who_waits_gets_company)
{
	const struct lane_plan plan = { .n_readers = 13, .n_first = 2 };

	ck_assert_uint_eq(lanes_readers(&plan, 2, 16, 0), 2);
	ck_assert_uint_eq(lanes_readers(&plan, 2, 16, 8), 2);
	ck_assert_uint_eq(lanes_readers(&plan, 2, 16, 9), 4);
	ck_assert_uint_eq(lanes_readers(&plan, 4, 32, 32), 8);
	ck_assert_uint_eq(lanes_readers(&plan, 8, 64, 64), 13);
	ck_assert_uint_eq(lanes_readers(&plan, 13, 104, 104), 13);
}
END_TEST

START_TEST(no_places_no_lanes)
{
	const struct hash_places none = { list, 0 };
	size_t lane_of[1];

	ck_assert_uint_eq(lanes_assign(&none, online, lane_of), 0);
}
END_TEST

Suite *suite_lane_plan(void);

Suite *
suite_lane_plan(void)
{
	Suite *suite = suite_create("lane_plan");
	TCase *tc = tcase_create("lanes");

	tcase_add_test(tc, volumes_of_a_disk_share_a_lane);
	tcase_add_test(tc, a_volume_over_two_disks_joins_them);
	tcase_add_test(tc, what_suits_a_kind_of_volume);
	tcase_add_test(tc, who_waits_gets_company);
	tcase_add_test(tc, no_places_no_lanes);
	suite_add_tcase(suite, tc);
	return suite;
}
