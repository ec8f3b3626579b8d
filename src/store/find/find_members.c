/* SPDX-License-Identifier: MIT */
/*
 * Levels of a walk that are in an archive: the same as those of directories,
 * but that names are in no order there and need not be one of a kind.  The
 * filter is the same, too, made for the columns of `e` below: what an archive
 * does not know is NULL, and the mode is all that it says of an owner.
 */
#include "store/find/find_walk.h"

#include "store/archive/inside.h"

#include <string.h>

/* ?1 the archive, ?2 the member it is in, ?5: may members be archives? */
#define FIND_COLUMNS                                                           \
	"SELECT e.name, %s, e.number, e.attribute_id, e.size, e.mtime, e.crc," \
	" e.encrypted, e.digest, e.is_parent "                                 \
	"FROM (SELECT archive_id, parent, number, name, mode AS attribute_id," \
	" size, mtime, NULL AS lag, crc, encrypted,"                           \
	" CASE WHEN length(digest) = 16 THEN digest END AS digest,"            \
	" CASE WHEN (mode & 61440) = 16384 THEN number END AS child_id,"       \
	" (mode & 61440) = 16384 OR (?5 AND EXISTS (SELECT 1"                  \
	" FROM archive_member AS k WHERE k.archive_id = m.archive_id"          \
	" AND k.parent = m.number)) AS is_parent "                             \
	"FROM archive_member AS m "                                            \
	"WHERE m.archive_id = ?1 AND m.parent = ?2) AS e "
/* ?3 and ?4: name and number of the last one seen. */
#define FIND_MEMBERS                                                           \
	FIND_COLUMNS                                                           \
	"WHERE (e.name, e.number) > (?3, ?4) AND (e.is_parent OR %s) "         \
	"ORDER BY e.name, e.number"
/* ?4: that one. */
#define FIND_MEMBER                                                            \
	FIND_COLUMNS                                                           \
	"WHERE e.number = ?4"

enum {
	M_NAME,
	M_FITS,
	M_NUMBER,
	M_MODE,
	M_SIZE,
	M_MTIME,
	M_CRC,
	M_ENCRYPTED,
	M_DIGEST,
	M_IS_PARENT,
};

/* f->is_deep, of the archive. */
static int
look_how_deep(struct find *f, int64_t archive_id, struct error *err)
{
	int64_t levels = 0;
	int r;

	if (f->archive_id == archive_id)
		return 0;
	r = query_i64_of(f->store, &levels, Q_ARCHIVE_LEVELS, archive_id, err);
	f->archive_id = archive_id;
	f->is_deep = levels > 1;
	return r;
}

static int
bind_place(struct find *f, sqlite3_stmt *stmt, const struct inside *in,
	struct error *err)
{
	int rc;

	(void)sqlite3_reset(stmt); /* its failure was reported */
	rc = sqlite3_bind_int64(stmt, 1, in->archive_id);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(stmt, 2, in->number);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int(stmt, 5, f->is_deep);
	if (rc == SQLITE_OK)
		rc = wanted_sql_bind_context(f->member_filter, stmt);
	return rc == SQLITE_OK ? 0 : find_failed(f, rc, err);
}

int
find_members_level(struct find *f, struct find_level *level, struct error *err)
{
	sqlite3_stmt **stmt = f->n_levels <= OWN_LEVELS ?
		&f->member_own[f->n_levels - 1] :
		&f->member_shared;
	int r = look_how_deep(f, level->inside.archive_id, err);
	int rc;

	if (r == 0 && !*stmt)
		r = find_prepare(f, stmt, FIND_MEMBERS, f->member_filter, err);
	if (r == 0)
		r = bind_place(f, *stmt, &level->inside, err);
	if (r < 0)
		return r;
	level->stmt = *stmt;
	/* Of an empty blob nothing is less, and numbers are from 1. */
	rc = sqlite3_bind_blob64(level->stmt, 3,
		level->resume ? level->resume : "", level->resume_len,
		SQLITE_TRANSIENT);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(level->stmt, 4, level->resume_number);
	return rc == SQLITE_OK ? 0 : find_failed(f, rc, err);
}

/* --- rows ----------------------------------------------------------------- */

static bool
has(sqlite3_stmt *stmt, int column)
{
	return sqlite3_column_type(stmt, column) != SQLITE_NULL;
}

/* What is known of a member, as an entry has it; true if it fits. */
static bool
read_facts(struct find *f, sqlite3_stmt *stmt, int64_t archive_id)
{
	struct find_entry *found = &f->found;

	found->entry = (struct entry){ .nlink = 1 };
	found->entry.mode = (uint32_t)sqlite3_column_int64(stmt, M_MODE);
	found->entry.size_bytes = sqlite3_column_int64(stmt, M_SIZE);
	found->entry.mtime_ns = sqlite3_column_int64(stmt, M_MTIME);
	found->has_size = has(stmt, M_SIZE);
	found->has_mtime = has(stmt, M_MTIME);
	found->has_crc = has(stmt, M_CRC);
	found->crc = (uint32_t)sqlite3_column_int64(stmt, M_CRC);
	found->is_encrypted = sqlite3_column_int(stmt, M_ENCRYPTED) != 0;
	found->child_id = 0;
	found->inside = (struct inside){ archive_id,
		sqlite3_column_int64(stmt, M_NUMBER) };
	found->digest = sqlite3_column_blob(stmt, M_DIGEST);
	found->digest_len = (size_t)sqlite3_column_bytes(stmt, M_DIGEST);
	f->into = (struct inside){ 0 };
	if (sqlite3_column_int(stmt, M_IS_PARENT))
		f->into = found->inside;
	return sqlite3_column_int(stmt, M_FITS) != 0;
}

static int
place(struct find *f, const struct find_level *level, sqlite3_stmt *stmt,
	struct error *err)
{
	const char *name = sqlite3_column_blob(stmt, M_NAME);
	size_t len = (size_t)sqlite3_column_bytes(stmt, M_NAME);

	return find_place(f, level, name ? name : "", len, err);
}

int
find_members_read(struct find *f, const struct find_level *level,
	bool *ret_fits, struct error *err)
{
	*ret_fits = read_facts(f, level->stmt, level->inside.archive_id);
	return place(f, level, level->stmt, err);
}

/* --- a place to begin ----------------------------------------------------- */

/* Is the archive hidden, or what is above the member in it? */
static bool
is_hidden(const struct strbuf *within, const char *path)
{
	const char *slash = strrchr(within->buf, '/');
	const char *name = slash ? slash + 1 : within->buf;

	return *name == '.' || *path == '.' || strstr(path, "/.") != NULL;
}

/* The level that the member would be in: f->path and f->within are those of the
 * archive. */
static void
level_above(struct find *f, struct find_level *ret, const char *path,
	const struct inside_entry *member)
{
	size_t len = strlen(path) - member->member.path_len;

	/* Of "in/a" it is "in", of "inner.zip//a" it ends in both slashes. */
	if (len > 1 && path[len - 1] == '/' && path[len - 2] != '/')
		len--;
	/* At the top of absolute names the slash is the name. */
	if (member->member.path_len == 0)
		len--;
	f->context.is_hidden =
		f->context.is_hidden || is_hidden(&f->within, path);
	strbuf_adds(&f->path, "//");
	strbuf_add(&f->path, path, len);
	strbuf_adds(&f->within, "//");
	strbuf_add(&f->within, path, len);
	*ret = (struct find_level){ .inside = f->into,
		.path_len = f->path.len,
		.within_len = f->within.len,
		.depth = -1,
		.is_online = f->found.is_online,
		.is_hidden = f->context.is_hidden };
}

int
find_members_begin(struct find *f, int64_t archive_id, const char *path,
	bool *ret_fits, struct error *err)
{
	struct inside_entry member;
	struct find_level above;
	struct inside in = { .archive_id = archive_id };
	int r = store_inside_find(f->store, &member, archive_id, path,
		strlen(path), err);

	if (r <= 0)
		return r;
	in.number = member.parent;
	level_above(f, &above, path, &member);
	r = look_how_deep(f, archive_id, err);
	if (r == 0 && !f->member_stmt)
		r = find_prepare(f, &f->member_stmt, FIND_MEMBER,
			f->member_filter, err);
	if (r == 0)
		r = bind_place(f, f->member_stmt, &in, err);
	if (r == 0 &&
		sqlite3_bind_int64(f->member_stmt, 4, member.number) !=
			SQLITE_OK)
		r = find_failed(f, SQLITE_MISUSE, err);
	if (r == 0)
		r = find_step(f, f->member_stmt, err);
	if (r <= 0)
		return r;
	*ret_fits = read_facts(f, f->member_stmt, archive_id);
	r = place(f, &above, f->member_stmt, err);
	return r < 0 ? r : 1;
}
