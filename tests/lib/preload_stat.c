/* SPDX-License-Identifier: MIT */
/*
 * A file system that cannot be trusted, where none can be mounted: changes
 * what lstat says.  For LD_PRELOAD.  nftw() does not call the lstat that is
 * found here, so its visits are changed on their way.
 *
 *   STAT_BELOW=DIR       everything on the file system of DIR is concerned
 *   STAT_INODES=N        other inode numbers for each N, as after a remount
 *   STAT_GRAIN_NS=N      mtime and ctime are multiples of it
 *   STAT_SHIFT=SECONDS   and so much later
 *   STAT_CTIME=SECONDS   every ctime is this, since 1970
 *   STAT_NETWORK=NAME    what has such a path is on NFS
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

typedef int (*visit_fn)(const char *, const struct stat *, int, struct FTW *);
typedef int (*nftw_fn)(const char *, visit_fn, int, int);
typedef int (*fstat_fn)(int, struct stat *);
typedef int (*fstatat_fn)(int, const char *, struct stat *, int);
typedef int (*statfs_fn)(const char *, struct statfs *);

#define NS 1000000000LL

static _Thread_local visit_fn visitor;

static long long
number(const char *name)
{
	const char *text = getenv(name);

	return text ? strtoll(text, NULL, 10) : 0;
}

static int
real_fstatat(int fd, const char *path, struct stat *st, int flags)
{
	static fstatat_fn real;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "fstatat");
	return real(fd, path, st, flags);
}

static bool
concerns(const struct stat *st)
{
	const char *below = getenv("STAT_BELOW");
	struct stat top;

	return below && real_fstatat(AT_FDCWD, below, &top, 0) == 0 &&
		top.st_dev == st->st_dev;
}

static void
bend(struct timespec *t)
{
	long long grain = number("STAT_GRAIN_NS");
	long long ns = t->tv_sec * NS + t->tv_nsec;

	if (grain > 0)
		ns -= ns % grain;
	ns += number("STAT_SHIFT") * NS;
	t->tv_sec = ns / NS;
	t->tv_nsec = ns % NS;
}

static void
change(struct stat *st)
{
	long long inodes = number("STAT_INODES");

	if (!concerns(st))
		return;
	if (inodes)
		st->st_ino = st->st_ino * 2 + (ino_t)inodes * 1000000007;
	bend(&st->st_mtim);
	bend(&st->st_ctim);
	if (getenv("STAT_CTIME"))
		st->st_ctim =
			(struct timespec){ .tv_sec = number("STAT_CTIME") };
}

int
fstatat(int fd, const char *path, struct stat *st, int flags)
{
	int result = real_fstatat(fd, path, st, flags);

	if (result == 0)
		change(st);
	return result;
}

int
stat(const char *path, struct stat *st)
{
	return fstatat(AT_FDCWD, path, st, 0);
}

int
lstat(const char *path, struct stat *st)
{
	return fstatat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

int
fstat(int fd, struct stat *st)
{
	static fstat_fn real;
	int result;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "fstat");
	result = real(fd, st);
	if (result == 0)
		change(st);
	return result;
}

static int
visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	struct stat changed = *st;

	if (type != FTW_NS)
		change(&changed);
	return visitor(path, &changed, type, ftw);
}

int
nftw(const char *path, visit_fn function, int depth, int flags)
{
	static nftw_fn real;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "nftw");
	visitor = function;
	return real(path, visit, depth, flags);
}

int
statfs(const char *path, struct statfs *fs)
{
	static statfs_fn real;
	const char *name = getenv("STAT_NETWORK");
	int result;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "statfs");
	result = real(path, fs);
	if (result == 0 && name && strstr(path, name))
		fs->f_type = 0x6969;
	return result;
}
