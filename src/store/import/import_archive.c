/* SPDX-License-Identifier: MIT */
/*
 * What is known of the inside of a file goes with it: the archive that it is,
 * its members and their digests.
 *
 * An archive of the other catalogue becomes one here, whatever number of files
 * it is.  A file that was looked into here keeps what was found; if that is the
 * same list, it gets the digests it lacks.
 */
#include "store/import/import_run.h"

#include "store/archive/archives.h"
#include "store/archive/inside.h"

#include <errno.h>

/* Columns of ARCHIVE_FACTS: those of ARCHIVE_IMPORT. */
enum {
	A_FORMAT,
	A_STATE,
	A_TEXT,
	A_LEVELS,
	A_READ,
	A_FILES,
	A_DIRECTORIES,
	A_BYTES,
	A_LISTING,
};

static int
copy_facts(struct import *im, int64_t there, int64_t *ret, struct error *err)
{
	_cleanup_(bind_end) struct bind row =
		bind_begin(im->from, Q_ARCHIVE_FACTS);
	_cleanup_(freep) char *format = NULL;
	_cleanup_(freep) char *text = NULL;
	struct bind b;
	int r;

	bind_i64(&row, there);
	r = bind_next(&row, err);
	if (r <= 0)
		return r;
	format = bind_get_string(&row, A_FORMAT);
	text = bind_get_string(&row, A_TEXT);
	b = bind_begin(im->to, Q_ARCHIVE_IMPORT);
	bind_text(&b, format);
	bind_i64(&b, bind_get_i64(&row, A_STATE));
	bind_text(&b, text);
	for (int i = A_LEVELS; i <= A_LISTING; i++)
		bind_i64(&b, bind_get_i64(&row, i));
	r = bind_run(&b, err);
	*ret = sqlite3_last_insert_rowid(im->to->db);
	return r < 0 ? r : 1;
}

/* What one statement finds of an archive there, another stores of it here. */
static int
copy_rows(struct import *im, enum query from, enum query to, int64_t there,
	int64_t here, struct error *err)
{
	_cleanup_(bind_end) struct bind row = bind_begin(im->from, from);
	int r;

	bind_i64(&row, there);
	while ((r = bind_next(&row, err)) > 0) {
		struct bind b = bind_begin(im->to, to);

		bind_i64(&b, here);
		for (int i = 0; i < sqlite3_column_count(row.stmt); i++)
			bind_same(&b, &row, i);
		r = bind_run(&b, err);
		if (r < 0)
			return r;
	}
	return r;
}

/* An archive of the other catalogue, here; 0 if it is not there any more. */
static int
archive_of(struct import *im, int64_t there, int64_t *ret, struct error *err)
{
	int64_t *known = idmap_at(&im->archives, there);
	int r;

	if (!known)
		return error_set(err, ENOMEM, "out of memory");
	if (*known != 0) {
		*ret = *known;
		return 0;
	}
	*ret = 0;
	r = copy_facts(im, there, ret, err);
	if (r > 0)
		r = copy_rows(im, Q_MEMBERS_WHOLE, Q_MEMBER_IMPORT, there, *ret,
			err);
	if (r >= 0)
		*known = *ret;
	return r < 0 ? r : 0;
}

/* Are they lists of the same? */
static int
are_alike(struct import *im, int64_t there, int64_t here, struct error *err)
{
	_cleanup_(bind_end) struct bind a =
		bind_begin(im->from, Q_ARCHIVE_FACTS);
	_cleanup_(bind_end) struct bind b = { 0 };
	int r;

	bind_i64(&a, there);
	r = bind_next(&a, err);
	if (r <= 0)
		return r;
	b = bind_begin(im->to, Q_ARCHIVE_FACTS);
	bind_i64(&b, here);
	r = bind_next(&b, err);
	for (int i = A_FILES; r > 0 && i <= A_LISTING; i++)
		r = bind_get_i64(&a, i) == bind_get_i64(&b, i);
	if (r > 0)
		r = bind_get_i64(&a, A_LEVELS) == bind_get_i64(&b, A_LEVELS);
	return r;
}

int
import_archive(struct import *im, int64_t from_dir, int64_t to_dir,
	const struct entry *entry, struct error *err)
{
	int64_t there = 0, here = 0;
	bool is_deep;
	int r;

	if (!entry_is_regular(entry))
		return 0;
	r = store_archive_at(im->from, &there, &is_deep, from_dir, entry->name,
		entry->name_len, err);
	if (r <= 0 || there == 0)
		return r < 0 ? r : 0;
	r = store_archive_at(im->to, &here, &is_deep, to_dir, entry->name,
		entry->name_len, err);
	if (r <= 0)
		return r;
	if (here != 0) {
		r = are_alike(im, there, here, err);
		if (r > 0)
			r = copy_rows(im, Q_MEMBER_DIGESTS,
				Q_MEMBER_DIGEST_IMPORT, there, here, err);
		return r;
	}
	r = archive_of(im, there, &here, err);
	if (r < 0 || here == 0)
		return r;
	return store_set_archive(im->to, to_dir, entry->name, entry->name_len,
		here, err);
}
