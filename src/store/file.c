/* SPDX-License-Identifier: MIT */
/*
 * The catalogue's file before it is opened: is it there, is it one that may be,
 * and if not, an empty one to begin with.  It has mode 0600 before SQLite sees
 * it; the -wal and -shm take that over.
 */
#include "store/internal.h"
#include "store/lock.h"
#include "util/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
make_parents(const char *path, struct error *err)
{
	_cleanup_(freep) char *dir = xstrdup(path);

	for (char *p = strchr(dir + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(dir, 0700) < 0 && errno != EEXIST) {
			struct stat st;
			int code = errno;

			/* Some answer EROFS or EACCES before EEXIST. */
			if (stat(dir, &st) < 0)
				return error_errno(err, code,
					"cannot make the directory '%s'", dir);
		}
		*p = '/';
	}
	return 0;
}

static int
create_file(const char *path, struct error *err)
{
	_cleanup_(closep) int fd = -1;
	int r = make_parents(path, err);

	if (r < 0)
		return r;
	/* Not O_EXCL: the path may be a symbolic link that leads nowhere. */
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
	if (fd < 0)
		return error_errno(err, errno,
			"cannot create the catalogue '%s'", path);
	return 0;
}

int
file_missing(const char *path, struct error *err)
{
	if (run_lock_seems_held(path))
		return error_set(err, ENOENT,
			"no catalogue at '%s' yet: a run is making it; ask "
			"again in a few seconds",
			path);
	return error_set(err, ENOENT,
		"no catalogue at '%s' yet; run 'catalog scan DIR' first", path);
}

static int
check_file(const char *path, enum store_mode mode, struct error *err)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		if (errno != ENOENT)
			return error_errno(err, errno,
				"cannot open the catalogue '%s'", path);
		if (mode == STORE_READ)
			return file_missing(path, err);
		return create_file(path, err);
	}
	if (S_ISDIR(st.st_mode))
		return error_set(err, EISDIR,
			"the catalogue '%s' is a directory", path);
	if (!S_ISREG(st.st_mode))
		return error_set(err, EINVAL,
			"the catalogue '%s' is not a regular file", path);
	if (mode == STORE_READ && st.st_size == 0)
		return file_missing(path, err);
	if (access(path, mode == STORE_READ ? R_OK : R_OK | W_OK) < 0)
		return error_errno(err, errno, "cannot %s the catalogue '%s'",
			mode == STORE_READ ? "read" : "write to", path);
	return 0;
}

/* Nothing is there, and there is room for the names of a draft. */
static bool
can_be_draft(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = strlen(slash ? slash + 1 : path);
	struct stat st;

	return len > 0 && len + STORE_DRAFT_SUFFIX <= NAME_MAX &&
		lstat(path, &st) < 0 && errno == ENOENT;
}

int
file_find(struct store *store, struct error *err)
{
	if (strcmp(store->path, STORE_IN_MEMORY) == 0)
		return store->mode == STORE_WRITE ?
			0 :
			file_missing(store->path, err);
	if (store->setup.as_draft && can_be_draft(store->path))
		return draft_create(store, err);
	return check_file(store->path, store->mode, err);
}
