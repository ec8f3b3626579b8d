/* SPDX-License-Identifier: MIT */
/*
 * make_tree DIR ENTRIES [SEED]: a tree that looks like somebody's disk, the
 * same for the same seed: a tenth of the entries directories, names of 20
 * bytes in the mean, a few large and many small directories, sparse files
 * with log-normal sizes (no data is written), modification times over ten
 * years.
 */
#include "making.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define YEAR (365.25 * 86400)
#define DEEPEST 12

struct node {
	unsigned int parent;
	unsigned int depth;
	char name[40];
};

static uint64_t state;

static uint64_t
next(void)
{
	return next_of(&state);
}

/* 12 to 28 bytes, unique by its number. */
static void
make_name(char *name, size_t size, const char *suffix, unsigned int number)
{
	char random[20];
	unsigned int n = 5 + (unsigned int)(next() % 13);

	add_letters(&state, random, n);
	(void)snprintf(name, size, "%s%06u%s", random, number, suffix);
}

/* A descriptor of the directory, from the top: depth is small. */
static int
open_node(int top, const struct node *nodes, unsigned int index)
{
	int parent;
	int fd;

	if (index == 0)
		return dup(top);
	parent = open_node(top, nodes, nodes[index].parent);
	fd = openat(parent, nodes[index].name, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		die(nodes[index].name);
	(void)close(parent);
	return fd;
}

static void
make_directories(int top, struct node *nodes, unsigned int n)
{
	for (unsigned int i = 1; i < n; i++) {
		unsigned int near = i > 400 ? i - 400 : 0;
		int fd;

		do {
			nodes[i].parent = uniform(&state) < 0.7 ?
				near + (unsigned int)(next() % (i - near)) :
				(unsigned int)(next() % i);
		} while (nodes[nodes[i].parent].depth >= DEEPEST);
		nodes[i].depth = nodes[nodes[i].parent].depth + 1;
		make_name(nodes[i].name, sizeof(nodes[i].name), "", i);
		fd = open_node(top, nodes, nodes[i].parent);
		if (mkdirat(fd, nodes[i].name, 0755) < 0)
			die(nodes[i].name);
		(void)close(fd);
	}
}

static void
make_file(int dir, unsigned int number)
{
	static const char *const suffixes[] = { ".jpg", ".txt", ".c", ".mp3",
		".html", ".nef", "" };
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT } };
	char name[64];
	double size = exp(8.5 + 2.3 * normal(&state));
	int fd;

	make_name(name, sizeof(name), suffixes[next() % 7], number);
	fd = openat(dir, name, O_CREAT | O_WRONLY, 0644);
	if (fd < 0)
		die(name);
	if (size > 4e9)
		size = 4e9;
	if (ftruncate(fd, (off_t)size) < 0)
		die(name);
	times[1].tv_sec = 1700000000 - (time_t)(uniform(&state) * 10 * YEAR);
	times[1].tv_nsec = (long)(next() % 1000000000);
	if (futimens(fd, times) < 0)
		die(name);
	(void)close(fd);
}

/* Pareto: most directories hold a few files, some hold thousands. */
static void
make_files(int top, const struct node *nodes, unsigned int n_nodes,
	unsigned int n_files)
{
	unsigned int made = 0;

	while (made < n_files) {
		unsigned int node = (unsigned int)(next() % n_nodes);
		double many = 3 / pow(1 - uniform(&state), 1 / 1.3);
		unsigned int n = many > 20000 ? 20000 : (unsigned int)many;
		int fd = open_node(top, nodes, node);

		for (unsigned int i = 0; i < n && made < n_files; i++)
			make_file(fd, made++);
		(void)close(fd);
	}
}

int
main(int argc, char **argv)
{
	struct node *nodes;
	unsigned int entries;
	unsigned int n;
	int top;

	if (argc < 3) {
		(void)fprintf(stderr, "usage: make_tree DIR ENTRIES [SEED]\n");
		return 2;
	}
	entries = (unsigned int)strtoul(argv[2], NULL, 10);
	state = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
	if (mkdir(argv[1], 0755) < 0 && errno != EEXIST)
		die(argv[1]);
	top = open(argv[1], O_RDONLY | O_DIRECTORY);
	if (top < 0)
		die(argv[1]);
	n = entries / 10;
	nodes = calloc(n + 1, sizeof(*nodes));
	if (!nodes)
		die("nodes");
	make_directories(top, nodes, n);
	make_files(top, nodes, n ? n : 1, entries - n);
	free(nodes);
	(void)close(top);
	return 0;
}
