/* SPDX-License-Identifier: MIT */
/* Rot cannot be made without root: here the digest is what is wrong. */
#include "hash/bitrot/bitrot.h"

#include "lib/hashing.h"
#include "lib/indexed.h"
#include "lib/scratch.h"
#include "store/content/contents.h"
#include "store/entries.h"
#include "store/scans.h"
#include "store/volumes.h"
#include "util/cleanup.h"

#include <check.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct seen {
	int n[BITROT_UNREADABLE + 1];
	bool has_copy;
	bool is_copy_read;
};

static int
on_finding(void *arg, const struct bitrot_finding *f, struct error *err)
{
	struct seen *seen = arg;

	(void)err;
	seen->n[f->state]++;
	ck_assert(f->name_len > 0);
	ck_assert_ptr_nonnull(f->stored);
	ck_assert((f->found != NULL) == (f->state == BITROT_ROTTEN));
	seen->has_copy |= f->copy->dir_id != 0;
	seen->is_copy_read |= f->copy->is_read;
	return 0;
}

static struct seen
run_on(struct hashing *x, const struct hash_places *places, int64_t max_bytes,
	struct bitrot_stats *stats)
{
	struct error err = ERROR_INIT;
	struct seen seen = { 0 };
	const struct bitrot_options options = { .on_finding = on_finding,
		.limits = { .max_bytes = max_bytes },
		.arg = &seen };

	ck_assert_msg(bitrot_run(x->store, places, &options, stats, &err) == 0,
		"%s", err.text);
	return seen;
}

static void
hash_all(struct hashing *x)
{
	x->options.filter.is_all = true;
	hashing_index(x);
	hashing_run(x);
}

/* What the catalogue says was read of the file is of another one. */
static void
spoil(struct hashing *x, const char *name)
{
	struct digest digest = { .bytes = { 1, 2, 3 } };
	struct error err = ERROR_INIT;
	struct known_entry known;
	int64_t dir_id, content;

	ck_assert_int_eq(store_find_directory(x->store, &dir_id,
				 x->list[0].volume_id, "", &err),
		0);
	ck_assert_int_eq(store_entry(x->store, &known, dir_id, name,
				 strlen(name), &err),
		1);
	digest.covered = known.entry.size_bytes;
	ck_assert_int_eq(store_begin(x->store, &err), 0);
	ck_assert_int_eq(store_put_digest(x->store, &content, dir_id,
				 &known.entry, &digest, 0, &err),
		0);
	ck_assert_int_ne(content, 0);
	ck_assert_int_eq(store_commit(x->store, &err), 0);
}

START_TEST(what_is_as_it_was_is_fine)
{
	struct bitrot_stats stats;
	struct hashing x;
	struct seen seen;

	hashing_init(&x, 2);
	hashing_put_file(x.dirs[0], "a", 30000, 'x', -1);
	hashing_put_file(x.dirs[1], "a", 30000, 'x', -1);
	hashing_put_file(x.dirs[1], "b", 10, 'y', -1);
	hashing_put_file(x.dirs[1], "empty", 0, 'y', -1);
	hash_all(&x);
	seen = run_on(&x, &x.places, 0, &stats);
	ck_assert_int_eq(seen.n[BITROT_OK], 3);
	ck_assert_int_eq(stats.ok, 3);
	ck_assert_int_eq(stats.bytes_read, 60010);
	ck_assert_int_eq(stats.left, 0);
	hashing_clear(&x);
}
END_TEST

START_TEST(rot_is_a_problem_until_it_is_gone)
{
	struct error err = ERROR_INIT;
	struct bitrot_stats stats;
	struct hashing x;
	struct seen seen;

	hashing_init(&x, 1);
	hashing_put_file(x.dirs[0], "bad", 30000, 'x', -1);
	hashing_put_file(x.dirs[0], "good", 30000, 'y', -1);
	hash_all(&x);
	spoil(&x, "bad");
	seen = run_on(&x, &x.places, 0, &stats);
	ck_assert_int_eq(seen.n[BITROT_ROTTEN], 1);
	ck_assert_int_eq(seen.n[BITROT_OK], 1);
	ck_assert(!seen.has_copy);
	/* Once more before it is believed. */
	ck_assert_int_eq(stats.bytes_read, 90000);
	ck_assert_int_eq(store_any_problems(x.store, STAGE_VERIFY, &err), 1);
	/* A scan that finds it replaced makes it another file. */
	hashing_put_file(x.dirs[0], "bad", 30001, 'x', -1);
	hash_all(&x);
	seen = run_on(&x, &x.places, 0, &stats);
	ck_assert_int_eq(seen.n[BITROT_OK], 2);
	ck_assert_int_eq(store_any_problems(x.store, STAGE_VERIFY, &err), 0);
	hashing_clear(&x);
}
END_TEST

START_TEST(changed_and_offline_files_are_no_rot)
{
	_cleanup_(freep) char *path = NULL;
	struct hash_places first;
	struct bitrot_stats stats;
	struct hashing x;
	struct seen seen;

	hashing_init(&x, 2);
	hashing_put_file(x.dirs[0], "a", 30000, 'x', -1);
	hashing_put_file(x.dirs[0], "gone", 30000, 'y', -1);
	hashing_put_file(x.dirs[1], "b", 30000, 'z', -1);
	hash_all(&x);
	hashing_put_file(x.dirs[0], "a", 30000, 'x', 7);
	path = scratch_path(x.dirs[0], "gone");
	ck_assert_int_eq(unlink(path), 0);
	first = (struct hash_places){ x.list, 1 };
	seen = run_on(&x, &first, 0, &stats);
	ck_assert_int_eq(seen.n[BITROT_CHANGED], 2);
	ck_assert_int_eq(stats.changed, 2);
	ck_assert_int_eq(stats.offline, 1);
	ck_assert_int_eq(stats.rotten, 0);
	hashing_clear(&x);
}
END_TEST

START_TEST(limited_runs_get_round)
{
	struct bitrot_stats stats;
	struct hashing x;
	int64_t n = 0;

	hashing_init(&x, 1);
	hashing_put_file(x.dirs[0], "a", 9000, 'x', -1);
	hashing_put_file(x.dirs[0], "b", 9001, 'x', -1);
	hashing_put_file(x.dirs[0], "c", 9002, 'x', -1);
	hash_all(&x);
	for (int i = 0; i < 3; i++) {
		(void)run_on(&x, &x.places, 1, &stats);
		ck_assert(stats.is_limited);
		ck_assert_int_eq(stats.ok, 1);
		ck_assert_int_eq(stats.left, 2);
		n += stats.bytes_read;
	}
	ck_assert_int_eq(n, 9000 + 9001 + 9002);
	hashing_clear(&x);
}
END_TEST

Suite *suite_bitrot(void);

Suite *
suite_bitrot(void)
{
	Suite *s = suite_create("bitrot");
	TCase *tc = tcase_create("bitrot");

	tcase_add_test(tc, what_is_as_it_was_is_fine);
	tcase_add_test(tc, rot_is_a_problem_until_it_is_gone);
	tcase_add_test(tc, changed_and_offline_files_are_no_rot);
	tcase_add_test(tc, limited_runs_get_round);
	suite_add_tcase(s, tc);
	return s;
}
