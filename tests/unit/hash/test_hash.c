/* SPDX-License-Identifier: MIT */
/* What hashing must do, one thing at a time. */
#include "hash/hash.h"

#include "hash/digest.h"
#include "lib/hashing.h"
#include "lib/indexed.h"
#include "lib/scratch.h"
#include "model/digest.h"
#include "store/rows.h"
#include "store/scans.h"
#include "store/volumes.h"
#include "util/cleanup.h"
#include "util/interrupt.h"
#include "util/strbuf.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

static int64_t
count_problems(struct hashing *x, const char *text)
{
	struct error err = ERROR_INIT;
	struct rows *rows;
	int64_t n = 0;

	ck_assert_int_eq(rows_open(&rows, x->store, ROWS_PROBLEMS, &err), 0);
	while (rows_next(rows, &err) > 0) {
		ck_assert_ptr_nonnull(strstr(rows_bytes(rows, 4, NULL), text));
		n++;
	}
	rows_close(rows);
	return n;
}

/* --- one thing at a time ------------------------------------------------- */

START_TEST(finds_equal_files)
{
	struct hashing x;

	hashing_init(&x, 1);
	hashing_put_file(x.dirs[0], "a", 10, 'x', -1);
	hashing_put_file(x.dirs[0], "b", 10, 'x', -1);
	hashing_put_file(x.dirs[0], "c", 10, 'y', -1);
	hashing_put_file(x.dirs[0], "d", 11, 'x', -1);
	hashing_put_file(x.dirs[0], "e", 0, 'x', -1);
	hashing_put_file(x.dirs[0], "f", 0, 'x', -1);
	hashing_index(&x);
	hashing_run(&x);
	hashing_assert_groups(&x, "1:a 1:b \n");
	ck_assert_int_eq(x.stats.files_read, 3);
	ck_assert_int_eq(x.stats.bytes_read, 30);
	ck_assert_int_eq(x.stats.digests, 3);
	ck_assert_int_eq(x.stats.problems, 0);
	ck_assert(x.stats.is_settled);
	hashing_clear(&x);
}
END_TEST

START_TEST(reads_on_only_where_heads_are_alike)
{
	const int64_t size = 3 * DIGEST_WHOLE;
	struct hashing x;

	hashing_init(&x, 1);
	hashing_put_file(x.dirs[0], "head", size, 'x', 5);
	hashing_put_file(x.dirs[0], "tail", size, 'x', size - 1);
	hashing_put_file(x.dirs[0], "middle", size, 'x', size / 2);
	hashing_put_file(x.dirs[0], "same1", size, 'x', -1);
	hashing_put_file(x.dirs[0], "same2", size, 'x', -1);
	hashing_index(&x);
	hashing_run(&x);
	hashing_assert_groups(&x, "1:same1 1:same2 \n");
	/* Nothing twice: what was read of the four is part of the whole. */
	ck_assert_int_eq(x.stats.files_read, 5);
	ck_assert_int_eq(x.stats.bytes_read, DIGEST_HEAD + 4 * size);
	hashing_clear(&x);
}
END_TEST

START_TEST(on_a_disk_that_spins_stages_follow_its_order)
{
	const int64_t size = 3 * DIGEST_WHOLE;
	struct hashing x;

	hashing_init(&x, 1);
	x.list[0].rotational = true;
	hashing_put_file(x.dirs[0], "head", size, 'x', 5);
	hashing_put_file(x.dirs[0], "same1", size, 'x', -1);
	hashing_put_file(x.dirs[0], "same2", size, 'x', -1);
	hashing_index(&x);
	hashing_run(&x);
	hashing_assert_groups(&x, "1:same1 1:same2 \n");
	ck_assert_int_eq(x.stats.files_read, 3 + 2);
	ck_assert_int_eq(x.stats.bytes_read, 3 * DIGEST_HEAD + 2 * size);
	hashing_clear(&x);
}
END_TEST

START_TEST(a_pair_that_differs_early_costs_little)
{
	const int64_t mib = INT64_C(1) << 20;
	struct hashing x;

	hashing_init(&x, 1);
	x.list[0].rotational = _i == 1;
	hashing_put_file(x.dirs[0], "a", 20 * mib, 'x', -1);
	hashing_put_file(x.dirs[0], "b", 20 * mib, 'x', mib / 2);
	hashing_index(&x);
	hashing_run(&x);
	hashing_assert_groups(&x, "");
	ck_assert_int_eq(x.stats.bytes_read, 2 * (DIGEST_WHOLE + mib));
	ck_assert(x.stats.is_settled);
	x.options.retry = true;
	hashing_run(&x);
	ck_assert_int_eq(x.stats.bytes_read, 0);
	/* One that meets the second goes as far as they differ. */
	hashing_put_file(x.dirs[0], "c", 20 * mib, 'x', mib / 2);
	hashing_put_file(x.dirs[0], "d", 20 * mib, 'x', 5 * mib);
	hashing_index(&x);
	hashing_run(&x);
	hashing_assert_groups(&x, "1:b 1:c \n");
	/* All to the end, a and b from the start again. */
	ck_assert_int_eq(x.stats.bytes_read, 2 * DIGEST_WHOLE + 4 * 20 * mib);
	hashing_clear(&x);
}
END_TEST

START_TEST(long_files_are_read_once)
{
	const int64_t mib = INT64_C(1) << 20;
	struct hashing x;

	hashing_init(&x, 2);
	hashing_put_file(x.dirs[0], "a", 20 * mib, 'x', 3);
	hashing_put_file(x.dirs[1], "b", 20 * mib, 'x', 3);
	hashing_put_file(x.dirs[1], "c", 20 * mib, 'x', 19 * mib);
	hashing_put_file(x.dirs[0], "d", 20 * mib, 'x', 19 * mib + 1);
	hashing_put_file(x.dirs[0], "e", 20 * mib, 'x', -1);
	hashing_index(&x);
	hashing_run(&x);
	hashing_assert_groups(&x, "1:a 2:b \n");
	ck_assert_int_eq(x.stats.bytes_read, 5 * (DIGEST_WHOLE + 20 * mib));
	/* All that is below what c, d and e share is found by one more. */
	hashing_put_file(x.dirs[0], "f", 20 * mib, 'x', 17 * mib);
	hashing_put_file(x.dirs[1], "g", 20 * mib, 'x', 19 * mib);
	hashing_index(&x);
	hashing_run(&x);
	hashing_assert_groups(&x, "1:a 2:b \n2:c 2:g \n");
	ck_assert_int_eq(x.stats.bytes_read, 2 * (DIGEST_WHOLE + 20 * mib));
	hashing_clear(&x);
}
END_TEST

/* As an older version or another catalogue left it: no steps lead there. */
static void
store_in_full(struct hashing *x, bool with_partial)
{
	struct error err = ERROR_INIT;
	_cleanup_(freep) char *path = scratch_path(x->dirs[0], "a");
	_cleanup_(closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct candidates_filter all = { .is_all = true };
	struct digest_watch watch = { 0 };
	struct digester *d = digester_new(&watch);
	struct digest digest;
	struct candidate c;
	int64_t content = 0;

	ck_assert_int_eq(store_candidates_open(x->store, &all, &err), 0);
	ck_assert_int_eq(store_candidates_next(x->store, &c, &err), 1);
	ck_assert_int_eq(store_begin(x->store, &err), 0);
	if (with_partial) {
		ck_assert_int_eq(digest_fd(d, &digest, fd, c.entry.size_bytes,
					 digest_partial_bytes(
						 c.entry.size_bytes)),
			0);
		ck_assert_int_eq(store_put_digest(x->store, &content, c.dir_id,
					 &c.entry, &digest, 0, &err),
			0);
	}
	ck_assert_int_eq(digest_fd(d, &digest, fd, c.entry.size_bytes,
				 c.entry.size_bytes),
		0);
	ck_assert_int_eq(store_put_digest(x->store, &content, c.dir_id,
				 &c.entry, &digest, content, &err),
		0);
	ck_assert_int_ne(content, 0);
	ck_assert_int_eq(store_commit(x->store, &err), 0);
	store_candidates_close(x->store);
	digester_free(d);
}

START_TEST(a_file_read_without_steps_is_met)
{
	const int64_t mib = INT64_C(1) << 20;
	struct hashing x;

	hashing_init(&x, 1);
	hashing_put_file(x.dirs[0], "a", 20 * mib, 'x', 3);
	hashing_index(&x);
	store_in_full(&x, _i == 1);
	hashing_put_file(x.dirs[0], "b", 20 * mib, 'x', 3);
	hashing_put_file(x.dirs[0], "c", 20 * mib, 'x', 9 * mib);
	hashing_index(&x);
	hashing_run(&x);
	hashing_assert_groups(&x, "1:a 1:b \n");
	ck_assert(x.stats.is_settled);
	x.options.retry = true;
	hashing_run(&x);
	ck_assert_int_eq(x.stats.bytes_read, 0);
	hashing_clear(&x);
}
END_TEST

START_TEST(long_files_without_stable_inodes_are_read_once)
{
	const int64_t mib = INT64_C(1) << 20;
	struct hashing x;

	hashing_init(&x, 1);
	x.list[0].inodes_stable = false;
	hashing_put_file(x.dirs[0], "a", 20 * mib, 'x', 3);
	hashing_put_file(x.dirs[0], "b", 20 * mib, 'x', 3);
	hashing_index(&x);
	hashing_run(&x);
	hashing_assert_groups(&x, "1:a 1:b \n");
	ck_assert_int_eq(x.stats.bytes_read, 2 * (DIGEST_WHOLE + 20 * mib));
	hashing_clear(&x);
}
END_TEST

START_TEST(a_second_run_reads_nothing)
{
	struct hashing x;

	hashing_init(&x, 1);
	hashing_put_file(x.dirs[0], "a", 30000, 'x', -1);
	hashing_put_file(x.dirs[0], "b", 30000, 'x', -1);
	hashing_put_file(x.dirs[0], "c", 30000, 'x', 0);
	hashing_index(&x);
	hashing_run(&x);
	ck_assert_int_eq(x.stats.files_read, 3);
	hashing_run(&x);
	ck_assert(x.stats.is_settled);
	ck_assert_int_eq(x.stats.files_read, 0);
	/* Nor does one that looks. */
	x.options.retry = true;
	hashing_run(&x);
	ck_assert_int_eq(x.stats.files_read, 0);
	ck_assert_int_eq(x.stats.bytes_read, 0);
	hashing_clear(&x);
}
END_TEST

START_TEST(a_new_file_meets_those_read_before)
{
	struct hashing x;

	hashing_init(&x, 1);
	hashing_put_file(x.dirs[0], "a", 30000, 'x', -1);
	hashing_put_file(x.dirs[0], "b", 30000, 'x', -1);
	hashing_put_file(x.dirs[0], "s", 5, 'x', -1);
	hashing_put_file(x.dirs[0], "t", 5, 'x', -1);
	hashing_index(&x);
	hashing_run(&x);
	hashing_put_file(x.dirs[0], "c", 30000, 'x', -1);
	hashing_put_file(x.dirs[0], "u", 5, 'x', -1);
	hashing_index(&x);
	hashing_run(&x);
	hashing_assert_groups(&x, "1:a 1:b 1:c \n1:s 1:t 1:u \n");
	ck_assert_int_eq(x.stats.files_read, 3);
	ck_assert_int_eq(x.stats.bytes_read, DIGEST_HEAD + 30000 + 5);
	hashing_clear(&x);
}
END_TEST

START_TEST(hard_links_are_one_copy_read_once)
{
	_cleanup_(freep) char *a = NULL;
	_cleanup_(freep) char *sub = NULL;
	_cleanup_(freep) char *link_to = NULL;
	struct hashing x;

	hashing_init(&x, 1);
	a = scratch_path(x.dirs[0], "a");
	sub = scratch_path(x.dirs[0], "d");
	link_to = scratch_path(sub, "a2");
	scratch_mkdir(x.dirs[0], "d");
	hashing_put_file(x.dirs[0], "a", 9000, 'x', -1);
	ck_assert_int_eq(link(a, link_to), 0);
	hashing_index(&x);
	hashing_run(&x);
	ck_assert_int_eq(x.stats.files_read, 0);
	hashing_put_file(x.dirs[0], "b", 9000, 'x', -1);
	hashing_index(&x);
	hashing_run(&x);
	ck_assert_int_eq(x.stats.files_read, 2);
	ck_assert_int_eq(x.stats.digests, 3);
	hashing_assert_groups(&x, "1:a 1:b 1:d/a2 \n");
	hashing_clear(&x);
}
END_TEST

START_TEST(equal_inodes_on_two_volumes_are_two_copies)
{
	struct hashing x;

	hashing_init(&x, 2);
	x.list[1].mount_point = x.dirs[0]; /* so the inodes are equal */
	hashing_put_file(x.dirs[0], "a", 9000, 'x', -1);
	hashing_index(&x);
	hashing_run(&x);
	hashing_assert_groups(&x, "1:a 2:a \n");
	ck_assert_int_eq(x.stats.files_read, 4);
	hashing_clear(&x);
}
END_TEST

START_TEST(min_size_leaves_smaller_files_alone)
{
	struct hashing x;

	hashing_init(&x, 1);
	hashing_put_file(x.dirs[0], "a", 99, 'x', -1);
	hashing_put_file(x.dirs[0], "b", 99, 'x', -1);
	hashing_put_file(x.dirs[0], "c", 100, 'x', -1);
	hashing_put_file(x.dirs[0], "d", 100, 'x', -1);
	hashing_index(&x);
	x.options.filter.min_size = 100;
	hashing_run(&x);
	hashing_assert_groups(&x, "1:c 1:d \n");
	ck_assert(!x.stats.is_settled);
	x.options.filter.min_size = 0;
	hashing_run(&x);
	hashing_assert_groups(&x, "1:a 1:b \n1:c 1:d \n");
	ck_assert_int_eq(x.stats.files_read, 2);
	ck_assert(x.stats.is_settled);
	hashing_clear(&x);
}
END_TEST

/* --- truth --------------------------------------------------------------- */

START_TEST(what_changed_since_the_scan_is_a_problem)
{
	_cleanup_(freep) char *path = NULL;
	struct hashing x;

	hashing_init(&x, 1);
	path = scratch_path(x.dirs[0], "b");
	hashing_put_file(x.dirs[0], "a", 10, 'x', -1);
	hashing_put_file(x.dirs[0], "b", 10, 'x', -1);
	hashing_put_file(x.dirs[0], "c", 10, 'x', -1);
	hashing_index(&x);
	/* Or the kernel's clock has not moved on: nothing would tell. */
	ck_assert_int_eq(usleep(30000), 0);
	switch (_i) {
	case 0:
		hashing_put_file(x.dirs[0], "b", 10, 'y', -1);
		break;
	case 1:
		ck_assert_int_eq(truncate(path, 9), 0);
		break;
	case 2:
		ck_assert_int_eq(unlink(path), 0);
		break;
	default:
		ck_assert_int_eq(unlink(path), 0);
		ck_assert_int_eq(mkfifo(path, 0600), 0);
		break;
	}
	hashing_run(&x);
	hashing_assert_groups(&x, "1:a 1:c \n");
	ck_assert_int_eq(x.stats.problems, 1);
	ck_assert_int_eq(count_problems(&x, "changed since"), 1);
	/* Not tried again before something changes ... */
	hashing_run(&x);
	ck_assert_int_eq(x.stats.problems, 0);
	/* ... but when asked, and the row goes when it works. */
	x.options.retry = true;
	hashing_run(&x);
	ck_assert_int_eq(x.stats.problems, 1);
	ck_assert_int_eq(unlink(path) < 0 && errno != ENOENT, 0);
	hashing_put_file(x.dirs[0], "b", 10, 'x', -1);
	hashing_index(&x);
	hashing_run(&x);
	ck_assert_int_eq(count_problems(&x, "none"), 0);
	hashing_assert_groups(&x, "1:a 1:b 1:c \n");
	hashing_clear(&x);
}
END_TEST

START_TEST(an_edit_clears_what_was_known)
{
	struct hashing x;

	hashing_init(&x, 1);
	hashing_put_file(x.dirs[0], "a", 30000, 'x', -1);
	hashing_put_file(x.dirs[0], "b", 30000, 'x', -1);
	hashing_index(&x);
	hashing_run(&x);
	hashing_put_file(x.dirs[0], "b", 30000, 'x', 15000);
	hashing_index(&x);
	hashing_assert_groups(&x, "");
	hashing_run(&x);
	hashing_assert_groups(&x, "");
	hashing_put_file(x.dirs[0], "b", 30000, 'x', -1);
	hashing_index(&x);
	hashing_run(&x);
	hashing_assert_groups(&x, "1:a 1:b \n");
	hashing_clear(&x);
}
END_TEST

/* Sparse, so that they cost nothing; alike but for their last byte. */
START_TEST(huge_files_are_told_apart_by_their_ends)
{
	static const int64_t huge[] = { (INT64_C(1) << 31) - 1,
		INT64_C(1) << 31, INT64_C(1) << 32, (INT64_C(1) << 32) + 1 };
	struct hashing x;

	hashing_init(&x, 1);
	for (size_t i = 0; i < 8; i++) {
		char name[8];
		_cleanup_(freep) char *path = NULL;

		(void)snprintf(name, sizeof(name), "f%zu", i);
		path = scratch_path(x.dirs[0], name);
		hashing_put_file(x.dirs[0], name, 1, '\0', -1);
		ck_assert_int_eq(truncate(path, huge[i / 2]), 0);
		if (i % 2) {
			_cleanup_(closep) int fd =
				open(path, O_WRONLY | O_CLOEXEC);

			ck_assert_int_eq(pwrite(fd, "x", 1, huge[i / 2] - 1),
				1);
		}
	}
	hashing_index(&x);
	hashing_run(&x);
	hashing_assert_groups(&x, "");
	ck_assert_int_eq(x.stats.files_read, 8);
	ck_assert_int_eq(x.stats.bytes_read, 8 * DIGEST_WHOLE);
	hashing_clear(&x);
}
END_TEST

/* The limit that leaves room for n more, whatever numbers are in use. */
static rlim_t
descriptor_limit(size_t n)
{
	int held[8];
	int last = 0;

	ck_assert_uint_gt(n, 0);
	ck_assert_uint_le(n, sizeof(held) / sizeof(held[0]));
	for (size_t i = 0; i < n; i++) {
		held[i] = dup(STDIN_FILENO);
		ck_assert_int_gt(held[i], last);
		last = held[i];
	}
	for (size_t i = 0; i < n; i++)
		close(held[i]);
	return (rlim_t)last + 1;
}

/* Four readers, and descriptors for the mount point and n_files files. */
static void
hash_with_descriptors_for(struct hashing *x, size_t n_files)
{
	struct rlimit before, few;

	hashing_init(x, 1);
	for (int i = 0; i < 200; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "f%03d", i);
		hashing_put_file(x->dirs[0], name, 10000, 'x', -1);
	}
	hashing_index(x);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = before;
	few.rlim_cur = descriptor_limit(1 + n_files);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	x->options.n_jobs = 4;
	hashing_run(x);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
}

START_TEST(too_few_descriptors_only_cost_time)
{
	struct hashing x;

	hash_with_descriptors_for(&x, 1);
	ck_assert_int_eq(x.stats.problems, 0);
	ck_assert_int_eq(x.stats.files_read, 400);
	ck_assert(x.stats.is_settled);
	hashing_clear(&x);
}
END_TEST

START_TEST(no_descriptors_at_all_are_problems)
{
	struct hashing x;

	hash_with_descriptors_for(&x, 0);
	ck_assert_int_eq(x.stats.problems, 200);
	ck_assert_int_eq(x.stats.files_read, 0);
	hashing_clear(&x);
}
END_TEST

/* --- volumes that come and go -------------------------------------------- */

START_TEST(what_is_offline_waits)
{
	struct hash_places first, none;
	struct hashing x;

	hashing_init(&x, 2);
	first = (struct hash_places){ x.list, 1 };
	none = (struct hash_places){ x.list, 0 };
	hashing_put_file(x.dirs[0], "a", 30000, 'x', -1);
	hashing_put_file(x.dirs[1], "b", 30000, 'x', -1);
	hashing_put_file(x.dirs[1], "c", 400, 'x', -1);
	hashing_put_file(x.dirs[0], "d", 500, 'x', -1);
	hashing_index(&x);
	hashing_run_on(&x, &none);
	ck_assert_int_eq(x.stats.pending_files, 2);
	ck_assert_int_eq(x.stats.pending_bytes, 60000);
	hashing_run_on(&x, &first);
	ck_assert_int_eq(x.stats.files_read, 1);
	ck_assert_int_eq(x.stats.pending_files, 1);
	ck_assert_int_eq(x.stats.pending_bytes, 30000);
	ck_assert(x.stats.is_settled);
	hashing_assert_groups(&x, "");
	/* The same counts without a look. */
	hashing_run_on(&x, &first);
	ck_assert_int_eq(x.stats.files_read, 0);
	ck_assert_int_eq(x.stats.pending_files, 1);
	ck_assert_int_eq(x.stats.pending_bytes, 30000);
	hashing_run(&x);
	ck_assert_int_eq(x.stats.pending_files, 0);
	hashing_assert_groups(&x, "1:a 2:b \n");
	hashing_clear(&x);
}
END_TEST

START_TEST(alike_with_what_is_offline_waits)
{
	struct hash_places first, second;
	struct hashing x;

	hashing_init(&x, 2);
	first = (struct hash_places){ x.list, 1 };
	second = (struct hash_places){ x.list + 1, 1 };
	hashing_put_file(x.dirs[0], "a", 30000, 'x', -1);
	hashing_put_file(x.dirs[1], "b", 30000, 'x', -1);
	hashing_index(&x);
	hashing_run_on(&x, &first);
	hashing_run_on(&x, &second);
	/* Both have their partial digests now; "a" waits to be read on. */
	ck_assert_int_eq(x.stats.files_read, 2);
	ck_assert_int_eq(x.stats.pending_files, 1);
	hashing_run_on(&x, &first);
	ck_assert_int_eq(x.stats.files_read, 1);
	ck_assert_int_eq(x.stats.pending_files, 0);
	hashing_assert_groups(&x, "1:a 2:b \n");
	hashing_clear(&x);
}
END_TEST

START_TEST(a_mount_point_that_cannot_be_opened_is_offline)
{
	struct hashing x;

	hashing_init(&x, 2);
	hashing_put_file(x.dirs[0], "a", 10, 'x', -1);
	hashing_put_file(x.dirs[1], "b", 10, 'x', -1);
	hashing_index(&x);
	x.list[1].mount_point = "/nowhere/at/all";
	hashing_run(&x);
	ck_assert_int_eq(x.stats.problems, 0);
	ck_assert_int_eq(x.stats.pending_files, 1);
	ck_assert(!x.stats.is_settled);
	hashing_clear(&x);
}
END_TEST

/* --- interrupts ---------------------------------------------------------- */

/* Progress is shown between batches: a good place to be interrupted at. */
static void
interrupt(void *arg, const struct hash_progress *progress)
{
	(void)arg;
	(void)progress;
	interrupt_set(SIGTERM);
}

START_TEST(an_interrupted_run_is_resumed)
{
	struct hashing x;
	int n_runs = 0;

	hashing_init(&x, 1);
	for (int i = 0; i < 600; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "f%03d", i);
		hashing_put_file(x.dirs[0], name, 9000 + i / 2, 'x', -1);
	}
	hashing_index(&x);
	x.options.on_progress = interrupt;
	hashing_run(&x);
	ck_assert(x.stats.interrupted);
	ck_assert(!x.stats.is_settled);
	interrupt_set(0);
	x.options.on_progress = NULL;
	do {
		hashing_run(&x);
	} while (!x.stats.is_settled && ++n_runs < 3);
	ck_assert(x.stats.is_settled);
	{
		_cleanup_(freep) char *groups = indexed_groups(x.store);
		size_t n_lines = 0;

		for (const char *p = groups; *p; p++)
			n_lines += *p == '\n';
		ck_assert_uint_eq(n_lines, 300);
	}
	hashing_clear(&x);
}
END_TEST

START_TEST(an_interrupt_before_the_start_reads_nothing)
{
	struct hashing x;

	hashing_init(&x, 1);
	hashing_put_file(x.dirs[0], "a", 10, 'x', -1);
	hashing_put_file(x.dirs[0], "b", 10, 'x', -1);
	hashing_index(&x);
	interrupt_set(SIGINT);
	hashing_run(&x);
	interrupt_set(0);
	ck_assert(x.stats.interrupted);
	ck_assert_int_eq(x.stats.files_read, 0);
	ck_assert_int_eq(x.stats.problems, 0);
	hashing_clear(&x);
}
END_TEST

Suite *suite_hash(void);

Suite *
suite_hash(void)
{
	Suite *suite = suite_create("hash");
	TCase *tc = tcase_create("hash");

	tcase_add_test(tc, finds_equal_files);
	tcase_add_test(tc, reads_on_only_where_heads_are_alike);
	tcase_add_loop_test(tc, a_pair_that_differs_early_costs_little, 0, 2);
	tcase_add_test(tc, long_files_are_read_once);
	tcase_add_loop_test(tc, a_file_read_without_steps_is_met, 0, 2);
	tcase_add_test(tc, long_files_without_stable_inodes_are_read_once);
	tcase_add_test(tc, on_a_disk_that_spins_stages_follow_its_order);
	tcase_add_test(tc, a_second_run_reads_nothing);
	tcase_add_test(tc, a_new_file_meets_those_read_before);
	tcase_add_test(tc, hard_links_are_one_copy_read_once);
	tcase_add_test(tc, equal_inodes_on_two_volumes_are_two_copies);
	tcase_add_test(tc, min_size_leaves_smaller_files_alone);
	tcase_add_loop_test(tc, what_changed_since_the_scan_is_a_problem, 0, 4);
	tcase_add_test(tc, an_edit_clears_what_was_known);
	tcase_add_test(tc, huge_files_are_told_apart_by_their_ends);
	tcase_add_test(tc, too_few_descriptors_only_cost_time);
	tcase_add_test(tc, no_descriptors_at_all_are_problems);
	tcase_add_test(tc, what_is_offline_waits);
	tcase_add_test(tc, alike_with_what_is_offline_waits);
	tcase_add_test(tc, a_mount_point_that_cannot_be_opened_is_offline);
	tcase_add_test(tc, an_interrupted_run_is_resumed);
	tcase_add_test(tc, an_interrupt_before_the_start_reads_nothing);
	suite_add_tcase(suite, tc);
	return suite;
}
