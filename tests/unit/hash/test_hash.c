/* SPDX-License-Identifier: MIT */
/*
 * The whole of hashing against brute force: trees in a scratch directory, a
 * catalogue of them, and the groups that must come out.
 */
#include "hash/hash.h"

#include "lib/indexed.h"
#include "lib/scratch.h"
#include "model/digest.h"
#include "store/rows.h"
#include "store/scans.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/interrupt.h"
#include "util/strbuf.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define VOLUMES_MAX 3

/* A catalogue and up to three directories that are its volumes. */
struct fixture {
	struct store *store;
	char *dirs[VOLUMES_MAX];
	struct hash_place list[VOLUMES_MAX];
	struct hash_places places; /* all of them */
	struct hash_options options;
	struct hash_stats stats;
};

static void
set_up(struct fixture *x, size_t n_volumes)
{
	static const char *const names[] = { "one", "two", "three" };
	struct error err = ERROR_INIT;

	*x = (struct fixture){ 0 };
	ck_assert_int_eq(store_open(&x->store, ":memory:", STORE_WRITE, &err),
		0);
	for (size_t i = 0; i < n_volumes; i++) {
		x->dirs[i] = scratch_dir();
		x->list[i] = (struct hash_place){
			.volume_id = indexed_volume(x->store, names[i]),
			.mount_point = x->dirs[i],
			.mount_root = "",
			.granularity_ns = 1,
			.inodes_stable = true,
		};
	}
	x->places = (struct hash_places){ x->list, n_volumes };
}

static void
tear_down(struct fixture *x)
{
	store_close(x->store);
	for (size_t i = 0; i < VOLUMES_MAX; i++)
		free(x->dirs[i]);
}

static void
index_all(struct fixture *x)
{
	for (size_t i = 0; i < x->places.n_places; i++)
		indexed_tree(x->store, x->list[i].volume_id,
			x->list[i].mount_point);
}

static void
hash_on(struct fixture *x, const struct hash_places *places)
{
	struct error err = ERROR_INIT;

	ck_assert_msg(hash_run(x->store, places, &x->options, &x->stats,
			      &err) == 0,
		"%s", err.text);
}

static void
hash_all(struct fixture *x)
{
	hash_on(x, &x->places);
}

static void
assert_groups(struct fixture *x, const char *expected)
{
	_cleanup_(freep) char *groups = indexed_groups(x->store);

	ck_assert_str_eq(groups, expected);
}

/* A file of `size` bytes of the letter but for one '!' at `odd` (-1: none). */
static void
put_file(const char *dir, const char *name, int64_t size, char letter,
	int64_t odd)
{
	char *bytes = xcalloc(1, (size_t)size + 1);

	memset(bytes, letter, (size_t)size);
	if (odd >= 0)
		bytes[odd] = '!';
	scratch_file(dir, name, bytes, (size_t)size);
	free(bytes);
}

static int64_t
count_problems(struct fixture *x, const char *text)
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
	struct fixture x;

	set_up(&x, 1);
	put_file(x.dirs[0], "a", 10, 'x', -1);
	put_file(x.dirs[0], "b", 10, 'x', -1);
	put_file(x.dirs[0], "c", 10, 'y', -1);
	put_file(x.dirs[0], "d", 11, 'x', -1);
	put_file(x.dirs[0], "e", 0, 'x', -1);
	put_file(x.dirs[0], "f", 0, 'x', -1);
	index_all(&x);
	hash_all(&x);
	assert_groups(&x, "1:a 1:b \n");
	ck_assert_int_eq(x.stats.files_read, 3);
	ck_assert_int_eq(x.stats.bytes_read, 30);
	ck_assert_int_eq(x.stats.digests, 3);
	ck_assert_int_eq(x.stats.problems, 0);
	ck_assert(x.stats.is_settled);
	tear_down(&x);
}
END_TEST

START_TEST(reads_in_full_only_what_is_alike_at_both_ends)
{
	const int64_t size = 3 * DIGEST_WHOLE;
	struct fixture x;

	set_up(&x, 1);
	put_file(x.dirs[0], "head", size, 'x', 5);
	put_file(x.dirs[0], "tail", size, 'x', size - 1);
	put_file(x.dirs[0], "middle", size, 'x', size / 2);
	put_file(x.dirs[0], "same1", size, 'x', -1);
	put_file(x.dirs[0], "same2", size, 'x', -1);
	index_all(&x);
	hash_all(&x);
	assert_groups(&x, "1:same1 1:same2 \n");
	ck_assert_int_eq(x.stats.files_read, 5 + 3);
	ck_assert_int_eq(x.stats.bytes_read, 5 * DIGEST_WHOLE + 3 * size);
	tear_down(&x);
}
END_TEST

START_TEST(a_second_run_reads_nothing)
{
	struct fixture x;

	set_up(&x, 1);
	put_file(x.dirs[0], "a", 30000, 'x', -1);
	put_file(x.dirs[0], "b", 30000, 'x', -1);
	put_file(x.dirs[0], "c", 30000, 'x', 0);
	index_all(&x);
	hash_all(&x);
	ck_assert_int_eq(x.stats.files_read, 5);
	hash_all(&x);
	ck_assert(x.stats.is_settled);
	ck_assert_int_eq(x.stats.files_read, 0);
	/* Nor does one that looks. */
	x.options.retry = true;
	hash_all(&x);
	ck_assert_int_eq(x.stats.files_read, 0);
	ck_assert_int_eq(x.stats.bytes_read, 0);
	tear_down(&x);
}
END_TEST

START_TEST(a_new_file_meets_those_read_before)
{
	struct fixture x;

	set_up(&x, 1);
	put_file(x.dirs[0], "a", 30000, 'x', -1);
	put_file(x.dirs[0], "b", 30000, 'x', -1);
	put_file(x.dirs[0], "s", 5, 'x', -1);
	put_file(x.dirs[0], "t", 5, 'x', -1);
	index_all(&x);
	hash_all(&x);
	put_file(x.dirs[0], "c", 30000, 'x', -1);
	put_file(x.dirs[0], "u", 5, 'x', -1);
	index_all(&x);
	hash_all(&x);
	assert_groups(&x, "1:a 1:b 1:c \n1:s 1:t 1:u \n");
	ck_assert_int_eq(x.stats.files_read, 3);
	ck_assert_int_eq(x.stats.bytes_read, DIGEST_WHOLE + 30000 + 5);
	tear_down(&x);
}
END_TEST

START_TEST(hard_links_are_one_copy_read_once)
{
	_cleanup_(freep) char *a = NULL;
	_cleanup_(freep) char *sub = NULL;
	_cleanup_(freep) char *link_to = NULL;
	struct fixture x;

	set_up(&x, 1);
	a = scratch_path(x.dirs[0], "a");
	sub = scratch_path(x.dirs[0], "d");
	link_to = scratch_path(sub, "a2");
	scratch_mkdir(x.dirs[0], "d");
	put_file(x.dirs[0], "a", 9000, 'x', -1);
	ck_assert_int_eq(link(a, link_to), 0);
	index_all(&x);
	hash_all(&x);
	ck_assert_int_eq(x.stats.files_read, 0);
	put_file(x.dirs[0], "b", 9000, 'x', -1);
	index_all(&x);
	hash_all(&x);
	ck_assert_int_eq(x.stats.files_read, 4);
	ck_assert_int_eq(x.stats.digests, 6);
	assert_groups(&x, "1:a 1:b 1:d/a2 \n");
	tear_down(&x);
}
END_TEST

START_TEST(equal_inodes_on_two_volumes_are_two_copies)
{
	struct fixture x;

	set_up(&x, 2);
	x.list[1].mount_point = x.dirs[0]; /* so the inodes are equal */
	put_file(x.dirs[0], "a", 9000, 'x', -1);
	index_all(&x);
	hash_all(&x);
	assert_groups(&x, "1:a 2:a \n");
	ck_assert_int_eq(x.stats.files_read, 4);
	tear_down(&x);
}
END_TEST

START_TEST(min_size_leaves_smaller_files_alone)
{
	struct fixture x;

	set_up(&x, 1);
	put_file(x.dirs[0], "a", 99, 'x', -1);
	put_file(x.dirs[0], "b", 99, 'x', -1);
	put_file(x.dirs[0], "c", 100, 'x', -1);
	put_file(x.dirs[0], "d", 100, 'x', -1);
	index_all(&x);
	x.options.min_size = 100;
	hash_all(&x);
	assert_groups(&x, "1:c 1:d \n");
	ck_assert(!x.stats.is_settled);
	x.options.min_size = 0;
	hash_all(&x);
	assert_groups(&x, "1:a 1:b \n1:c 1:d \n");
	ck_assert_int_eq(x.stats.files_read, 2);
	ck_assert(x.stats.is_settled);
	tear_down(&x);
}
END_TEST

/* --- truth --------------------------------------------------------------- */

START_TEST(what_changed_since_the_scan_is_a_problem)
{
	_cleanup_(freep) char *path = NULL;
	struct fixture x;

	set_up(&x, 1);
	path = scratch_path(x.dirs[0], "b");
	put_file(x.dirs[0], "a", 10, 'x', -1);
	put_file(x.dirs[0], "b", 10, 'x', -1);
	put_file(x.dirs[0], "c", 10, 'x', -1);
	index_all(&x);
	/* Or the kernel's clock has not moved on: nothing would tell. */
	ck_assert_int_eq(usleep(30000), 0);
	switch (_i) {
	case 0:
		put_file(x.dirs[0], "b", 10, 'y', -1);
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
	hash_all(&x);
	assert_groups(&x, "1:a 1:c \n");
	ck_assert_int_eq(x.stats.problems, 1);
	ck_assert_int_eq(count_problems(&x, "changed since"), 1);
	/* Not tried again before something changes ... */
	hash_all(&x);
	ck_assert_int_eq(x.stats.problems, 0);
	/* ... but when asked, and the row goes when it works. */
	x.options.retry = true;
	hash_all(&x);
	ck_assert_int_eq(x.stats.problems, 1);
	ck_assert_int_eq(unlink(path) < 0 && errno != ENOENT, 0);
	put_file(x.dirs[0], "b", 10, 'x', -1);
	index_all(&x);
	hash_all(&x);
	ck_assert_int_eq(count_problems(&x, "none"), 0);
	assert_groups(&x, "1:a 1:b 1:c \n");
	tear_down(&x);
}
END_TEST

START_TEST(an_edit_clears_what_was_known)
{
	struct fixture x;

	set_up(&x, 1);
	put_file(x.dirs[0], "a", 30000, 'x', -1);
	put_file(x.dirs[0], "b", 30000, 'x', -1);
	index_all(&x);
	hash_all(&x);
	put_file(x.dirs[0], "b", 30000, 'x', 15000);
	index_all(&x);
	assert_groups(&x, "");
	hash_all(&x);
	assert_groups(&x, "");
	put_file(x.dirs[0], "b", 30000, 'x', -1);
	index_all(&x);
	hash_all(&x);
	assert_groups(&x, "1:a 1:b \n");
	tear_down(&x);
}
END_TEST

/* Sparse, so that they cost nothing; alike but for their last byte. */
START_TEST(huge_files_are_told_apart_by_their_ends)
{
	static const int64_t huge[] = { (INT64_C(1) << 31) - 1,
		INT64_C(1) << 31, INT64_C(1) << 32, (INT64_C(1) << 32) + 1 };
	struct fixture x;

	set_up(&x, 1);
	for (size_t i = 0; i < 8; i++) {
		char name[8];
		_cleanup_(freep) char *path = NULL;

		(void)snprintf(name, sizeof(name), "f%zu", i);
		path = scratch_path(x.dirs[0], name);
		put_file(x.dirs[0], name, 1, '\0', -1);
		ck_assert_int_eq(truncate(path, huge[i / 2]), 0);
		if (i % 2) {
			_cleanup_(closep) int fd =
				open(path, O_WRONLY | O_CLOEXEC);

			ck_assert_int_eq(pwrite(fd, "x", 1, huge[i / 2] - 1),
				1);
		}
	}
	index_all(&x);
	hash_all(&x);
	assert_groups(&x, "");
	ck_assert_int_eq(x.stats.files_read, 8);
	ck_assert_int_eq(x.stats.bytes_read, 8 * DIGEST_WHOLE);
	tear_down(&x);
}
END_TEST

/* --- volumes that come and go -------------------------------------------- */

START_TEST(what_is_offline_waits)
{
	struct hash_places first, none;
	struct fixture x;

	set_up(&x, 2);
	first = (struct hash_places){ x.list, 1 };
	none = (struct hash_places){ x.list, 0 };
	put_file(x.dirs[0], "a", 30000, 'x', -1);
	put_file(x.dirs[1], "b", 30000, 'x', -1);
	put_file(x.dirs[1], "c", 400, 'x', -1);
	put_file(x.dirs[0], "d", 500, 'x', -1);
	index_all(&x);
	hash_on(&x, &none);
	ck_assert_int_eq(x.stats.pending_files, 2);
	ck_assert_int_eq(x.stats.pending_bytes, 60000);
	hash_on(&x, &first);
	ck_assert_int_eq(x.stats.files_read, 1);
	ck_assert_int_eq(x.stats.pending_files, 1);
	ck_assert_int_eq(x.stats.pending_bytes, 30000);
	ck_assert(x.stats.is_settled);
	assert_groups(&x, "");
	/* The same counts without a look. */
	hash_on(&x, &first);
	ck_assert_int_eq(x.stats.files_read, 0);
	ck_assert_int_eq(x.stats.pending_files, 1);
	ck_assert_int_eq(x.stats.pending_bytes, 30000);
	hash_all(&x);
	ck_assert_int_eq(x.stats.pending_files, 0);
	assert_groups(&x, "1:a 2:b \n");
	tear_down(&x);
}
END_TEST

START_TEST(alike_with_what_is_offline_waits)
{
	struct hash_places first, second;
	struct fixture x;

	set_up(&x, 2);
	first = (struct hash_places){ x.list, 1 };
	second = (struct hash_places){ x.list + 1, 1 };
	put_file(x.dirs[0], "a", 30000, 'x', -1);
	put_file(x.dirs[1], "b", 30000, 'x', -1);
	index_all(&x);
	hash_on(&x, &first);
	hash_on(&x, &second);
	/* Both have their partial digests now; "a" waits to be read on. */
	ck_assert_int_eq(x.stats.files_read, 2);
	ck_assert_int_eq(x.stats.pending_files, 1);
	hash_on(&x, &first);
	ck_assert_int_eq(x.stats.files_read, 1);
	ck_assert_int_eq(x.stats.pending_files, 0);
	assert_groups(&x, "1:a 2:b \n");
	tear_down(&x);
}
END_TEST

START_TEST(a_mount_point_that_cannot_be_opened_is_offline)
{
	struct fixture x;

	set_up(&x, 2);
	put_file(x.dirs[0], "a", 10, 'x', -1);
	put_file(x.dirs[1], "b", 10, 'x', -1);
	index_all(&x);
	x.list[1].mount_point = "/nowhere/at/all";
	hash_all(&x);
	ck_assert_int_eq(x.stats.problems, 0);
	ck_assert_int_eq(x.stats.pending_files, 1);
	ck_assert(!x.stats.is_settled);
	tear_down(&x);
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
	struct fixture x;
	int n_runs = 0;

	set_up(&x, 1);
	for (int i = 0; i < 600; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "f%03d", i);
		put_file(x.dirs[0], name, 9000 + i / 2, 'x', -1);
	}
	index_all(&x);
	x.options.on_progress = interrupt;
	hash_all(&x);
	ck_assert(x.stats.interrupted);
	ck_assert(!x.stats.is_settled);
	interrupt_set(0);
	x.options.on_progress = NULL;
	do {
		hash_all(&x);
	} while (!x.stats.is_settled && ++n_runs < 3);
	ck_assert(x.stats.is_settled);
	{
		_cleanup_(freep) char *groups = indexed_groups(x.store);
		size_t n_lines = 0;

		for (const char *p = groups; *p; p++)
			n_lines += *p == '\n';
		ck_assert_uint_eq(n_lines, 300);
	}
	tear_down(&x);
}
END_TEST

START_TEST(an_interrupt_before_the_start_reads_nothing)
{
	struct fixture x;

	set_up(&x, 1);
	put_file(x.dirs[0], "a", 10, 'x', -1);
	put_file(x.dirs[0], "b", 10, 'x', -1);
	index_all(&x);
	interrupt_set(SIGINT);
	hash_all(&x);
	interrupt_set(0);
	ck_assert(x.stats.interrupted);
	ck_assert_int_eq(x.stats.files_read, 0);
	ck_assert_int_eq(x.stats.problems, 0);
	tear_down(&x);
}
END_TEST

/* --- brute force --------------------------------------------------------- */

#define RANDOM_FILES 60

struct random_file {
	size_t volume;
	char name[24];
	int64_t size;
	char letter;
	int64_t odd;
	size_t same_as; /* its own number, or of what it is a hard link to */
};

static uint64_t random_state;

static uint64_t
random_below(uint64_t n)
{
	random_state = random_state * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return (random_state >> 33) % n;
}

static const int64_t sizes[] = { 0, 1, 2, 4095, 4096, 4097, 8191, 8192, 8193,
	8194, 12288, 65536, 65537, 100000 };

static void
make_random(struct fixture *x, struct random_file *file, size_t i,
	const struct random_file *files)
{
	_cleanup_(freep) char *path = NULL;

	file->volume = random_below(x->places.n_places);
	(void)snprintf(file->name, sizeof(file->name), "%s%02zu",
		random_below(2) ? "d/f" : "f", i);
	file->same_as = i;
	path = scratch_path(x->dirs[file->volume], file->name);
	if (i > 0 && random_below(6) == 0) {
		const struct random_file *other = &files[random_below(i)];
		_cleanup_(freep) char *from =
			scratch_path(x->dirs[other->volume], other->name);

		if (other->volume == file->volume) {
			ck_assert_int_eq(link(from, path), 0);
			file->size = other->size;
			file->letter = other->letter;
			file->odd = other->odd;
			file->same_as = other->same_as;
			return;
		}
	}
	file->size = sizes[random_below(sizeof(sizes) / sizeof(*sizes))];
	file->letter = random_below(4) ? 'x' : 'y';
	file->odd = -1;
	if (file->size > 0 && random_below(2)) {
		const int64_t odd[] = { 0, file->size - 1, file->size / 2 };

		file->odd = odd[random_below(3)];
	}
	put_file(x->dirs[file->volume], file->name, file->size, file->letter,
		file->odd);
}

static bool
is_equal(const struct random_file *a, const struct random_file *b)
{
	if (a->size != b->size || a->size == 0 || a->odd != b->odd)
		return false;
	return a->letter == b->letter || (a->size == 1 && a->odd == 0);
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *
sort_and_join(char **strings, size_t n, const char *between)
{
	struct strbuf all = STRBUF_INIT;

	qsort(strings, n, sizeof(*strings), compare_lines);
	for (size_t i = 0; i < n; i++) {
		strbuf_adds(&all, strings[i]);
		strbuf_adds(&all, between);
		free(strings[i]);
	}
	return strbuf_detach(&all);
}

/* What indexed_groups() must say. */
static char *
expected_groups(const struct fixture *x, const struct random_file *files)
{
	char *lines[RANDOM_FILES];
	bool seen[RANDOM_FILES] = { false };
	size_t n_lines = 0;

	for (size_t i = 0; i < RANDOM_FILES; i++) {
		char *paths[RANDOM_FILES];
		size_t n = 0, n_copies = 0;

		for (size_t j = i; j < RANDOM_FILES; j++) {
			struct strbuf path = STRBUF_INIT;

			if (seen[j] || !is_equal(&files[i], &files[j]))
				continue;
			seen[j] = true;
			n_copies += files[j].same_as == j;
			strbuf_addf(&path, "%lld:%s",
				(long long)x->list[files[j].volume].volume_id,
				files[j].name);
			paths[n++] = strbuf_detach(&path);
		}
		lines[n_lines] = sort_and_join(paths, n, " ");
		if (n_copies > 1)
			n_lines++;
		else
			free(lines[n_lines]);
	}
	return sort_and_join(lines, n_lines, "\n");
}

START_TEST(random_trees_equal_brute_force)
{
	_cleanup_(freep) char *expected = NULL;
	struct random_file files[RANDOM_FILES];
	struct fixture x;

	random_state = (uint64_t)_i + 1;
	set_up(&x, 1 + (size_t)_i % VOLUMES_MAX);
	for (size_t i = 0; i < x.places.n_places; i++) {
		scratch_mkdir(x.dirs[i], "d");
		x.list[i].rotational = random_below(2) == 0;
	}
	for (size_t i = 0; i < RANDOM_FILES; i++) {
		make_random(&x, &files[i], i, files);
		/* A part is found by a later scan, after a run. */
		if (random_below(20) == 0) {
			index_all(&x);
			hash_on(&x,
				&(struct hash_places){ x.list,
					random_below(x.places.n_places + 1) });
		}
	}
	x.options.n_jobs = (unsigned int)random_below(4);
	index_all(&x);
	hash_all(&x);
	expected = expected_groups(&x, files);
	assert_groups(&x, expected);
	ck_assert_int_eq(x.stats.problems, 0);
	ck_assert(x.stats.is_settled);
	tear_down(&x);
}
END_TEST

Suite *suite_hash(void);

Suite *
suite_hash(void)
{
	Suite *suite = suite_create("hash");
	TCase *tc = tcase_create("hash");

	tcase_add_test(tc, finds_equal_files);
	tcase_add_test(tc, reads_in_full_only_what_is_alike_at_both_ends);
	tcase_add_test(tc, a_second_run_reads_nothing);
	tcase_add_test(tc, a_new_file_meets_those_read_before);
	tcase_add_test(tc, hard_links_are_one_copy_read_once);
	tcase_add_test(tc, equal_inodes_on_two_volumes_are_two_copies);
	tcase_add_test(tc, min_size_leaves_smaller_files_alone);
	tcase_add_loop_test(tc, what_changed_since_the_scan_is_a_problem, 0, 4);
	tcase_add_test(tc, an_edit_clears_what_was_known);
	tcase_add_test(tc, huge_files_are_told_apart_by_their_ends);
	tcase_add_test(tc, what_is_offline_waits);
	tcase_add_test(tc, alike_with_what_is_offline_waits);
	tcase_add_test(tc, a_mount_point_that_cannot_be_opened_is_offline);
	tcase_add_test(tc, an_interrupted_run_is_resumed);
	tcase_add_test(tc, an_interrupt_before_the_start_reads_nothing);
	tcase_add_loop_test(tc, random_trees_equal_brute_force, 0, 60);
	suite_add_tcase(suite, tc);
	return suite;
}
