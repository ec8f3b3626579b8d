/* SPDX-License-Identifier: MIT */
/*
 * io_open_beneath() opens a path of any length without ever following a
 * symbolic link, so that a directory swapped for one while we look cannot
 * lead anywhere else.
 *
 * The path is cut into chunks the kernel takes in one call; each is opened
 * below the one before it as an O_PATH descriptor, the last with the flags
 * that were asked for.  Cost: one system call for any path below 4 KiB,
 * where the kernel has openat2() (Linux 5.6).
 *
 * Without it the chunks are single components, each opened O_NOFOLLOW.  A
 * kernel that lacks openat2() says ENOSYS; a container's system call filter
 * may say EPERM instead, but so does O_NOATIME on a file of somebody else.
 * So EPERM means "not there" until openat2() has worked once.
 */
#include "util/io.h"

#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/path.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* RWF_DONTCACHE, which older headers do not have. */
#define DONTCACHE 0x00000080

/* What the kernel takes as one path, the closing NUL included. */
#define CHUNK_BYTES 4096

enum support {
	SUPPORT_UNKNOWN,
	SUPPORT_YES,
	SUPPORT_NO,
};

/* What is known of openat2(); the same answer whichever thread finds it. */
static atomic_int openat2_support;

void
io_set_openat2(bool use)
{
	atomic_store_explicit(&openat2_support,
		use ? SUPPORT_UNKNOWN : SUPPORT_NO, memory_order_relaxed);
}

/* The flags openat2() accepts, which refuses what open() ignores. */
static int
strict_flags(int flags)
{
	if (flags & O_PATH)
		flags &= O_PATH | O_DIRECTORY;
	else
		flags |= O_NOCTTY;
	/*
	 * RESOLVE_NO_SYMLINKS refuses links with ELOOP.  O_NOFOLLOW on top
	 * only has O_DIRECTORY say ENOTDIR, or lets O_PATH open a link.
	 */
	if ((flags & O_PATH) && !(flags & O_DIRECTORY))
		flags |= O_NOFOLLOW;
	return flags | O_CLOEXEC;
}

/* One chunk by openat2().  -ENOSYS when the kernel does not do it. */
static int
open_chunk(int dirfd, const char *path, int flags)
{
	struct open_how how = { 0 };
	int known;
	long fd;

	known = atomic_load_explicit(&openat2_support, memory_order_relaxed);
	if (known == SUPPORT_NO)
		return -ENOSYS;
	how.flags = (unsigned int)strict_flags(flags);
	how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
	do {
		fd = syscall(SYS_openat2, dirfd, path, &how, sizeof(how));
	} while (fd < 0 && errno == EINTR);
	if (fd >= 0) {
		if (known == SUPPORT_UNKNOWN)
			atomic_store_explicit(&openat2_support, SUPPORT_YES,
				memory_order_relaxed);
		return (int)fd;
	}
	if (errno == ENOSYS)
		io_set_openat2(false);
	if (errno == EPERM && known == SUPPORT_UNKNOWN)
		return -ENOSYS;
	/* A rename somewhere disturbed it; one component at a time is not. */
	if (errno == EAGAIN)
		return -ENOSYS;
	return -errno;
}

/* One component by openat().  Says ELOOP of a link, as openat2() does. */
static int
open_component(int dirfd, const char *name, int flags)
{
	struct stat st;
	int fd;

	do {
		fd = openat(dirfd, name,
			flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY);
	} while (fd < 0 && errno == EINTR);
	if (fd >= 0)
		return fd;
	if (errno != ENOTDIR || !(flags & O_DIRECTORY))
		return -errno;
	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISLNK(st.st_mode))
		return -ELOOP;
	return -ENOTDIR;
}

/* No "..", no empty component, not absolute, no NUL. */
static bool
is_below(const char *path, size_t len)
{
	size_t start = 0;

	if (len == 0)
		return true;
	for (size_t i = 0; i <= len; i++) {
		size_t part = i - start;

		if (i < len && path[i] == '\0')
			return false;
		if (i < len && path[i] != '/')
			continue;
		if (part == 0 || (part == 1 && path[start] == '.') ||
			(part == 2 && path[start] == '.' &&
				path[start + 1] == '.'))
			return false;
		start = i + 1;
	}
	return true;
}

/* How much of the path fits one chunk; 0 when a single component does not. */
static size_t
chunk_length(const char *path, size_t len, bool by_component)
{
	const char *slash;

	if (by_component) {
		slash = memchr(path, '/', len);
		if (slash)
			len = (size_t)(slash - path);
		return len < CHUNK_BYTES ? len : 0;
	}
	if (len < CHUNK_BYTES)
		return len;
	slash = memrchr(path, '/', CHUNK_BYTES);
	return slash ? (size_t)(slash - path) : 0;
}

int
io_open_beneath(int dirfd, const char *path, size_t len, int flags)
{
	_cleanup_(closep) int held = -1;
	bool by_component = false;
	char chunk[CHUNK_BYTES];

	if ((flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) ||
		!is_below(path, len))
		return -EINVAL;
	if (len == 0)
		return open_component(dirfd, ".", flags);
	for (;;) {
		size_t n = chunk_length(path, len, by_component);
		int how = n < len ? O_PATH | O_DIRECTORY : flags;
		int from = held >= 0 ? held : dirfd;
		int fd;

		if (n == 0)
			return -ENAMETOOLONG;
		memcpy(chunk, path, n);
		chunk[n] = '\0';
		fd = by_component ? open_component(from, chunk, how) :
				    open_chunk(from, chunk, how);
		if (fd == -ENOSYS && !by_component) {
			by_component = true;
			continue;
		}
		if (fd < 0 || n == len)
			return fd;
		closep(&held);
		held = fd;
		path += n + 1;
		len -= n + 1;
	}
}

ssize_t
io_pread_enough(int fd, void *buffer, size_t count, size_t enough,
	int64_t offset)
{
	char *to = buffer;
	size_t done = 0;

	while (done < enough) {
		ssize_t n = pread(fd, to + done, count - done,
			(off_t)(offset + (int64_t)done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

ssize_t
io_pread_full(int fd, void *buffer, size_t count, int64_t offset)
{
	return io_pread_enough(fd, buffer, count, count, offset);
}

ssize_t
io_pread_passing(int fd, void *buffer, size_t count, int64_t offset,
	bool *works)
{
	struct iovec to = { .iov_base = buffer, .iov_len = count };
	ssize_t n;

	if (!*works)
		return io_pread_full(fd, buffer, count, offset);
	n = preadv2(fd, &to, 1, (off_t)offset, DONTCACHE);
	if (n == (ssize_t)count)
		return n;
	if (n >= 0) { /* the end, or a read that was cut short */
		ssize_t rest = io_pread_full(fd, (char *)buffer + n,
			count - (size_t)n, offset + n);

		return rest < 0 ? rest : n + rest;
	}
	if (errno != EINTR)
		*works = false; /* whatever it is, an ordinary read tells */
	return io_pread_full(fd, buffer, count, offset);
}

int
io_pwrite_full(int fd, const void *buffer, size_t count, int64_t offset)
{
	const char *from = buffer;

	while (count > 0) {
		ssize_t n = pwrite(fd, from, count, offset);

		if (n == 0)
			return -EIO; /* nothing would ever end this loop */
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n < 0)
			continue;
		from += n;
		offset += n;
		count -= (size_t)n;
	}
	return 0;
}

int
io_write_full(int fd, const void *buffer, size_t count)
{
	const char *from = buffer;

	while (count > 0) {
		ssize_t n = write(fd, from, count);

		if (n > 0) {
			from += n;
			count -= (size_t)n;
			continue;
		}
		if (n == 0)
			return -EIO; /* nothing would ever end this loop */
		if (errno == EAGAIN) {
			/* Somebody we share the terminal with set O_NONBLOCK. */
			struct pollfd p = { .fd = fd, .events = POLLOUT };

			(void)poll(&p, 1, -1);
			continue;
		}
		if (errno != EINTR)
			return -errno;
	}
	return 0;
}

int
io_sync_directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	_cleanup_(freep) char *dir =
		xmemdupz(path, slash ? (size_t)(slash - path) + 1 : 0);
	_cleanup_(closep) int fd = -1;

	fd = open(*dir ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Some file systems cannot sync a directory: they need not. */
	return fd >= 0 && fsync(fd) < 0 && errno != EINVAL ? -errno : 0;
}
