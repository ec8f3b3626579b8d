/* SPDX-License-Identifier: MIT */
/*
 * random_tree make DIR SEED: a tree to find duplicates in, the same for the
 * same seed.  Families of files of one size, equal or different in one byte
 * at the places where stages meet; hard links across directories; sparse
 * files; empty and special files; names that are only bytes; for every second
 * seed, directories so deep that no path reaches them.
 *
 * random_tree change DIR SEED: a day's work on such a tree.  Files are edited
 * (half of them with the old time put back), cut, grown, moved, swapped,
 * replaced, linked, overwritten with another's bytes, and deleted.
 *
 * All names are reached from their directory's descriptor.
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

#define DIRS_MAX 1000
#define FILES_MAX 4000
#define SIZE_MAX_BYTES 200000

struct dir {
	size_t parent;
	char name[256];
};

struct file {
	size_t dir;
	char name[256];
};

static struct dir dirs[DIRS_MAX]; /* the first is DIR itself */
static size_t n_dirs = 1;
static struct file files[FILES_MAX];
static size_t n_files;
static char bytes[SIZE_MAX_BYTES];
static int top;
static uint64_t state;
static unsigned int serial; /* makes names unique */

static void
die(const char *what)
{
	(void)fprintf(stderr, "random_tree: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* splitmix64, public domain (Sebastiano Vigna, 2015). */
static uint64_t
next(void)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static size_t
below(size_t n)
{
	return (size_t)(next() % n);
}

/* A descriptor of the directory, whatever the length of its path. */
static int
open_dir(size_t index)
{
	int parent, fd;

	if (index == 0)
		return dup(top);
	parent = open_dir(dirs[index].parent);
	fd = openat(parent, dirs[index].name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	if (fd < 0)
		die(dirs[index].name);
	(void)close(parent);
	return fd;
}

/* --- names --------------------------------------------------------------- */

static void
make_name(char name[256])
{
	static const char *const odd[] = { "plain", "new\nline", "tab\t",
		"\r\x1b[31m", "\"quote\" 'n' \\", "\xff\xfe\x80", "a,b;c",
		"*?[x]", "%s%n", "\x1c\x1f\x7f", " blank ",
		"\xc3\xa9\xe2\x80\xae", "$(id)`id`", "nfd e\xcc\x81", "plain",
		"plain", "plain" };
	unsigned int number = ++serial;
	size_t kind = below(20);
	int len;

	if (kind == 0) { /* as long as a name can be */
		len = snprintf(name, 256, "%u", number);
		memset(name + len, 'n', (size_t)(255 - len));
		name[255] = '\0';
	} else if (kind == 1) {
		(void)snprintf(name, 256, "-%u", number);
	} else if (kind == 2) {
		(void)snprintf(name, 256, ".%u\n", number);
	} else {
		(void)snprintf(name, 256, "%s%u", odd[kind - 3], number);
	}
}

static size_t
add_dir(size_t parent, const char *name)
{
	int fd = open_dir(parent);

	if (n_dirs == DIRS_MAX)
		die("too many directories");
	if (mkdirat(fd, name, 0755) < 0)
		die(name);
	(void)close(fd);
	dirs[n_dirs].parent = parent;
	(void)snprintf(dirs[n_dirs].name, sizeof(dirs[0].name), "%s", name);
	return n_dirs++;
}

static struct file *
add_file(void)
{
	struct file *f = &files[n_files];

	if (n_files == FILES_MAX)
		die("too many files");
	n_files++;
	f->dir = below(n_dirs);
	make_name(f->name);
	return f;
}

/* --- contents ------------------------------------------------------------ */

/* The same key and size give the same bytes; flip < 0: none is different. */
static void
fill(uint64_t key, size_t size, long flip)
{
	uint64_t before = state;

	state = key;
	for (size_t i = 0; i < size; i += sizeof(before)) {
		uint64_t word = key ? next() : 0;
		size_t n = size - i < sizeof(word) ? size - i : sizeof(word);

		memcpy(bytes + i, &word, n);
	}
	state = before;
	if (flip >= 0 && (size_t)flip < size)
		bytes[flip] ^= 1;
}

static void
write_at(int dir, const char *name, size_t size)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW,
		0644);

	if (fd < 0)
		die(name);
	if (write(fd, bytes, size) != (ssize_t)size)
		die(name);
	(void)close(fd);
}

static void
write_file(const struct file *f, size_t size)
{
	int dir = open_dir(f->dir);

	write_at(dir, f->name, size);
	(void)close(dir);
}

/* Where a stage begins or ends, the middle, or anywhere. */
static long
choose_flip(size_t size)
{
	const long n = (long)size;
	const long places[] = { 0, n - 1, n / 2, 2047, 2048, n - 2048, n - 2049,
		4095, 4096, (long)below(size) };

	return below(2) ? -1 : places[below(sizeof(places) / sizeof(*places))];
}

static void
make_family(size_t size)
{
	uint64_t key = next() | 1;
	size_t n = 2 + below(5);

	for (size_t i = 0; i < n; i++) {
		fill(key, size, choose_flip(size));
		write_file(add_file(), size);
	}
}

static void
make_families(void)
{
	static const size_t around[] = { 1, 2, 2048, 4096, 8192, 65536, 131072,
		196608 };
	size_t n = 10 + below(8);

	for (size_t i = 0; i < n; i++) {
		size_t size = around[below(8)];

		size += size > 2 ? below(3) - 1 : 0;
		make_family(below(5) ? size : 1 + below(20000));
	}
}

static void
make_sparse(void)
{
	size_t size = below(2) ? 65537 : 4096 + below(3) - 1;
	int dir, fd;

	for (int i = 0; i < 4; i++) {
		const struct file *f = add_file();

		dir = open_dir(f->dir);
		fill(0, size, -1);
		write_at(dir, f->name, i == 0 ? size : 0);
		fd = openat(dir, f->name, O_WRONLY);
		if (fd < 0 || ftruncate(fd, (off_t)size) < 0)
			die(f->name);
		if (i == 3 && pwrite(fd, "x", 1, (off_t)size / 2) != 1)
			die(f->name);
		(void)close(fd);
		(void)close(dir);
	}
}

/* --- other things in the tree -------------------------------------------- */

static void
make_link(const struct file *old)
{
	struct file *f = add_file();
	int from = open_dir(old->dir);
	int to = open_dir(f->dir);

	if (linkat(from, old->name, to, f->name, 0) < 0 && errno != EPERM)
		die(old->name);
	(void)close(from);
	(void)close(to);
}

/* A name in a random directory, that no later step touches. */
static void
make_special(int kind, const char *target)
{
	char name[256];
	int dir = open_dir(below(n_dirs));
	int r;

	make_name(name);
	if (kind == 0)
		r = symlinkat(target, dir, name);
	else
		r = mknodat(dir, name, (kind == 1 ? S_IFIFO : S_IFSOCK) | 0644,
			0);
	if (r < 0)
		die(name);
	(void)close(dir);
}

static void
make(uint64_t seed)
{
	char name[256];
	size_t n = 5 + below(8);
	size_t deep = 0;

	for (size_t i = 0; i < n; i++) {
		make_name(name);
		(void)add_dir(below(n_dirs), name);
	}
	/* Four in five directories are then beyond every path. */
	for (int i = 0; seed % 2 == 0 && i < 24; i++) {
		(void)snprintf(name, sizeof(name), "%0200d", i);
		deep = add_dir(deep, name);
	}
	make_families();
	make_sparse();
	for (int i = 0; i < 3; i++)
		write_file(add_file(), 0);
	n = n_files;
	for (int i = 0; i < 8; i++)
		make_link(&files[below(n)]);
	make_special(0, files[0].name);
	make_special(0, "nowhere");
	make_special(0, ".");
	make_special(1, NULL);
	make_special(2, NULL);
}

/* --- a day's work --------------------------------------------------------- */

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
take(size_t index, int fd, const char *name)
{
	struct stat st;

	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		die(name);
	if (S_ISDIR(st.st_mode) && n_dirs < DIRS_MAX) {
		dirs[n_dirs].parent = index;
		(void)snprintf(dirs[n_dirs].name, 256, "%s", name);
		n_dirs++;
	} else if (S_ISREG(st.st_mode) && n_files < FILES_MAX) {
		files[n_files].dir = index;
		(void)snprintf(files[n_files].name, 256, "%s", name);
		n_files++;
	}
}

/* What is in a directory, in an order that does not depend on the disk. */
static void
list(size_t index)
{
	DIR *dir = fdopendir(open_dir(index));
	struct dirent *entry;
	char *names[FILES_MAX];
	size_t n = 0;

	if (!dir)
		die("fdopendir");
	while ((entry = readdir(dir)) && n < FILES_MAX)
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			names[n++] = strdup(entry->d_name);
	qsort(names, n, sizeof(names[0]), by_name);
	for (size_t i = 0; i < n; i++) {
		take(index, dirfd(dir), names[i]);
		free(names[i]);
	}
	(void)closedir(dir);
}

/* Change a byte, the length, or everything; maybe put the time back. */
static void
edit(int dir, const char *name, const struct stat *st)
{
	const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT },
		st->st_mtim };
	size_t size = (size_t)st->st_size;
	int fd = openat(dir, name, O_RDWR | O_NOFOLLOW);
	bool put_back = below(2);
	char c = 0;

	if (fd < 0)
		return; /* not readable */
	switch (below(5)) {
	case 0:
		fill(next() | 1, size, -1);
		if (pwrite(fd, bytes, size, 0) != st->st_size)
			die(name);
		break;
	case 1:
		if (ftruncate(fd, st->st_size / 2) < 0)
			die(name);
		break;
	case 2:
		if (pwrite(fd, "more", 4, st->st_size) != 4)
			die(name);
		break;
	default:
		if (size == 0)
			break;
		size = below(size);
		if (pread(fd, &c, 1, (off_t)size) != 1)
			die(name);
		c ^= 1;
		if (pwrite(fd, &c, 1, (off_t)size) != 1)
			die(name);
	}
	if (put_back && futimens(fd, times) < 0)
		die(name);
	(void)close(fd);
}

/* Another file with the same name, size and time. */
static void
replace(int dir, const char *name, const struct stat *st)
{
	const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT },
		st->st_mtim };

	fill(next() | 1, (size_t)st->st_size, -1);
	write_at(dir, "temporary", (size_t)st->st_size);
	if (utimensat(dir, "temporary", times, 0) < 0 ||
		renameat(dir, "temporary", dir, name) < 0)
		die(name);
}

static void
overwrite(int dir, const struct file *f, const struct file *with)
{
	int from = open_dir(with->dir);
	int fd = openat(from, with->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));

	if (n >= 0 && faccessat(dir, f->name, W_OK, 0) == 0)
		write_at(dir, f->name, (size_t)n);
	if (fd >= 0)
		(void)close(fd);
	(void)close(from);
}

/* Rename or, with RENAME_EXCHANGE, swap. */
static void
move(int dir, const struct file *f, const struct file *to, unsigned int how)
{
	int other = open_dir(to->dir);

	(void)renameat2(dir, f->name, other, to->name, how);
	(void)close(other);
}

static void
become(int dir, const char *name, size_t what)
{
	int r = unlinkat(dir, name, 0);

	if (r == 0 && what == 0)
		r = mkfifoat(dir, name, 0644);
	else if (r == 0 && what == 1)
		r = symlinkat("elsewhere", dir, name);
	else if (r == 0 && what == 2)
		r = mkdirat(dir, name, 0755);
	if (r < 0)
		die(name);
}

static void
change_file(const struct file *f)
{
	const struct file *other = &files[below(n_files)];
	int dir = open_dir(f->dir);
	struct file fresh = { .dir = below(n_dirs) };
	size_t what = below(12);
	struct stat st;
	int r = 0;

	make_name(fresh.name);
	if (fstatat(dir, f->name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
		!S_ISREG(st.st_mode))
		what = 12; /* moved by an earlier step */
	if (what < 3)
		edit(dir, f->name, &st);
	else if (what == 3)
		move(dir, f, &fresh, 0);
	else if (what == 4)
		move(dir, f, other, 0);
	else if (what == 5)
		move(dir, f, other, RENAME_EXCHANGE);
	else if (what == 6)
		replace(dir, f->name, &st);
	else if (what == 7)
		become(dir, f->name, below(4));
	else if (what == 8)
		make_link(f);
	else if (what < 11)
		overwrite(dir, f, other);
	else if (what == 11)
		r = fchmodat(dir, f->name, 0640, 0);
	if (r < 0)
		die(f->name);
	(void)close(dir);
}

static void
change(void)
{
	size_t n;

	for (size_t i = 0; i < n_dirs; i++)
		list(i);
	serial = 100000 + (unsigned int)below(1000000) * 100;
	n = n_files;
	for (size_t i = 0; i < n; i++)
		if (below(4) == 0)
			change_file(&files[i]);
}

int
main(int argc, char **argv)
{
	uint64_t seed = argc == 4 ? strtoull(argv[3], NULL, 10) : 0;

	if (argc != 4 ||
		(strcmp(argv[1], "make") && strcmp(argv[1], "change"))) {
		(void)fprintf(stderr,
			"usage: random_tree make|change DIR SEED\n");
		return 2;
	}
	(void)umask(022);
	state = seed * UINT64_C(0x2545f4914f6cdd1d) + (argv[1][0] == 'c');
	if (argv[1][0] == 'm' && mkdir(argv[2], 0755) < 0)
		die(argv[2]);
	top = open(argv[2], O_RDONLY | O_DIRECTORY);
	if (top < 0)
		die(argv[2]);
	if (argv[1][0] == 'm')
		make(seed);
	else
		change();
	return 0;
}
