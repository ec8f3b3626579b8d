/* SPDX-License-Identifier: MIT */
/* Groups read ahead: their copies, and an end on request. */
#include "report/group_batch.h"

#include "filled.h"
#include "store/survey/unsettled.h"
#include "util/interrupt.h"

#include <errno.h>
#include <signal.h>

static struct filled f;
static struct names names;
static struct copies copies;
static struct doubts *doubts;
static struct group_batch *batch;

static const struct report_dupes everything = { .min_size = 1,
	.max_size = INT64_MAX,
	.min_volumes = 1,
	.limit = REPORT_NO_LIMIT };

static void
setup(void)
{
	static const struct filled_file files[] = {
		{ .name = "a", .inode = 1, .size = 100 },
		{ .name = "b", .inode = 2, .size = 100, .is_away = true },
		{ .name = "c", .inode = 3, .size = 20 },
		{ .name = "d", .inode = 4, .size = 20, .nlink = 2 },
		{ .name = "e", .inode = 4, .size = 20, .nlink = 2 },
		{ .name = NULL },
	};

	filled_init(&f);
	filled_add_all(&f, files);
	ok(store_find_unsettled(f.store, 1, false, err));
	ok(names_load(&names, f.store, err));
	ok(copies_init(&copies, &names, false, err));
	ok(doubts_open(&doubts, f.store, &everything, err));
	ok(group_batch_open(&batch, &names, NULL, doubts, false, err));
}

static void
teardown(void)
{
	interrupt_set(0);
	group_batch_close(batch);
	doubts_close(doubts);
	copies_clear(&copies);
	names_clear(&names);
	filled_clear(&f);
}

START_TEST(each_group_has_its_copies)
{
	struct group group;
	size_t n_waits;

	ck_assert_int_eq(group_batch_next(batch, &group, REPORT_NO_LIMIT, NULL),
		1);
	ck_assert_int_eq(group.size, 100);
	ok(group_batch_load(batch, &copies, err));
	ck_assert_uint_eq(copies.n, 2);
	ck_assert_str_eq(copies.items[0].path, "/away/b");
	ck_assert_str_eq(copies.items[1].path, "/here/a");
	ck_assert_str_eq(doubts_waits_for(doubts, &copies, &n_waits)[0].bytes,
		"away");
	ck_assert_uint_eq(n_waits, 1);
	ck_assert_int_eq(group_batch_next(batch, &group, REPORT_NO_LIMIT, NULL),
		1);
	ck_assert_int_eq(group.copies, 2);
	ok(group_batch_load(batch, &copies, err));
	ck_assert_uint_eq(copies.n, 2);
	ck_assert_str_eq(copies.items[0].path, "/here/c");
	ck_assert_str_eq(copies.items[1].path, "/here/d");
	ck_assert_int_eq(group_batch_next(batch, &group, REPORT_NO_LIMIT, NULL),
		0);
}
END_TEST

/* Nothing of the catalogue is read for the second one. */
START_TEST(an_interrupt_ends_what_is_in_memory)
{
	struct group group;

	ck_assert_int_eq(group_batch_next(batch, &group, REPORT_NO_LIMIT, NULL),
		1);
	ok(group_batch_load(batch, &copies, err));
	ck_assert_int_eq(group_batch_next(batch, &group, REPORT_NO_LIMIT, NULL),
		1);
	interrupt_set(SIGINT);
	ck_assert_int_eq(group_batch_load(batch, &copies, NULL), -EINTR);
}
END_TEST

Suite *suite_group_batch(void);

Suite *
suite_group_batch(void)
{
	Suite *s = suite_create("group_batch");
	TCase *tc = tcase_create("group_batch");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, each_group_has_its_copies);
	tcase_add_test(tc, an_interrupt_ends_what_is_in_memory);
	suite_add_tcase(s, tc);
	return s;
}
