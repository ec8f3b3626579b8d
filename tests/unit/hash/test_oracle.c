/* SPDX-License-Identifier: MIT */
/*
 * Hashing against brute force: random trees on several volumes that come and
 * go, found in parts, hashed in between; the groups must be those that
 * comparing every file with every other gives.  ORACLE_TREES=N for more
 * than 500.
 */
#include "hash/hash.h"

#include "lib/hashing.h"
#include "lib/random.h"
#include "lib/scratch.h"
#include "model/digest.h"
#include "util/cleanup.h"
#include "util/interrupt.h"
#include "util/strbuf.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RANDOM_FILES 60

struct random_file {
	size_t volume;
	char name[24];
	int64_t size;
	char letter;
	int64_t odd;
	size_t same_as; /* its own number, or of what it is a hard link to */
};

static const int64_t sizes[] = { 0, 1, 2, 2047, 2048, 2049, 4095, 4096, 4097,
	8192, 8193, 12288, 65536, 65537, 100000 };

static void
make_random(struct hashing *x, struct random_file *file, size_t i,
	const struct random_file *files)
{
	_cleanup_(freep) char *path = NULL;

	file->volume = any(x->places.n_places);
	(void)snprintf(file->name, sizeof(file->name), "%s%02zu",
		any(2) ? "d/f" : "f", i);
	file->same_as = i;
	path = scratch_path(x->dirs[file->volume], file->name);
	if (i > 0 && any(6) == 0) {
		const struct random_file *other = &files[any(i)];
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
	file->size = sizes[any(sizeof(sizes) / sizeof(*sizes))];
	file->letter = any(4) ? 'x' : 'y';
	file->odd = -1;
	if (file->size > 0 && any(2)) {
		const int64_t odd[] = { 0, file->size - 1, file->size / 2 };

		file->odd = odd[any(3)];
	}
	hashing_put_file(x->dirs[file->volume], file->name, file->size,
		file->letter, file->odd);
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
expected_groups(const struct hashing *x, const struct random_file *files,
	size_t n_files)
{
	char *lines[RANDOM_FILES];
	bool seen[RANDOM_FILES] = { false };
	size_t n_lines = 0;

	for (size_t i = 0; i < n_files; i++) {
		char *paths[RANDOM_FILES];
		size_t n = 0, n_copies = 0;

		for (size_t j = i; j < n_files; j++) {
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

static void
hash_random_tree(int seed)
{
	_cleanup_(freep) char *expected = NULL;
	struct random_file files[RANDOM_FILES];
	struct hashing x;

	random_seed = (uint64_t)seed + 1;
	hashing_init(&x, 1 + (size_t)seed % HASHING_VOLUMES);
	for (size_t i = 0; i < x.places.n_places; i++) {
		scratch_mkdir(x.dirs[i], "d");
		x.list[i].rotational = any(2) == 0;
	}
	for (size_t i = 0; i < RANDOM_FILES; i++) {
		make_random(&x, &files[i], i, files);
		/* A part is found by a later scan, after a run. */
		if (any(20) == 0) {
			hashing_index(&x);
			hashing_run_on(&x,
				&(struct hash_places){ x.list,
					any(x.places.n_places + 1) });
		}
	}
	x.options.n_jobs = any(4);
	hashing_index(&x);
	hashing_run(&x);
	expected = expected_groups(&x, files, RANDOM_FILES);
	hashing_assert_groups(&x, expected);
	ck_assert_int_eq(x.stats.problems, 0);
	ck_assert(x.stats.is_settled);
	hashing_clear(&x);
}

#define LONG_FILES 14

static void
make_long(struct hashing *x, struct random_file *file, size_t i)
{
	const int64_t mib = DIGEST_LONG;
	const int64_t long_sizes[] = { mib, mib + 1, 2 * mib, 6 * mib };
	const int64_t odd[] = { -1, 0, mib - 1, mib, 4 * mib + 5 };
	_cleanup_(freep) char *path = NULL;

	file->volume = any(x->places.n_places);
	(void)snprintf(file->name, sizeof(file->name), "f%02zu", i);
	file->same_as = i;
	file->letter = '\0';
	file->size = long_sizes[any(4)];
	file->odd = odd[any(5)];
	if (file->odd >= file->size)
		file->odd = file->size - 1;
	path = scratch_path(x->dirs[file->volume], file->name);
	hashing_put_file(x->dirs[file->volume], file->name, 1, '\0', -1);
	ck_assert_int_eq(truncate(path, file->size), 0);
	if (file->odd >= 0) {
		_cleanup_(closep) int fd = open(path, O_WRONLY | O_CLOEXEC);

		ck_assert_int_eq(pwrite(fd, "!", 1, file->odd), 1);
	}
}

/* Now and then an interrupt. */
static void
interrupt_sometimes(void *arg, const struct hash_progress *progress)
{
	(void)arg;
	(void)progress;
	if (any(3) == 0)
		interrupt_set(SIGINT);
}

/* By steps, in one go, cut off, with volumes away: always the same. */
static void
hash_long_files(int seed)
{
	_cleanup_(freep) char *expected = NULL;
	struct random_file files[RANDOM_FILES] = { 0 };
	struct hashing x;

	random_seed = (uint64_t)seed + 1001;
	hashing_init(&x, 1 + (size_t)seed % HASHING_VOLUMES);
	for (size_t i = 0; i < x.places.n_places; i++) {
		x.list[i].rotational = any(2) == 0;
		x.list[i].inodes_stable = any(4) != 0;
	}
	x.options.on_progress = interrupt_sometimes;
	for (size_t i = 0; i < LONG_FILES; i++) {
		make_long(&x, &files[i], i);
		if (any(4) == 0) {
			x.options.n_jobs = any(4);
			x.options.filter.is_all = any(4) == 0;
			hashing_index(&x);
			hashing_run_on(&x,
				&(struct hash_places){ x.list,
					any(x.places.n_places + 1) });
			interrupt_set(0);
		}
	}
	x.options.on_progress = NULL;
	x.options.filter.is_all = false;
	hashing_index(&x);
	hashing_run(&x);
	expected = expected_groups(&x, files, LONG_FILES);
	hashing_assert_groups(&x, expected);
	ck_assert_int_eq(x.stats.problems, 0);
	ck_assert(x.stats.is_settled);
	hashing_clear(&x);
}

/* --- many at once -------------------------------------------------------- */

/* What takes time is to wait until a file that was just written may be read
 * (hash/access.c), so several trees wait together. */
#define AT_ONCE 8

#define TREES ROUNDS(500)

/* Without a process for each test, Check leaves one that failed by a jump,
 * and a child of ours would go on with the other tests. */
static bool
has_processes(void)
{
	const char *fork_mode = getenv("CK_FORK");

	return !fork_mode || strcmp(fork_mode, "no") != 0;
}

static void
run_trees(void (*tree)(int), int first)
{
	pid_t children[AT_ONCE];

	for (int i = 0; i < AT_ONCE; i++) {
		children[i] = fork();
		ck_assert_int_ge(children[i], 0);
		if (children[i] > 0)
			continue;
		tree(first + i); /* a failure ends the process */
		_exit(0);
	}
	for (int i = 0; i < AT_ONCE; i++) {
		int status;

		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_msg(status == 0, "tree %d", first + i);
	}
}

START_TEST(random_trees_equal_brute_force)
{
	if (has_processes())
		run_trees(hash_random_tree, _i * AT_ONCE);
	else
		hash_random_tree(_i);
}
END_TEST

START_TEST(long_files_equal_brute_force)
{
	if (has_processes())
		run_trees(hash_long_files, _i * AT_ONCE);
	else
		hash_long_files(_i);
}
END_TEST

Suite *suite_oracle(void);

Suite *
suite_oracle(void)
{
	const char *more = getenv("ORACLE_TREES");
	int n = more		? (int)strtol(more, NULL, 10) :
		has_processes() ? TREES :
				  100;
	Suite *suite = suite_create("oracle");
	TCase *tc = tcase_create("oracle");

	if (has_processes())
		n = n / AT_ONCE + 1;
	tcase_add_loop_test(tc, random_trees_equal_brute_force, 0, n * 3 / 5);
	tcase_add_loop_test(tc, long_files_equal_brute_force, 0, n - n * 3 / 5);
	suite_add_tcase(suite, tc);
	return suite;
}
