/* SPDX-License-Identifier: MIT */
/*
 * Reads of files below a directory, disturbed.  For LD_PRELOAD.
 *
 *   READ_BELOW=DIR     the files concerned; nothing else is touched
 *   READ_NAME=TEXT     of these, only those whose path ends in TEXT
 *   READ_FROM=OFFSET   and only reads at or behind OFFSET
 *   READ_SLOW_US=N     sleep so long before each read
 *   READ_SHORT=N       at most N bytes a read; every third one is EINTR
 *   READ_ERROR=ERRNO   reads fail with this number
 *   READ_FLIP=N        the first N reads give another first byte
 *   READ_HOOK=COMMAND  run by the shell once, before the first such read
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

typedef ssize_t (*pread_fn)(int, void *, size_t, off_t);
typedef ssize_t (*preadv2_fn)(int, const struct iovec *, int, off_t, int);

ssize_t __pread_chk(int fd, void *buffer, size_t count, off_t offset,
	size_t size);

static atomic_flag has_run = ATOMIC_FLAG_INIT;
static atomic_uint n_reads;
static atomic_long n_flipped;

static long
number(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text ? strtol(text, NULL, 10) : otherwise;
}

static bool
ends_in(const char *text, const char *end)
{
	size_t n = strlen(text);
	size_t m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

static bool
concerns(int fd, off_t offset)
{
	const char *below = getenv("READ_BELOW");
	const char *name = getenv("READ_NAME");
	char link[64];
	char path[4200];
	ssize_t n;

	if (!below || offset < number("READ_FROM", 0))
		return false;
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0)
		return false;
	path[n] = '\0';
	if (strncmp(path, below, strlen(below)) != 0 ||
		path[strlen(below)] != '/')
		return false;
	return !name || ends_in(path, name);
}

static void
run_hook(void)
{
	const char *hook = getenv("READ_HOOK");
	char *command;

	if (!hook || atomic_flag_test_and_set(&has_run))
		return;
	if (asprintf(&command, "unset LD_PRELOAD\n%s", hook) < 0)
		abort();
	if (system(command) != 0)
		abort(); /* the case would prove nothing */
	free(command);
}

ssize_t
pread(int fd, void *buffer, size_t count, off_t offset)
{
	static pread_fn real;
	size_t most = (size_t)number("READ_SHORT", 0);
	int saved = errno;
	ssize_t n;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "pread");
	if (!concerns(fd, offset)) {
		errno = saved;
		return real(fd, buffer, count, offset);
	}
	run_hook();
	(void)usleep((useconds_t)number("READ_SLOW_US", 0));
	errno = (int)number("READ_ERROR", 0);
	if (errno)
		return -1;
	if (most > 0 && atomic_fetch_add(&n_reads, 1) % 3 == 0) {
		errno = EINTR;
		return -1;
	}
	errno = saved;
	n = real(fd, buffer, most && most < count ? most : count, offset);
	if (n > 0 && atomic_fetch_add(&n_flipped, 1) < number("READ_FLIP", 0))
		*(unsigned char *)buffer ^= 1;
	return n;
}

/* What a fortified program calls. */
ssize_t
__pread_chk(int fd, void *buffer, size_t count, off_t offset, size_t size)
{
	if (count > size)
		abort();
	return pread(fd, buffer, count, offset);
}

/* Of the files concerned all is read by pread(). */
ssize_t
preadv2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
	static preadv2_fn real;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "preadv2");
	if (concerns(fd, offset)) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return real(fd, vector, count, offset, flags);
}
