/* SPDX-License-Identifier: MIT */
/*
 * libarchive holds an mtree list in memory until it is closed.  So a writer is
 * closed after BATCH names and the next one begun: in the format it writes each
 * line has the whole path, and the line "#mtree" that each writer begins with
 * is a remark where it is not the first.
 */
#include "archive/mtree.h"

#include "archive/functions.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/strbuf.h"

#include <errno.h>
#include <stdlib.h>

#define BATCH 4096

struct mtree {
	FILE *stream;
	struct archive *archive; /* NULL between two batches */
	struct archive_entry *entry;
	size_t n;   /* names in the batch */
	bool begun; /* something was written */
	int failed; /* errno of the stream */
	struct strbuf path;
};

int
mtree_new(struct mtree **ret, FILE *stream, struct error *err)
{
	struct mtree *m;
	int r = libraries_load(err);

	if (r < 0)
		return r;
	m = xcalloc(1, sizeof(*m));
	m->stream = stream;
	m->path = (struct strbuf)STRBUF_INIT;
	m->entry = lib.archive_entry_new();
	if (!m->entry)
		abort(); /* as xcalloc() */
	*ret = m;
	return 0;
}

void
mtree_free(struct mtree *m)
{
	if (!m)
		return;
	/*
	 * Of a list that was not ended nobody wants the rest.  It is closed
	 * all the same: archive_write_fail() would lose libarchive's buffer.
	 */
	if (!m->failed)
		m->failed = ECANCELED;
	(void)lib.archive_write_free(m->archive);
	lib.archive_entry_free(m->entry);
	strbuf_clear(&m->path);
	free(m);
}

static int
failed(struct mtree *m, struct error *err)
{
	if (m->failed)
		return error_errno(err, m->failed,
			"cannot write to standard output");
	return error_set(err, EIO, "cannot write the mtree list: %s",
		lib.archive_error_string(m->archive));
}

/*
 * libarchive's callback.  It is never told of a failure, because it would then
 * lose its buffer when it is freed; who calls it looks at m->failed.
 */
static la_ssize_t
write_bytes(struct archive *a, void *arg, const void *bytes, size_t len)
{
	struct mtree *m = arg;

	(void)a;
	errno = 0;
	if (!m->failed && fwrite(bytes, 1, len, m->stream) != len)
		m->failed = errno ? errno : EIO;
	return (la_ssize_t)len;
}

static int
begin(struct mtree *m, struct error *err)
{
	m->archive = lib.archive_write_new();
	if (!m->archive)
		abort(); /* as xcalloc() */
	m->n = 0;
	m->begun = true;
	/* Where links lead is not in the catalogue, and libarchive does not
	 * expect that. */
	if (lib.archive_write_set_format_mtree(m->archive) != ARCHIVE_OK ||
		lib.archive_write_set_format_option(m->archive, "mtree", "link",
			NULL) != ARCHIVE_OK ||
		lib.archive_write_set_bytes_per_block(m->archive, 65536) !=
			ARCHIVE_OK ||
		lib.archive_write_set_bytes_in_last_block(m->archive, 1) !=
			ARCHIVE_OK ||
		lib.archive_write_open(m->archive, m, NULL, write_bytes,
			NULL) != ARCHIVE_OK)
		return failed(m, err);
	return 0;
}

static int
finish(struct mtree *m, struct error *err)
{
	int r = 0;

	if (lib.archive_write_close(m->archive) != ARCHIVE_OK || m->failed)
		r = failed(m, err);
	(void)lib.archive_write_free(m->archive);
	m->archive = NULL;
	return r;
}

/* Seconds and nanoseconds since, also before 1970. */
static void
set_mtime(struct archive_entry *to, int64_t ns)
{
	struct timespec ts = clock_to_timespec(ns);

	lib.archive_entry_set_mtime(to, ts.tv_sec, ts.tv_nsec);
}

int
mtree_add(struct mtree *m, const char *path, const struct entry *entry,
	struct error *err)
{
	int r = 0;

	if (!m->archive)
		r = begin(m, err);
	if (r < 0)
		return r;
	strbuf_truncate(&m->path, 0);
	strbuf_adds(&m->path, *path ? "./" : ".");
	strbuf_adds(&m->path, path);
	lib.archive_entry_clear(m->entry);
	lib.archive_entry_copy_pathname(m->entry, m->path.buf);
	lib.archive_entry_set_mode(m->entry, entry->mode);
	lib.archive_entry_set_uid(m->entry, entry->uid);
	lib.archive_entry_set_gid(m->entry, entry->gid);
	lib.archive_entry_set_nlink(m->entry, entry->nlink);
	set_mtime(m->entry, entry->mtime_ns);
	if (entry_is_regular(entry))
		lib.archive_entry_set_size(m->entry, entry->size_bytes);
	if (lib.archive_write_header(m->archive, m->entry) < ARCHIVE_WARN ||
		m->failed)
		return failed(m, err);
	return ++m->n < BATCH ? 0 : finish(m, err);
}

int
mtree_end(struct mtree *m, struct error *err)
{
	int r = 0;

	if (m->archive)
		r = finish(m, err);
	if (r < 0)
		return r;
	errno = 0;
	/* libarchive begins with the first name; an empty list is one, too. */
	if (!m->begun)
		(void)fwrite("#mtree\n", 1, 7, m->stream); /* checked below */
	if (fflush(m->stream) == 0 && !ferror(m->stream))
		return 0;
	m->failed = errno ? errno : EIO;
	return failed(m, err);
}
