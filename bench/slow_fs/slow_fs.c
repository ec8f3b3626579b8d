/* SPDX-License-Identifier: MIT */
/*
 * slow_fs DIR MOUNT_POINT [MODEL...]: DIR once more, at a mount point, as slow
 * as if it were on another device (device.h).  It stays in the foreground
 * until it is unmounted.  Read-only; needs libfuse3.
 *
 *   rtt=MICROSECONDS  of each call, as a server far away has it
 *   pipe=MB           a second that come from the server
 *   requests=N        that the server works on side by side
 *   disk=GB           there is a disk of that size with an arm
 *   span=GB           over so much of which the files are spread (all of it)
 *   queue=N           requests among which the disk chooses (32)
 *   inodes=real       numbers of inodes are those of DIR
 *         =blocks     they are in the order of the blocks
 *         =scrambled  they are in no order
 *   remember=1        the kernel remembers what it has seen until the mount
 *                     ends, as it does of a disk, and for a while of a server;
 *                     otherwise it asks for names and metadata each time
 *
 * Bytes are remembered in any case, and those of DIR itself had better be in
 * the page cache: then the model decides how long a run takes.
 */
#define FUSE_USE_VERSION 31

#include "device.h"
#include "layout.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Named after where it is, so that several are several volumes; more threads
 * than any --jobs asks for. */
#define OPTIONS "ro,max_threads=128,fsname="

#define HOURS 86400.0
/* Beyond the numbers of blocks. */
#define DIRECTORIES (UINT64_C(1) << 48)
#define EMPTY_FILES (UINT64_C(1) << 49)

enum numbers { NUMBERS_REAL, NUMBERS_BLOCKS, NUMBERS_SCRAMBLED };

static int top;
static bool does_remember;
static bool is_far;
static enum numbers numbers;
static struct device *device;
static struct layout *layout; /* NULL: there is no disk */

static const char *
relative(const char *path)
{
	return path[1] ? path + 1 : ".";
}

/* --- what calls cost ------------------------------------------------------ */

/* The bytes of an open file, or of a directory. */
static void
read_blocks(int fd, int64_t from, int64_t len)
{
	while (layout && len > 0) {
		int64_t n;
		int64_t at = layout_of(layout, fd, from, len, &n);

		if (at >= 0)
			device_read(device, at, n);
		from += n;
		len -= n;
	}
}

static void
read_inode(const struct stat *st)
{
	int64_t at, len;

	if (layout && layout_inode(layout, st->st_ino, &at, &len))
		device_read(device, at, len);
}

static void
read_directory(int fd)
{
	struct stat st;

	if (layout && fstat(fd, &st) == 0 && layout_is_new(layout, st.st_ino))
		read_blocks(fd, 0, st.st_size);
}

/* --- numbers of inodes ---------------------------------------------------- */

/* splitmix64, public domain (Sebastiano Vigna, 2015). */
static uint64_t
scrambled(uint64_t z)
{
	z += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) >> 16;
}

static uint64_t
first_block(int dir, const char *name, const struct stat *st)
{
	int64_t at = -1;
	int64_t len;
	int fd;

	if (!S_ISREG(st->st_mode))
		return DIRECTORIES + st->st_ino;
	fd = openat(dir, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
	if (fd >= 0) {
		at = layout_of(layout, fd, 0, 1, &len);
		(void)close(fd);
	}
	return at < 0 ? EMPTY_FILES + st->st_ino : (uint64_t)at / 512;
}

static int
stat_name(int dir, const char *name, struct stat *ret)
{
	if (fstatat(dir, name, ret, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (does_remember)
		read_inode(ret);
	if (numbers == NUMBERS_SCRAMBLED)
		ret->st_ino = scrambled(ret->st_ino);
	else if (numbers == NUMBERS_BLOCKS && layout)
		ret->st_ino = first_block(dir, name, ret);
	return 0;
}

/* --- calls ---------------------------------------------------------------- */

static void *
on_init(struct fuse_conn_info *connection, struct fuse_config *config)
{
	double timeout = does_remember ? HOURS : 0;

	(void)connection;
	config->use_ino = 1;
	config->kernel_cache = does_remember;
	config->attr_timeout = timeout;
	config->entry_timeout = timeout;
	config->negative_timeout = timeout;
	return NULL;
}

static int
on_getattr(const char *path, struct stat *st, struct fuse_file_info *info)
{
	(void)info;
	device_call(device, 0);
	return stat_name(top, relative(path), st);
}

static int
on_readlink(const char *path, char *buf, size_t size)
{
	ssize_t n;

	device_call(device, 0);
	n = readlinkat(top, relative(path), buf, size - 1);
	if (n < 0)
		return -errno;
	buf[n] = '\0';
	return 0;
}

static int
on_opendir(const char *path, struct fuse_file_info *info)
{
	int fd = openat(top, relative(path), O_RDONLY | O_DIRECTORY);

	device_call(device, 0);
	if (fd < 0)
		return -errno;
	info->fh = (uint64_t)fd;
	return 0;
}

/* A server tells the metadata of the names with them, a disk does not. */
static int
on_readdir(const char *path, void *buf, fuse_fill_dir_t fill, off_t offset,
	struct fuse_file_info *info, enum fuse_readdir_flags flags)
{
	bool has_all = does_remember && is_far && (flags & FUSE_READDIR_PLUS);
	int fd = openat((int)info->fh, ".", O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *d;

	(void)path;
	(void)offset;
	device_call(device, 0);
	if (!dir)
		return -errno;
	read_directory(fd);
	while ((d = readdir(dir)) != NULL) {
		struct stat st = { .st_ino = d->d_ino,
			.st_mode = (mode_t)d->d_type << 12 };

		if (has_all)
			(void)stat_name(fd, d->d_name, &st);
		(void)fill(buf, d->d_name, &st, 0,
			has_all ? FUSE_FILL_DIR_PLUS : 0);
	}
	(void)closedir(dir);
	return 0;
}

static int
on_releasedir(const char *path, struct fuse_file_info *info)
{
	(void)path;
	(void)close((int)info->fh);
	return 0;
}

static int
on_open(const char *path, struct fuse_file_info *info)
{
	int fd = openat(top, relative(path), O_RDONLY);

	device_call(device, 0);
	if (fd < 0)
		return -errno;
	info->fh = (uint64_t)fd;
	return 0;
}

static int
on_read(const char *path, char *buf, size_t size, off_t offset,
	struct fuse_file_info *info)
{
	ssize_t n = pread((int)info->fh, buf, size, offset);

	(void)path;
	if (n < 0)
		return -errno;
	if (does_remember) {
		read_blocks((int)info->fh, offset, n);
		device_call(device, n);
	}
	return (int)n;
}

static int
on_release(const char *path, struct fuse_file_info *info)
{
	(void)path;
	(void)close((int)info->fh);
	return 0;
}

/* --- the model ------------------------------------------------------------ */

static int
parse_numbers(const char *value)
{
	static const char *const words[] = { [NUMBERS_REAL] = "real",
		[NUMBERS_BLOCKS] = "blocks",
		[NUMBERS_SCRAMBLED] = "scrambled" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(value, words[i]) == 0) {
			numbers = (enum numbers)i;
			return 0;
		}
	return -1;
}

static int
parse(const char *word, struct device_model *model, double *span)
{
	const char *value = strchr(word, '=');
	double n;

	if (!value++)
		return -1;
	n = strtod(value, NULL);
	if (strncmp(word, "rtt=", 4) == 0)
		model->round_trip_ns = (int64_t)(n * 1e3);
	else if (strncmp(word, "pipe=", 5) == 0)
		model->pipe = n * 1e6;
	else if (strncmp(word, "requests=", 9) == 0)
		model->n_requests = (unsigned int)n;
	else if (strncmp(word, "disk=", 5) == 0)
		model->disk_bytes = (int64_t)(n * 1e9);
	else if (strncmp(word, "span=", 5) == 0)
		*span = n * 1e9;
	else if (strncmp(word, "queue=", 6) == 0)
		model->n_queued = (unsigned int)n;
	else if (strncmp(word, "remember=", 9) == 0)
		does_remember = n != 0;
	else if (strncmp(word, "inodes=", 7) == 0)
		return parse_numbers(value);
	else
		return -1;
	return 0;
}

static void
make_device(const char *dir, const struct device_model *model, double span)
{
	is_far = model->round_trip_ns > 0;
	device = device_new(model);
	if (span <= 0)
		span = (double)model->disk_bytes;
	if (model->disk_bytes > 0)
		layout = layout_new(dir, (int64_t)span);
}

int
main(int argc, char **argv)
{
	static const struct fuse_operations operations = {
		.init = on_init,
		.getattr = on_getattr,
		.readlink = on_readlink,
		.opendir = on_opendir,
		.readdir = on_readdir,
		.releasedir = on_releasedir,
		.open = on_open,
		.read = on_read,
		.release = on_release,
	};
	struct device_model model = { .n_queued = 32 };
	char options[4200] = OPTIONS;
	char *args[] = { argv[0], (char[]){ "-f" }, (char[]){ "-o" }, options,
		NULL, NULL };
	bool is_wrong = argc < 3;
	double span = 0;

	for (int i = 3; i < argc; i++)
		is_wrong = parse(argv[i], &model, &span) < 0 || is_wrong;
	if (is_wrong) {
		(void)fprintf(stderr,
			"usage: slow_fs DIR MOUNT_POINT [MODEL...]\n");
		return 2;
	}
	top = open(argv[1], O_RDONLY | O_DIRECTORY);
	if (top < 0) {
		perror(argv[1]);
		return 1;
	}
	if (!realpath(argv[2], options + strlen(options))) {
		perror(argv[2]);
		return 1;
	}
	make_device(argv[1], &model, span);
	args[4] = argv[2];
	return fuse_main(5, args, &operations, NULL);
}
