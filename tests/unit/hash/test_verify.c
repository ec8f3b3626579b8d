/* SPDX-License-Identifier: MIT */
#include "hash/verify.h"

#include "lib/indexed.h"
#include "lib/scratch.h"
#include "store/content/contents.h"
#include "store/entries.h"
#include "store/rows.h"
#include "store/volumes.h"
#include "util/cleanup.h"

#include <check.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

struct fixture {
	struct store *store;
	char *dir;
	struct hash_place place;
	struct hash_places places;
	struct verify_stats stats;
};

static void
hash(struct fixture *x)
{
	struct hash_options options = { 0 };
	struct hash_stats stats;

	indexed_tree(x->store, x->place.volume_id, x->dir);
	ck_assert_int_eq(hash_run(x->store, &x->places, &options, &stats, NULL),
		0);
}

/* Three files that are equal, under four names. */
static void
set_up(struct fixture *x)
{
	_cleanup_(freep) char *b = NULL;
	_cleanup_(freep) char *link_to = NULL;

	*x = (struct fixture){ .dir = scratch_dir() };
	ck_assert_int_eq(store_open(&x->store, ":memory:", STORE_WRITE, NULL),
		0);
	x->place = (struct hash_place){
		.volume_id = indexed_volume(x->store, "one"),
		.mount_point = x->dir,
		.mount_root = "",
		.granularity_ns = 1,
		.inodes_stable = true,
	};
	x->places = (struct hash_places){ &x->place, 1 };
	scratch_file(x->dir, "a", "catalog\n", 8);
	scratch_file(x->dir, "b", "catalog\n", 8);
	scratch_file(x->dir, "c", "catalog\n", 8);
	b = scratch_path(x->dir, "b");
	link_to = scratch_path(x->dir, "b2");
	ck_assert_int_eq(link(b, link_to), 0);
	hash(x);
}

static void
tear_down(struct fixture *x)
{
	store_close(x->store);
	free(x->dir);
}

static void
assert_groups(struct fixture *x, const char *expected)
{
	_cleanup_(freep) char *groups = indexed_groups(x->store);

	ck_assert_str_eq(groups, expected);
}

/* Verify the one group there is. */
static void
verify(struct fixture *x, const struct hash_places *places)
{
	_cleanup_(verifier_freep) struct verifier *v =
		verifier_new(x->store, places);
	struct error err = ERROR_INIT;
	struct rows *rows;
	int64_t content_id;

	ck_assert_int_eq(rows_open(&rows, x->store, ROWS_GROUPS, &err), 0);
	rows_bind_i64(rows, 0);
	rows_bind_i64(rows, 0);
	rows_bind_i64(rows, 1);
	rows_bind_i64(rows, INT64_MAX);
	ck_assert_int_eq(rows_next(rows, &err), 1);
	content_id = rows_i64(rows, 0);
	rows_close(rows);
	ck_assert_msg(verifier_group(v, content_id, &x->stats, &err) == 0, "%s",
		err.text);
}

static int64_t
count_problems(struct fixture *x)
{
	struct rows *rows;
	int64_t n = 0;

	ck_assert_int_eq(rows_open(&rows, x->store, ROWS_PROBLEMS, NULL), 0);
	while (rows_next(rows, NULL) > 0)
		n++;
	rows_close(rows);
	return n;
}

START_TEST(equal_files_stay_a_group)
{
	struct fixture x;

	set_up(&x);
	verify(&x, &x.places);
	assert_groups(&x, "1:a 1:b 1:b2 1:c \n");
	ck_assert_int_eq(x.stats.files_read, 2);
	ck_assert_int_eq(x.stats.different, 0);
	ck_assert_int_eq(x.stats.problems, 0);
	tear_down(&x);
}
END_TEST

/* A digest that is not the file's: as if its row had been damaged, or two
 * files had been made to have one digest. */
static void
forge(struct fixture *x, const char *name)
{
	struct known_entry known;
	struct digest digest = { .covered = 8 };
	int64_t top_id, content_id;
	struct hash_options options = { .retry = true };
	struct hash_stats stats;

	/* Same size, other bytes, and all with the digest of zeroes. */
	scratch_file(x->dir, name, "Catalog\n", 8);
	indexed_tree(x->store, x->place.volume_id, x->dir);
	ck_assert_int_eq(hash_run(x->store, &x->places, &options, &stats, NULL),
		0);
	ck_assert_int_eq(store_find_directory(x->store, &top_id,
				 x->place.volume_id, "", NULL),
		0);
	ck_assert_int_eq(store_begin(x->store, NULL), 0);
	for (const char *p = "a\0b\0b2\0c\0"; *p; p += strlen(p) + 1) {
		struct entry facts;

		ck_assert_int_eq(store_entry(x->store, &known, top_id, p,
					 strlen(p), NULL),
			1);
		facts = known.entry;
		facts.name = p;
		facts.name_len = strlen(p);
		ck_assert_int_eq(store_put_digest(x->store, &content_id, top_id,
					 &facts, &digest, 0, NULL),
			0);
		ck_assert_int_ne(content_id, 0);
	}
	ck_assert_int_eq(store_commit(x->store, NULL), 0);
	assert_groups(x, "1:a 1:b 1:b2 1:c \n");
}

/* Which file is the first depends on its inode: the one that was forged leaves
 * the group, or all others do; either way the next run puts it right. */
START_TEST(files_that_differ_leave_the_group)
{
	static const char *const forged[] = { "a", "b", "c" };
	static const char *const left[] = { "1:b 1:b2 1:c \n", "1:a 1:c \n",
		"1:a 1:b 1:b2 \n" };
	struct fixture x;

	set_up(&x);
	forge(&x, forged[_i]);
	verify(&x, &x.places);
	ck_assert_int_ge(x.stats.different, 1);
	ck_assert_int_ge(count_problems(&x), x.stats.different);
	if (x.stats.different == 1)
		assert_groups(&x, left[_i]);
	else
		assert_groups(&x, "");
	hash(&x);
	assert_groups(&x, left[_i]);
	ck_assert_int_eq(count_problems(&x), 0);
	tear_down(&x);
}
END_TEST

START_TEST(what_changed_leaves_the_group)
{
	_cleanup_(freep) char *path = NULL;
	struct fixture x;

	set_up(&x);
	path = scratch_path(x.dir, _i ? "c" : "a");
	ck_assert_int_eq(truncate(path, 7), 0);
	verify(&x, &x.places);
	assert_groups(&x, _i ? "1:a 1:b 1:b2 \n" : "1:b 1:b2 1:c \n");
	ck_assert_int_eq(x.stats.problems, 1);
	ck_assert_int_eq(x.stats.different, 0);
	tear_down(&x);
}
END_TEST

START_TEST(what_is_offline_is_left_as_it_is)
{
	struct hash_places none;
	struct fixture x;

	set_up(&x);
	none = (struct hash_places){ &x.place, 0 };
	verify(&x, &none);
	assert_groups(&x, "1:a 1:b 1:b2 1:c \n");
	ck_assert_int_eq(x.stats.offline, 3);
	ck_assert_int_eq(x.stats.files_read, 0);
	tear_down(&x);
}
END_TEST

Suite *suite_verify(void);

Suite *
suite_verify(void)
{
	Suite *suite = suite_create("verify");
	TCase *tc = tcase_create("verify");

	tcase_add_test(tc, equal_files_stay_a_group);
	tcase_add_loop_test(tc, files_that_differ_leave_the_group, 0, 3);
	tcase_add_loop_test(tc, what_changed_leaves_the_group, 0, 2);
	tcase_add_test(tc, what_is_offline_is_left_as_it_is);
	suite_add_tcase(suite, tc);
	return suite;
}
