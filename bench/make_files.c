/* SPDX-License-Identifier: MIT */
/*
 * make_files mixed|big DIR MEGABYTES [SEED]: files with bytes in them, for the
 * duplicate finders, the same for the same seed and size.
 *
 *   mixed  7.5 files a megabyte (60,000 of 8,000), log-normal sizes; a quarter
 *          of them copies of another, one in twenty of another's size with
 *          one byte changed, anywhere
 *   big    40 files in ten sets of one size each: a file, its copy, and two
 *          that differ from it in one byte: the first, one in the middle or
 *          the last
 *
 * The bytes of a file are a sequence of splitmix64 from a number of its own.
 * A change is an addition to one byte, so it never is none.
 */
#include "making.h"

#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEGABYTE 1000000
#define FILES_IN_DIRECTORY 40
#define BIG_SETS 10
#define NOWHERE UINT64_MAX
#define BUFFER_WORDS 131072

struct file {
	uint64_t size;
	uint64_t seed;
	uint64_t changed_at; /* or NOWHERE */
};

static uint64_t state;

static uint64_t
next(void)
{
	return next_of(&state);
}

static void
put(int fd, const void *bytes, size_t n)
{
	const char *at = bytes;

	while (n > 0) {
		ssize_t put = write(fd, at, n);

		if (put < 0)
			die("write");
		at += put;
		n -= (size_t)put;
	}
}

static void
write_file(int dir, const char *name, const struct file *file)
{
	static uint64_t buffer[BUFFER_WORDS];
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT } };
	uint64_t words = file->seed;
	int fd = openat(dir, name, O_CREAT | O_TRUNC | O_WRONLY, 0644);

	if (fd < 0)
		die(name);
	for (uint64_t done = 0; done < file->size;) {
		uint64_t n = file->size - done;

		if (n > sizeof(buffer))
			n = sizeof(buffer);
		for (size_t i = 0; i < (n + 7) / 8; i++)
			buffer[i] = next_of(&words);
		if (file->changed_at - done < n)
			((uint8_t *)buffer)[file->changed_at - done]++;
		put(fd, buffer, n);
		done += n;
	}
	times[1].tv_sec = 1600000000 + (time_t)(file->seed % 100000000);
	times[1].tv_nsec = (long)(file->seed % 1000000000);
	if (futimens(fd, times) < 0)
		die(name);
	(void)close(fd);
}

/* A directory for each FILES_IN_DIRECTORY files. */
static void
write_files(int top, const struct file *files, size_t n)
{
	char name[32];
	int dir = -1;

	for (size_t i = 0; i < n; i++) {
		if (i % FILES_IN_DIRECTORY == 0) {
			(void)snprintf(name, sizeof(name), "d%04zu",
				i / FILES_IN_DIRECTORY);
			if (mkdirat(top, name, 0755) < 0)
				die(name);
			if (dir >= 0)
				(void)close(dir);
			dir = openat(top, name, O_RDONLY | O_DIRECTORY);
		}
		(void)snprintf(name, sizeof(name), "file-%06zu.bin", i);
		write_file(dir, name, &files[i]);
	}
	(void)close(dir);
}

static void
shuffle(struct file *files, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t at = next() % i;
		struct file f = files[at];

		files[at] = files[i - 1];
		files[i - 1] = f;
	}
}

static struct file *
plan_mixed(size_t *ret_n, double bytes)
{
	size_t n = (size_t)(bytes / MEGABYTE * 7.5);
	size_t own = n * 70 / 100;
	struct file *files = calloc(n + 1, sizeof(*files));
	double *sizes = calloc(n + 1, sizeof(*sizes));
	double sum = 0;

	if (!files || !sizes)
		die("memory");
	for (size_t i = 0; i < own; i++)
		sum += sizes[i] = exp(2.0 * normal(&state));
	for (size_t i = 0; i < own; i++) {
		files[i].size = 1 +
			(uint64_t)(sizes[i] / sum * bytes * (double)own /
				(double)n);
		files[i].seed = next();
		files[i].changed_at = NOWHERE;
	}
	for (size_t i = own; i < n; i++) {
		files[i] = files[next() % own];
		if (i >= n * 95 / 100)
			files[i].changed_at = next() % files[i].size;
	}
	free(sizes);
	shuffle(files, n);
	*ret_n = n;
	return files;
}

static struct file *
plan_big(size_t *ret_n, double bytes)
{
	const size_t n = (size_t)BIG_SETS * 4;
	struct file *files = calloc(n, sizeof(*files));

	if (!files)
		die("memory");
	for (size_t set = 0; set < BIG_SETS; set++) {
		struct file *f = &files[set * 4];
		/* Half to one and a half of the mean. */
		uint64_t size = (uint64_t)(bytes / (double)n *
			(0.5 + (double)set / (BIG_SETS - 1)));
		const uint64_t places[] = { 0, size / 2, size - 1 };

		f[0] = (struct file){ size, next(), NOWHERE };
		f[1] = f[2] = f[3] = f[0];
		f[2].changed_at = places[set % 3];
		f[3].changed_at = places[(set + 1) % 3];
	}
	shuffle(files, n);
	*ret_n = n;
	return files;
}

int
main(int argc, char **argv)
{
	struct file *files;
	double bytes;
	size_t n;
	int top;

	if (argc < 4 ||
		(strcmp(argv[1], "mixed") != 0 &&
			strcmp(argv[1], "big") != 0)) {
		(void)fprintf(stderr,
			"usage: make_files mixed|big DIR MEGABYTES [SEED]\n");
		return 2;
	}
	bytes = strtod(argv[3], NULL) * MEGABYTE;
	state = argc > 4 ? strtoull(argv[4], NULL, 10) : 1;
	files = strcmp(argv[1], "big") == 0 ? plan_big(&n, bytes) :
					      plan_mixed(&n, bytes);
	if (mkdir(argv[2], 0755) < 0)
		die(argv[2]);
	top = open(argv[2], O_RDONLY | O_DIRECTORY);
	if (top < 0)
		die(argv[2]);
	write_files(top, files, n);
	(void)close(top);
	free(files);
	return 0;
}
