/* SPDX-License-Identifier: MIT */
/*
 * How fast the writer's side of a scan can go, and how much space a file
 * takes: FILES names of 20 bytes, ten to a directory, in directories of
 * directories, all in one transaction, beside what SQLite's own insert takes.
 *
 *	store_insert DB [FILES [GROUPS]]
 *
 * GROUPS: so many pairs of files are known to be equal, and no others may be.
 */
#include "store/content/contents.h"
#include "store/entries.h"
#include "store/volumes.h"
#include "util/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PER_DIRECTORY 10
#define FAN_OUT 12

static void
die(const struct error *err)
{
	(void)fprintf(stderr, "store_insert: %s\n", err->text);
	exit(EXIT_FAILURE);
}

static uint64_t
next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + 1;
	return *state >> 20;
}

static struct entry
random_entry(uint64_t *seed, uint32_t mode, uint64_t inode)
{
	struct entry e = { .mode = mode, .nlink = 1, .uid = 1000 };
	uint64_t r = next_random(seed);

	e.inode = inode;
	e.size_bytes = (int64_t)(next_random(seed) % 300000);
	e.blocks = (e.size_bytes + 4095) / 4096 * 8;
	e.mtime_ns = INT64_C(1700000000000000000) + (int64_t)r;
	e.ctime_ns = e.mtime_ns + (int64_t)(next_random(seed) % 1000000);
	return e;
}

static size_t
directory_name(char *ret, size_t size, int64_t n)
{
	return (size_t)snprintf(ret, size, "directory-%010lld", (long long)n);
}

static int
add_directory(struct store *store, int64_t first, int64_t n, int64_t volume_id,
	struct error *err)
{
	char name[32];
	struct directory dir = { first + n, first + (n - 1) / FAN_OUT,
		volume_id, name, 0, DIRECTORY_COMPLETE, (uint64_t)(1000000 + n),
		0 };

	dir.name_len = directory_name(name, sizeof(name), n);
	return store_add_directory(store, &dir, err);
}

/* The entries of directory n's own directories, as a scan writes them: with
 * the directory they are in, before they are read themselves. */
static int
add_children(struct store *store, int64_t first, int64_t n, int64_t n_all,
	uint64_t *seed, struct error *err)
{
	int64_t child = n * FAN_OUT + 1;
	int64_t end = child + FAN_OUT < n_all ? child + FAN_OUT : n_all;
	int r = 0;

	for (; r == 0 && child < end; child++) {
		char name[32];
		struct entry e = random_entry(seed, S_IFDIR | 0755,
			(uint64_t)(1000000 + child));

		e.name = name;
		e.name_len = directory_name(name, sizeof(name), child);
		r = store_add_entry(store, first + n, &e, first + child, err);
	}
	return r;
}

/* Files 2n and 2n + 1 are equal; of the others each has a size of its own, so
 * that nothing is left to be read. */
static int64_t
size_of_file(int64_t n, int64_t n_groups)
{
	/* All numbers below 2^24, in another order. */
	return n < 2 * n_groups ?
		1000 + n / 2 :
		1000000 + (n * 5851405 + n / (1 << 24)) % (1 << 24);
}

static int
add_pair(struct store *store, int64_t dir_id, const struct entry *e,
	int64_t pair, struct error *err)
{
	struct digest digest = { .covered = e->size_bytes };
	int64_t ignored;

	memcpy(digest.bytes, &pair, sizeof(pair));
	return store_put_digest(store, &ignored, dir_id, e, &digest, 0, err);
}

static int
add_files(struct store *store, int64_t dir_id, int64_t n_before,
	int64_t n_groups, uint64_t *seed, struct error *err)
{
	int r = 0;

	for (int i = 0; r == 0 && i < PER_DIRECTORY; i++) {
		char name[32];
		struct entry e = random_entry(seed, S_IFREG | 0644,
			(uint64_t)(2000000 + n_before + i));

		e.name = name;
		e.name_len = (size_t)snprintf(name, sizeof(name),
			"%02d-name-%012llx", i,
			(unsigned long long)(next_random(seed) &
				0xffffffffffff));
		if (n_groups > 0)
			e.size_bytes = size_of_file(n_before + i, n_groups);
		r = store_add_entry(store, dir_id, &e, 0, err);
		if (r == 0 && n_before + i < 2 * n_groups)
			r = add_pair(store, dir_id, &e, (n_before + i) / 2,
				err);
	}
	return r < 0 ? r : 0;
}

static int64_t
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

static void
fill(struct store *store, int64_t n_files, int64_t n_groups, struct error *err)
{
	struct volume v = {
		.identity = (char *)(uintptr_t) "bench",
		.fstype = (char *)(uintptr_t) "ext4",
		.source = (char *)(uintptr_t) "/dev/bench",
		.mount_point = (char *)(uintptr_t) "/bench",
		.mount_root = (char *)(uintptr_t) "",
		.granularity_ns = 1,
	};
	uint64_t seed = 1;
	int64_t n_dirs = n_files / PER_DIRECTORY;
	int64_t first, n;
	int r = store_put_volume(store, &v, "bench", err);

	if (r == 0)
		r = store_last_directory_id(store, &first, err);
	for (n = 0; r == 0 && n < n_dirs; n++) {
		if (n > 0)
			r = add_directory(store, first, n, v.id, err);
		if (r == 0)
			r = add_files(store, first + n, n * PER_DIRECTORY,
				n_groups, &seed, err);
		if (r == 0)
			r = add_children(store, first, n, n_dirs, &seed, err);
	}
	if (r < 0)
		die(err);
}

int
main(int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct store *store = NULL;
	int64_t n_files = argc > 2 ? strtoll(argv[2], NULL, 10) : 270000;
	int64_t n_groups = argc > 3 ? strtoll(argv[3], NULL, 10) : 0;
	int64_t n_all = n_files + n_files / PER_DIRECTORY;
	int64_t start, filled, committed, tidied;

	if (argc < 2) {
		(void)fprintf(stderr,
			"usage: store_insert DB [FILES [GROUPS]]\n");
		return EXIT_FAILURE;
	}
	if (store_open(&store, argv[1], STORE_WRITE, &err) < 0 ||
		store_begin(store, &err) < 0)
		die(&err);
	start = clock_monotonic_ns();
	fill(store, n_files, n_groups, &err);
	filled = clock_monotonic_ns();
	if (store_commit(store, &err) < 0)
		die(&err);
	committed = clock_monotonic_ns();
	/* The index of names, as at the end of a scan. */
	if (store_tidy(store, &err) < 0)
		die(&err);
	tidied = clock_monotonic_ns();
	store_close(store);
	(void)printf("%lld names: %.3f s, %.2f us each; commit %.3f s,"
		     " index %.3f s\n",
		(long long)n_all, (double)(filled - start) / 1e9,
		(double)(filled - start) / 1e3 / (double)n_all,
		(double)(committed - filled) / 1e9,
		(double)(tidied - committed) / 1e9);
	(void)printf("%.1f bytes a file, %.1f bytes a name\n",
		(double)size_of(argv[1]) / (double)n_files,
		(double)size_of(argv[1]) / (double)n_all);
	return EXIT_SUCCESS;
}
