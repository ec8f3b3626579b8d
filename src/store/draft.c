/* SPDX-License-Identifier: MIT */
/*
 * A new catalogue while its first scan fills it: PATH.new.
 *
 * Nobody else knows of it, and if the process dies it counts as none, so there
 * is nothing that a journal on the disk would be for: what a transaction has
 * to take back is kept in memory, pages go to the file once instead of to a
 * log and from there to the file, early ones while the walk goes on, and only
 * at the end is the disk waited for.  Then it gets its name, in one step.
 */
#include "store/internal.h"
#include "util/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void
remove_draft(const char *draft)
{
	static const char *const suffixes[] = { "", "-journal", "-wal",
		"-shm" };
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		strbuf_truncate(&path, 0);
		strbuf_addf(&path, "%s%s", draft, suffixes[i]);
		(void)unlink(path.buf);
	}
}

int
draft_create(struct store *store, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf draft = STRBUF_INIT;
	_cleanup_(closep) int fd = -1;
	int r = make_parents(store->path, err);

	if (r < 0)
		return r;
	strbuf_addf(&draft, "%s.new", store->path);
	remove_draft(draft.buf); /* of a run that was killed */
	fd = open(draft.buf, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_errno(err, errno,
			"cannot create the catalogue '%s'", store->path);
	store->draft = strbuf_detach(&draft);
	return 0;
}

/* A small cache: full pages are to go to the file while there is time. */
int
draft_tune(struct store *store, struct error *err)
{
	return query_exec(store,
		"PRAGMA locking_mode = EXCLUSIVE;"
		"PRAGMA journal_mode = MEMORY;"
		"PRAGMA synchronous = OFF;"
		"PRAGMA cache_size = -2048;",
		err);
}

void
draft_drop(struct store *store)
{
	if (store->draft)
		remove_draft(store->draft);
	free(store->draft);
	store->draft = NULL;
}

int
store_open_draft(struct store **ret, const char *path, struct error *err)
{
	struct store_setup setup = store_setup_default;

	setup.as_draft = true;
	return store_open_as(ret, path, STORE_WRITE, &setup, err);
}

bool
store_is_draft(const struct store *store)
{
	return store->draft != NULL;
}

/* --- publishing ---------------------------------------------------------- */

/* As it will be used, as long as that asks for no waiting. */
static int
finish(struct store *store, struct error *err)
{
	const char *kind = store->journal_note;

	return query_exec(store,
		kind ? "PRAGMA locking_mode = NORMAL;" :
		       "PRAGMA locking_mode = NORMAL;"
		       "PRAGMA journal_mode = WAL;",
		err);
}

static int
sync_file(const char *path, struct error *err)
{
	_cleanup_(closep) int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0 || fsync(fd) < 0)
		return error_errno(err, errno, "cannot write '%s'", path);
	return 0;
}

/* Some file systems cannot see to it that there is none; the run lock does. */
static int
give_name(const struct store *store, struct error *err)
{
	struct stat st;
	int r = renameat2(AT_FDCWD, store->draft, AT_FDCWD, store->path,
		RENAME_NOREPLACE);

	if (r < 0 && (errno == EINVAL || errno == ENOSYS)) {
		errno = EEXIST;
		if (lstat(store->path, &st) < 0 && errno == ENOENT)
			r = rename(store->draft, store->path);
	}
	r = r < 0 ? -errno : io_sync_directory_of(store->path);
	return r < 0 ? error_errno(err, -r, "cannot create the catalogue '%s'",
			       store->path) :
		       0;
}

int
store_publish(struct store *store, struct error *err)
{
	int r;

	if (!store->draft)
		return 0;
	r = finish(store, err);
	store_disconnect(store);
	if (r == 0)
		r = sync_file(store->draft, err);
	if (r == 0)
		r = give_name(store, err);
	if (r < 0)
		return r;
	free(store->draft);
	store->draft = NULL;
	return store_set_up(store, err);
}
