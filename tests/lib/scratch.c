/* SPDX-License-Identifier: MIT */
/*
 * Removal works on trees that rm -r has trouble with.  A directory that is
 * not empty is not descended into: its files are unlinked, and its
 * subdirectories are renamed into the top one, where they wait for their
 * turn.  So three descriptors do for any depth, and no path is ever long.
 */
#include "lib/scratch.h"

#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/io.h"
#include "util/strbuf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *base;

static _Noreturn void
fail(const char *what, const char *name)
{
	(void)fprintf(stderr, "scratch: %s '%s': %s\n", what, name,
		strerror(errno));
	abort();
}

static char *
make_temporary(const char *dir, const char *name)
{
	_cleanup_(freep) char *path = scratch_path(dir, name);

	if (!mkdtemp(path))
		fail("cannot create", path);
	return take_ptr(&path);
}

void
scratch_init(void)
{
	const char *tmp = getenv("TMPDIR");
	_cleanup_(freep) char *real =
		realpath(tmp && *tmp != '\0' ? tmp : "/tmp", NULL);

	if (base)
		return;
	if (!real)
		fail("cannot use", tmp ? tmp : "/tmp");
	base = make_temporary(real, "catalog-test-XXXXXX");
}

void
scratch_cleanup(void)
{
	if (!base)
		return;
	if (!scratch_remove(base))
		fail("cannot remove all of", base);
	free(base);
	base = NULL;
}

char *
scratch_dir(void)
{
	if (!base)
		fail("scratch_init() was not called", "");
	return make_temporary(base, "XXXXXX");
}

char *
scratch_path(const char *dir, const char *name)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", dir, name);
	return strbuf_detach(&path);
}

void
scratch_write(const char *path, const void *bytes, size_t len)
{
	_cleanup_(closep) int fd =
		open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || io_write_full(fd, bytes, len) < 0)
		fail("cannot write", path);
}

void
scratch_file(const char *dir, const char *name, const void *bytes, size_t len)
{
	_cleanup_(freep) char *path = scratch_path(dir, name);

	scratch_write(path, bytes, len);
}

void
scratch_mkdir(const char *dir, const char *name)
{
	_cleanup_(freep) char *path = scratch_path(dir, name);

	if (mkdir(path, 0755) < 0)
		fail("cannot create", path);
}

void
scratch_symlink(const char *dir, const char *name, const char *target)
{
	_cleanup_(freep) char *path = scratch_path(dir, name);

	if (symlink(target, path) < 0)
		fail("cannot link", path);
}

int
scratch_deep(const char *dir, const char *name, unsigned int depth)
{
	_cleanup_(closep) int fd =
		open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		fail("cannot open", dir);
	while (depth-- > 0) {
		int below;

		if (mkdirat(fd, name, 0755) < 0)
			fail("cannot create", name);
		below = openat(fd, name,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below < 0)
			fail("cannot open", name);
		closep(&fd);
		fd = below;
	}
	return take_fd(&fd);
}

/* ---- Removal ---- */

static bool
is_dot(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/*
 * To be emptied, and to be moved, a directory must be ours to write.  Where
 * this fails, what needed it fails too.
 */
static void
unlock(int dirfd, const char *name)
{
	if (fchmodat(dirfd, name, 0700, 0) < 0)
		return;
}

/* A stream on a directory of any mode; NULL when it is none. */
static DIR *
open_directory(int dirfd, const char *name)
{
	struct stat st;
	DIR *dir;
	int fd;

	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
		!S_ISDIR(st.st_mode))
		return NULL;
	unlock(dirfd, name);
	fd = openat(dirfd, name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	dir = fdopendir(fd);
	if (!dir)
		(void)close(fd);
	return dir;
}

/* Remove what is in dir/name, or move it up into dir.  Did anything go? */
static bool
empty_into(int top, const char *name, unsigned long *n_moved)
{
	_cleanup_(closedirp) DIR *dir = open_directory(top, name);
	struct dirent *e;
	bool is_progress = false;

	while (dir && (e = readdir(dir))) {
		int fd = dirfd(dir);
		char moved[48];

		if (is_dot(e->d_name))
			continue;
		if (unlinkat(fd, e->d_name, 0) == 0 ||
			unlinkat(fd, e->d_name, AT_REMOVEDIR) == 0) {
			is_progress = true;
			continue;
		}
		unlock(fd, e->d_name);
		(void)snprintf(moved, sizeof(moved), ".scratch-moved-%lu",
			++*n_moved);
		if (renameat(fd, e->d_name, top, moved) == 0)
			is_progress = true;
	}
	return is_progress;
}

/* One pass over the top directory.  Did anything go? */
static bool
remove_entries(DIR *dir, unsigned long *n_moved)
{
	struct dirent *e;
	bool is_progress = false;
	int fd = dirfd(dir);

	rewinddir(dir);
	while ((e = readdir(dir))) {
		if (is_dot(e->d_name))
			continue;
		if (unlinkat(fd, e->d_name, 0) < 0 &&
			unlinkat(fd, e->d_name, AT_REMOVEDIR) < 0) {
			if (!empty_into(fd, e->d_name, n_moved))
				continue;
			(void)unlinkat(fd, e->d_name, AT_REMOVEDIR);
		}
		is_progress = true;
	}
	return is_progress;
}

bool
scratch_remove(const char *path)
{
	unsigned long n_moved = 0;

	if (unlink(path) < 0) {
		_cleanup_(closedirp) DIR *dir = open_directory(AT_FDCWD, path);

		while (dir && remove_entries(dir, &n_moved))
			;
		(void)rmdir(path);
	}
	return access(path, F_OK) < 0 && errno == ENOENT;
}
