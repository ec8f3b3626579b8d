/* SPDX-License-Identifier: MIT */
/*
 * brute_groups DIR...: the groups of equal files below the DIRs, found without
 * a digest: every byte of every file is compared with every byte of all other
 * files of its size.  Names of one inode are one copy.
 *
 * A line a group: size, copies and, sorted, each copy's first path in base64
 * with its inode behind a colon.  The lines are in no order.  Files that
 * cannot be read are told on stderr and are in no group.
 *
 * Nothing of the program's own is used here, so that both cannot be wrong in
 * the same way.  Everything is held in memory: for small trees.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
	dev_t dev;
	ino_t ino;
	size_t size;
	char *bytes; /* NULL: could not be read */
	char *path;
	bool is_done;
};

static struct file *files;
static size_t n_files;
static size_t room;

static void
die(const char *what)
{
	(void)fprintf(stderr, "brute_groups: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void *
check(void *p)
{
	if (!p)
		die("memory");
	return p;
}

static char *
join(const char *dir, const char *name)
{
	size_t size = strlen(dir) + strlen(name) + 2;
	char *path = check(malloc(size));

	(void)snprintf(path, size, "%s/%s", strcmp(dir, "/") ? dir : "", name);
	return path;
}

/* A name more of a file that is known: the first in order counts. */
static bool
is_link(const struct stat *st, const char *path)
{
	for (size_t i = 0; i < n_files; i++) {
		if (files[i].dev != st->st_dev || files[i].ino != st->st_ino)
			continue;
		if (strcmp(path, files[i].path) < 0) {
			free(files[i].path);
			files[i].path = check(strdup(path));
		}
		return true;
	}
	return false;
}

static char *
read_all(int dir, const char *name, size_t size)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char *bytes;
	size_t done = 0;

	if (fd < 0)
		return NULL;
	bytes = check(malloc(size + 1));
	while (done < size) {
		ssize_t n = read(fd, bytes + done, size - done);

		if (n <= 0)
			die(name);
		done += (size_t)n;
	}
	(void)close(fd);
	return bytes;
}

static void
take(int dir, const char *name, const struct stat *st, const char *path)
{
	struct file *f;

	if (st->st_size == 0 || is_link(st, path))
		return;
	if (n_files == room) {
		room = room ? room * 2 : 256;
		files = check(realloc(files, room * sizeof(*files)));
	}
	f = &files[n_files++];
	*f = (struct file){ .dev = st->st_dev,
		.ino = st->st_ino,
		.size = (size_t)st->st_size,
		.bytes = read_all(dir, name, (size_t)st->st_size),
		.path = check(strdup(path)) };
	if (!f->bytes)
		(void)fprintf(stderr, "cannot read %s\n", path);
}

static void
walk(int fd, const char *path)
{
	DIR *dir = check(fdopendir(fd));
	struct dirent *entry;

	while ((entry = readdir(dir))) {
		struct stat st;
		char *below;
		int sub;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			die(entry->d_name);
		below = join(path, entry->d_name);
		if (S_ISREG(st.st_mode))
			take(fd, entry->d_name, &st, below);
		sub = S_ISDIR(st.st_mode) ?
			openat(fd, entry->d_name,
				O_RDONLY | O_DIRECTORY | O_NOFOLLOW) :
			-1;
		if (sub >= 0)
			walk(sub, below);
		free(below);
	}
	(void)closedir(dir);
}

/* --- printing ------------------------------------------------------------- */

static char *
base64(const char *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = (const unsigned char *)text;
	size_t len = strlen(text);
	char *out = check(calloc(len / 3 + 1, 4 + 1));
	size_t n = 0;

	for (size_t i = 0; i < len; i += 3) {
		unsigned int v = (unsigned int)in[i] << 16;

		v |= i + 1 < len ? (unsigned int)in[i + 1] << 8 : 0;
		v |= i + 2 < len ? in[i + 2] : 0;
		out[n++] = digits[v >> 18];
		out[n++] = digits[(v >> 12) & 63];
		out[n++] = i + 1 < len ? digits[(v >> 6) & 63] : '=';
		out[n++] = i + 2 < len ? digits[v & 63] : '=';
	}
	return out;
}

static char *
describe(const struct file *f)
{
	char *path = base64(f->path);
	size_t size = strlen(path) + 24;
	char *text = check(malloc(size));

	(void)snprintf(text, size, "%s:%llu", path, (unsigned long long)f->ino);
	free(path);
	return text;
}

static int
by_text(const void *a, const void *b)
{
	const char *const *x = a;
	const char *const *y = b;

	return strcmp(*x, *y);
}

static void
print(struct file *const *members, size_t n)
{
	char **texts = check(calloc(n, sizeof(*texts)));

	for (size_t i = 0; i < n; i++)
		texts[i] = describe(members[i]);
	qsort(texts, n, sizeof(*texts), by_text);
	(void)printf("%zu %zu", members[0]->size, n);
	for (size_t i = 0; i < n; i++) {
		(void)printf(" %s", texts[i]);
		free(texts[i]);
	}
	(void)putchar('\n');
	free(texts);
}

/* All files that are equal to files[first]; those before it are done. */
static void
group(size_t first, struct file **members)
{
	struct file *a = &files[first];
	size_t n = 0;

	if (a->is_done || !a->bytes)
		return;
	members[n++] = a;
	for (size_t i = first + 1; i < n_files; i++) {
		struct file *b = &files[i];

		if (b->is_done || !b->bytes || b->size != a->size ||
			memcmp(a->bytes, b->bytes, a->size) != 0)
			continue;
		b->is_done = true;
		members[n++] = b;
	}
	if (n > 1)
		print(members, n);
}

int
main(int argc, char **argv)
{
	struct file **members;

	for (int i = 1; i < argc; i++) {
		char *path = realpath(argv[i], NULL);
		int fd = open(argv[i], O_RDONLY | O_DIRECTORY);

		if (!path || fd < 0)
			die(argv[i]);
		walk(fd, path);
		free(path);
	}
	members = check(calloc(n_files + 1, sizeof(struct file *)));
	for (size_t i = 0; i < n_files; i++)
		group(i, members);
	free(members);
	for (size_t i = 0; i < n_files; i++) {
		free(files[i].path);
		free(files[i].bytes);
	}
	free(files);
	return fflush(stdout) ? 2 : 0;
}
