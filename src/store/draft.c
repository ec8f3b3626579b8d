/* SPDX-License-Identifier: MIT */
/*
 * A new catalogue while its first scan fills it: PATH.draft-XXXXXX.
 *
 * Nobody else knows of it, and if the process dies it counts as none, so there
 * is nothing that a journal on the disk would be for: what a transaction has
 * to take back is kept in memory, pages go to the file once instead of to a
 * log and from there to the file, early ones while the walk goes on, and only
 * at the end is the disk waited for.  Then it gets its name, in one step.
 *
 * What a killed run left is told by its name, which has six letters or digits
 * as mkstemp() gives them, and removed by the next that makes a draft.
 */
#include "store/internal.h"
#include "store/unwritten/unwritten.h"
#include "util/alloc.h"
#include "util/io.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DRAFT ".draft-"
#define N_RANDOM 6

/* What SQLite puts beside a file, behind the file itself. */
static const char *const companions[] = { "", "-journal", "-wal", "-shm" };
#define N_COMPANIONS (sizeof(companions) / sizeof(companions[0]))

bool
store_is_draft_name(const char *suffix)
{
	if (strncmp(suffix, DRAFT, strlen(DRAFT)) != 0)
		return false;
	suffix += strlen(DRAFT);
	for (int i = 0; i < N_RANDOM; i++)
		if (!isalnum((unsigned char)*suffix++))
			return false;
	for (size_t i = 0; i < N_COMPANIONS; i++)
		if (strcmp(suffix, companions[i]) == 0)
			return true;
	return false;
}

/* 0 if it is gone, was there or not. */
static int
remove_with(const char *path, size_t first, bool *ret_any)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;

	for (size_t i = first; i < N_COMPANIONS; i++) {
		strbuf_truncate(&name, 0);
		strbuf_addf(&name, "%s%s", path, companions[i]);
		if (unlink(name.buf) == 0)
			*ret_any = true;
		else if (errno != ENOENT)
			return -errno;
	}
	return 0;
}

/* With the run lock held nobody is at work on one. */
static void
remove_leftovers(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	_cleanup_(freep) char *above =
		xmemdupz(path, slash ? (size_t)(slash - path) + 1 : 0);
	_cleanup_(closedirp) DIR *dir = opendir(*above ? above : ".");
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, base, strlen(base)) == 0 &&
			store_is_draft_name(entry->d_name + strlen(base)))
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
}

int
draft_create(struct store *store, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf draft = STRBUF_INIT;
	_cleanup_(closep) int fd = -1;
	int r = make_parents(store->path, err);

	if (r < 0)
		return r;
	remove_leftovers(store->path);
	strbuf_addf(&draft, "%s" DRAFT "XXXXXX", store->path);
	fd = mkostemp(draft.buf, O_CLOEXEC); /* 0600 */
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
	bool any;

	if (store->draft)
		(void)remove_with(store->draft, 0, &any);
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

/*
 * A log or a journal of a catalogue that somebody removed would be taken for
 * this one's.  It is gone for good before there is a file that it might be
 * played back into.
 */
static int
remove_strangers(const struct store *store)
{
	bool any = false;
	int r = remove_with(store->path, 1, &any);

	return r == 0 && any ? io_sync_directory_of(store->path) : r;
}

/* Some file systems cannot see to it that there is none; the run lock does. */
static int
rename_draft(const struct store *store)
{
	struct stat st;

	if (renameat2(AT_FDCWD, store->draft, AT_FDCWD, store->path,
		    RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	if (lstat(store->path, &st) == 0)
		return -EEXIST;
	return errno != ENOENT || rename(store->draft, store->path) < 0 ?
		-errno :
		0;
}

static int
give_name(struct store *store, struct error *err)
{
	struct stat st;
	int r = lstat(store->path, &st) == 0 ? -EEXIST :
					       remove_strangers(store);

	if (r == 0)
		r = rename_draft(store);
	if (r < 0)
		return error_errno(err, -r, "cannot create the catalogue '%s'",
			store->path);
	free(store->draft);
	store->draft = NULL;
	r = io_sync_directory_of(store->path);
	return r < 0 ? error_errno(err, -r, "cannot write '%s'", store->path) :
		       0;
}

int
store_publish(struct store *store, struct error *err)
{
	int r;

	if (!store->draft)
		return 0;
	r = store_write_names(store, err);
	if (r < 0)
		return r;
	if (!store->db || unwritten_is_lost(store))
		return error_set(err, EIO, "the new catalogue '%s' is given up",
			store->path);
	r = finish(store, err);
	store_disconnect(store);
	if (r == 0)
		r = sync_file(store->draft, err);
	if (r == 0)
		r = give_name(store, err);
	return r < 0 ? r : store_set_up(store, err);
}
