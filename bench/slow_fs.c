/* SPDX-License-Identifier: MIT */
/*
 * slow_fs DIR MOUNT_POINT MICROSECONDS: DIR once more, at a mount point, with
 * so much added to each call that asks for metadata, as a server far away has
 * it.  Nothing is remembered by the kernel, calls wait side by side, and it
 * stays in the foreground until it is unmounted.  Read-only; needs libfuse3.
 */
#define FUSE_USE_VERSION 31

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Named after DIR, so that several are several volumes; more threads than any
 * --jobs asks for. */
#define OPTIONS "ro,max_threads=128,fsname="

static int top;
static long delay_us;

static void
wait_for_server(void)
{
	const struct timespec t = { delay_us / 1000000,
		delay_us % 1000000 * 1000 };

	(void)nanosleep(&t, NULL);
}

static const char *
relative(const char *path)
{
	return path[1] ? path + 1 : ".";
}

static void *
on_init(struct fuse_conn_info *connection, struct fuse_config *config)
{
	(void)connection;
	config->use_ino = 1;
	config->attr_timeout = 0;
	config->entry_timeout = 0;
	config->negative_timeout = 0;
	return NULL;
}

static int
on_getattr(const char *path, struct stat *st, struct fuse_file_info *info)
{
	(void)info;
	wait_for_server();
	return fstatat(top, relative(path), st, AT_SYMLINK_NOFOLLOW) < 0 ?
		-errno :
		0;
}

static int
on_readlink(const char *path, char *buf, size_t size)
{
	ssize_t n;

	wait_for_server();
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

	wait_for_server();
	if (fd < 0)
		return -errno;
	info->fh = (uint64_t)fd;
	return 0;
}

static int
on_readdir(const char *path, void *buf, fuse_fill_dir_t fill, off_t offset,
	struct fuse_file_info *info, enum fuse_readdir_flags flags)
{
	int fd = openat((int)info->fh, ".", O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *d;

	(void)path;
	(void)offset;
	(void)flags;
	wait_for_server();
	if (!dir)
		return -errno;
	while ((d = readdir(dir)) != NULL) {
		struct stat st = { .st_ino = d->d_ino,
			.st_mode = (mode_t)d->d_type << 12 };

		(void)fill(buf, d->d_name, &st, 0, 0);
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

	wait_for_server();
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
	return n < 0 ? -errno : (int)n;
}

static int
on_release(const char *path, struct fuse_file_info *info)
{
	(void)path;
	(void)close((int)info->fh);
	return 0;
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
	char options[4200] = OPTIONS;
	char *args[] = { argv[0], (char[]){ "-f" }, (char[]){ "-o" }, options,
		NULL, NULL };

	if (argc != 4) {
		(void)fprintf(stderr,
			"usage: slow_fs DIR MOUNT_POINT MICROSECONDS\n");
		return 2;
	}
	top = open(argv[1], O_RDONLY | O_DIRECTORY);
	if (top < 0) {
		perror(argv[1]);
		return 1;
	}
	if (!realpath(argv[1], options + strlen(options))) {
		perror(argv[1]);
		return 1;
	}
	delay_us = strtol(argv[3], NULL, 10);
	args[4] = argv[2];
	return fuse_main(5, args, &operations, NULL);
}
