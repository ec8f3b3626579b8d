/* SPDX-License-Identifier: MIT */
/*
 * getdents_stat DIR: the least that any program asks of the kernel that wants
 * the metadata of a tree: getdents64(2) and, of each name, fstatat(2).  Prints
 * how many names it met.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER ((size_t)64 << 10)

/* Directories that wait, as a descriptor of the one above would cost more
 * than their path. */
struct waiting {
	struct waiting *next;
	char path[];
};

static struct waiting *stack;
static unsigned long long n_names;

static void
push(const char *dir, const char *name)
{
	size_t size = strlen(dir) + strlen(name) + 2;
	struct waiting *w = malloc(sizeof(*w) + size);

	if (!w)
		abort();
	(void)snprintf(w->path, size, "%s/%s", dir, name);
	w->next = stack;
	stack = w;
}

static bool
is_dots(const char *name)
{
	return name[0] == '.' &&
		(name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

static void
look(int fd, const char *dir, const struct dirent64 *d)
{
	struct stat st;

	if (is_dots(d->d_name))
		return;
	n_names++;
	if (fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISDIR(st.st_mode))
		push(dir, d->d_name);
}

static void
read_directory(const char *dir)
{
	static _Alignas(struct dirent64) char buffer[BUFFER];
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	ssize_t n;

	if (fd < 0) {
		(void)fprintf(stderr, "getdents_stat: %s: %s\n", dir,
			strerror(errno));
		return;
	}
	while ((n = getdents64(fd, buffer, sizeof(buffer))) > 0)
		for (ssize_t at = 0; at < n;) {
			const struct dirent64 *d =
				(const struct dirent64 *)(const void *)(buffer +
					at);

			look(fd, dir, d);
			at += d->d_reclen;
		}
	(void)close(fd);
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		(void)fprintf(stderr, "usage: getdents_stat DIR\n");
		return 2;
	}
	read_directory(argv[1]);
	while (stack) {
		struct waiting *w = stack;

		stack = w->next;
		read_directory(w->path);
		free(w);
	}
	(void)printf("%llu\n", n_names);
	return 0;
}
