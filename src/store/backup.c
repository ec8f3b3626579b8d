/* SPDX-License-Identifier: MIT */
/*
 * Backup by SQLite's online backup API.
 *
 *   lock PATH.part -> copy in steps -> no WAL -> quick_check -> fsync
 *     -> rename to PATH -> fsync of the directory
 *
 * Between two steps it sleeps a little, so that a scan beside it gets the
 * disk and, with a rollback journal, the lock.
 *
 * PATH.part is locked with flock(2), so that two backups to one name cannot
 * end up in one file, and a part that a killed backup left is taken over.
 * The lock's own descriptor is closed last: closing it would drop the locks
 * that SQLite holds on the file in this process.
 */
#include "store/backup.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

/* 8 MiB of the usual pages of 4 KiB: a step takes some milliseconds. */
#define PAGES_PER_STEP 2048
/* A fifth or so of the time of a step on a disk. */
#define PAUSE_NS 5000000L
/* Steps that found the catalogue locked before giving up: 30 s. */
#define BUSY_NS 100000000L
#define BUSY_MOST 300

struct part {
	char *name;	   /* "PATH.part"; NULL once it is renamed */
	int fd;		   /* holds the lock */
	struct store copy; /* its connection and name, for error_sqlite() */
};

static void
part_clear(struct part *part)
{
	(void)sqlite3_close(part->copy.db); /* failures were reported */
	if (part->name)
		(void)unlink(part->name); /* half a backup is none */
	closep(&part->fd);
	free(part->name);
}

static void
pause_ns(long ns)
{
	const struct timespec ts = { .tv_nsec = ns };

	(void)nanosleep(&ts, NULL); /* an interrupt is looked for anyway */
}

/* --- the names --------------------------------------------------------- */

static int
check_target(const struct store *store, const char *path, bool overwrite,
	struct error *err)
{
	struct stat own, st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ?
			0 :
			error_errno(err, errno, "cannot write '%s'", path);
	if (S_ISDIR(st.st_mode))
		return error_kind(err, ERROR_USAGE, EISDIR,
			"'%s' is a directory; name a file in it", path);
	if (!S_ISREG(st.st_mode))
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' is not a regular file", path);
	if (stat(store->path, &own) == 0 && own.st_dev == st.st_dev &&
		own.st_ino == st.st_ino)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' is the catalogue itself", path);
	if (!overwrite)
		return error_kind(err, ERROR_USAGE, EEXIST,
			"'%s' exists already; --force overwrites it", path);
	return 0;
}

/* 1: it is ours; 0: another backup renamed it away just now. */
static int
lock_part(struct part *part, struct error *err)
{
	struct stat held, named;

	part->fd = open(part->name,
		O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0600);
	if (part->fd < 0)
		return error_errno(err, errno, "cannot create '%s'",
			part->name);
	if (flock(part->fd, LOCK_EX | LOCK_NB) < 0) {
		int code = errno;

		free(take_ptr(&part->name)); /* it is not ours to remove */
		if (code == EWOULDBLOCK)
			return error_kind(err, ERROR_LOCKED, code,
				"another backup to the same file is running");
		return error_errno(err, code, "cannot lock the backup");
	}
	if (fstat(part->fd, &held) < 0 || stat(part->name, &named) < 0 ||
		held.st_dev != named.st_dev || held.st_ino != named.st_ino) {
		closep(&part->fd);
		part->fd = -1;
		return 0;
	}
	return 1;
}

static int
open_part(struct part *part, const char *path, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	int rc, r;

	strbuf_addf(&name, "%s.part", path);
	part->name = strbuf_detach(&name);
	do
		r = lock_part(part, err);
	while (r == 0);
	if (r < 0)
		return r;
	if (ftruncate(part->fd, 0) < 0 || fchmod(part->fd, 0600) < 0)
		return error_errno(err, errno, "cannot write '%s'", part->name);
	part->copy.path = part->name;
	rc = sqlite3_open_v2(part->name, &part->copy.db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		return error_sqlite(err, &part->copy, rc,
			"cannot write the backup");
	(void)sqlite3_extended_result_codes(part->copy.db, 1);
	/* Nobody else sees it before it is whole. */
	return query_exec(&part->copy,
		"PRAGMA locking_mode = EXCLUSIVE;"
		"PRAGMA journal_mode = OFF;"
		"PRAGMA synchronous = OFF;",
		err);
}

/* --- the copy ---------------------------------------------------------- */

static int
step(sqlite3_backup *backup, const struct backup_options *options,
	struct error *err)
{
	int n_busy = 0;
	int rc;

	do {
		if (interrupt_pending())
			return error_kind(err, ERROR_INTERRUPTED, EINTR,
				"interrupted; there is no backup");
		rc = sqlite3_backup_step(backup, PAGES_PER_STEP);
		if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
			if (++n_busy > BUSY_MOST)
				return rc;
			pause_ns(BUSY_NS);
			rc = SQLITE_OK;
			continue;
		}
		n_busy = 0;
		if (options->on_progress)
			options->on_progress(options->progress_arg,
				sqlite3_backup_pagecount(backup) -
					sqlite3_backup_remaining(backup),
				sqlite3_backup_pagecount(backup));
		if (rc == SQLITE_OK)
			pause_ns(PAUSE_NS);
	} while (rc == SQLITE_OK);
	return rc == SQLITE_DONE ? 0 : rc;
}

static int
copy(struct store *store, struct part *part,
	const struct backup_options *options, struct error *err)
{
	sqlite3_backup *backup =
		sqlite3_backup_init(part->copy.db, "main", store->db, "main");
	int r, rc;

	if (!backup)
		return error_sqlite(err, &part->copy,
			sqlite3_extended_errcode(part->copy.db),
			"cannot write the backup");
	r = step(backup, options, err);
	rc = sqlite3_backup_finish(backup);
	if (r < 0)
		return r;
	if (r != 0)
		return error_sqlite(err, &part->copy, r,
			"cannot write the backup");
	return rc == SQLITE_OK ?
		0 :
		error_sqlite(err, &part->copy, rc, "cannot write the backup");
}

static int
look_through(struct part *part, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	const char *text;
	int r = 0;
	int rc = sqlite3_prepare_v2(part->copy.db,
		query_text(Q_CHECK_STRUCTURE), -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	text = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) :
				  NULL;
	if (!text)
		r = error_sqlite(err, &part->copy, rc,
			"cannot read the backup");
	else if (strcmp(text, "ok") != 0)
		r = error_set(err, EUCLEAN,
			"the copy is damaged, so there is no backup; "
			"'catalog check' looks at the catalogue: %s",
			text);
	(void)sqlite3_finalize(stmt);
	return r;
}

/* --- whole and in place ------------------------------------------------ */

static int
put_in_place(struct part *part, const char *path, struct error *err)
{
	int rc = sqlite3_close(part->copy.db);
	int r;

	part->copy.db = NULL;
	if (rc != SQLITE_OK)
		return error_set(err, EIO, "cannot write '%s'", part->name);
	if (fsync(part->fd) < 0)
		return error_errno(err, errno, "cannot write '%s'", part->name);
	if (rename(part->name, path) < 0)
		return error_errno(err, errno, "cannot rename '%s' to '%s'",
			part->name, path);
	free(take_ptr(&part->name));
	r = io_sync_directory_of(path);
	return r < 0 ? error_errno(err, -r, "cannot write '%s'", path) : 0;
}

int
store_backup(struct store *store, const char *path,
	const struct backup_options *options, struct error *err)
{
	_cleanup_(part_clear) struct part part = { .fd = -1 };
	int r = check_target(store, path, options->overwrite, err);

	if (r == 0)
		r = open_part(&part, path, err);
	if (r == 0)
		r = copy(store, &part, options, err);
	/* The copy says WAL, as the original does. */
	if (r == 0)
		r = query_exec(&part.copy, "PRAGMA journal_mode = DELETE;",
			err);
	if (r == 0)
		r = look_through(&part, err);
	return r < 0 ? r : put_in_place(&part, path, err);
}
