/* SPDX-License-Identifier: MIT */
/*
 * make_corpus KIND DIR COUNT [SEED]: trees that are out of the ordinary, the
 * same for the same seed.
 *
 *   flat   COUNT empty files in one directory
 *   deep   COUNT directories, each in the one before, with a file each
 *   many   COUNT small files, twenty to a directory, those in directories of
 *          300
 */
#include "making.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define A_DIRECTORY 20
#define DIRECTORIES_A_DIRECTORY 300

static uint64_t state;

static uint64_t
next(void)
{
	return next_of(&state);
}

/* 12 to 28 bytes, unique by its number. */
static void
make_name(char *name, size_t size, unsigned long number)
{
	char random[20];
	unsigned int n = 3 + (unsigned int)(next() % 13);

	add_letters(&state, random, n);
	(void)snprintf(name, size, "%s%07lu.txt", random, number);
}

static void
make_file(int dir, unsigned long number, uint64_t most)
{
	char name[64];
	int fd;

	make_name(name, sizeof(name), number);
	fd = openat(dir, name, O_CREAT | O_WRONLY, 0644);
	if (fd < 0)
		die(name);
	if (most > 0 && ftruncate(fd, (off_t)(next() % most)) < 0)
		die(name);
	(void)close(fd);
}

static int
make_directory(int above, const char *name)
{
	int fd;

	if (mkdirat(above, name, 0755) < 0 && errno != EEXIST)
		die(name);
	fd = openat(above, name, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		die(name);
	return fd;
}

static void
make_flat(int top, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		make_file(top, i, 0);
}

static void
make_deep(int top, unsigned long n)
{
	int dir = dup(top);

	for (unsigned long i = 0; i < n; i++) {
		int below = make_directory(dir, "deeper");

		make_file(below, i, 0);
		(void)close(dir);
		dir = below;
	}
	(void)close(dir);
}

static void
make_many(int top, unsigned long n)
{
	unsigned long n_directories = (n + A_DIRECTORY - 1) / A_DIRECTORY;
	unsigned long made = 0;
	char name[64];

	for (unsigned long i = 0; i < n_directories; i++) {
		int group, dir;

		(void)snprintf(name, sizeof(name), "group-%05lu",
			i / DIRECTORIES_A_DIRECTORY);
		group = make_directory(top, name);
		make_name(name, sizeof(name), i);
		dir = make_directory(group, name);
		for (int f = 0; f < A_DIRECTORY && made < n; f++)
			make_file(dir, made++, 4096);
		(void)close(dir);
		(void)close(group);
	}
}

int
main(int argc, char **argv)
{
	unsigned long n;
	int top;

	if (argc < 4) {
		(void)fprintf(stderr,
			"usage: make_corpus flat|deep|many DIR COUNT [SEED]\n");
		return 2;
	}
	n = strtoul(argv[3], NULL, 10);
	state = argc > 4 ? strtoull(argv[4], NULL, 10) : 1;
	if (mkdir(argv[2], 0755) < 0 && errno != EEXIST)
		die(argv[2]);
	top = open(argv[2], O_RDONLY | O_DIRECTORY);
	if (top < 0)
		die(argv[2]);
	if (strcmp(argv[1], "flat") == 0)
		make_flat(top, n);
	else if (strcmp(argv[1], "deep") == 0)
		make_deep(top, n);
	else
		make_many(top, n);
	(void)close(top);
	return 0;
}
