/* SPDX-License-Identifier: MIT */
/*
 * A cursor over the result of one of the fixed queries, for reports: rows of
 * typed values, streamed.  A report names a query and binds its parameters in
 * order; the SQL is in query.def.
 */
#ifndef CATALOG_STORE_ROWS_H
#define CATALOG_STORE_ROWS_H

#include "store/store.h"

#include <stddef.h>

struct rows;

/*
 * Fixed reports' queries: parameters to bind, in order -> columns.  Each one
 * named _SCOPED sees only what store/scope.h was told.
 *
 * ROWS_VOLUMES, by name -> volume_id name identity uuid label fstype source
 *   mount_point mount_root capacity free network rotational last_seen
 *   last_scan note top_id granularity inodes_stable first_seen
 *   ctime_ignored clock_shift jobs
 * ROWS_ROOTS, as they were added -> root_id dir_id volume_id options added,
 *   and of the last scan that ended, null if none did: scan_id status started
 *   finished entries bytes problems
 * ROWS_SCANS(limit), newest first -> scan_id volume root started finished
 *   status host pid entries files directories bytes added removed modified
 *   moved problems skipped volume_id clock_shift root_id
 * ROWS_CHANGES(first_scan, last_scan, since_ns, volume_id, within, limit,
 *   min_size, max_size), newest scan first -> scan_id volume kind within old_within type size
 *   old_size mtime time volume_id change_id
 *     All parameters but the limit may be NULL; both sizes, or none.  since_ns: of scans that
 *     started then or later, time says when; within: a path within the
 *     volume, and all below it, now or before (bytes; empty for all of it)
 *     kind: enum change_kind; type: find(1)'s letter; size is NULL of what is
 *     gone, old_size of what is new, old_within of all that did not move.
 *     Paths are within the volume: see store_absolute_path().
 * ROWS_CHANGES_OLDEST: the same, the last row first
 * ROWS_CHANGES_PATH, ROWS_CHANGES_PATH_LAST: by volume, path and scan; the
 *   last row first
 * ROWS_CHANGES_SIZE(..., sign): by size, or what it was, the largest first;
 *   sign -1: the smallest first, else 1
 * ROWS_BELOW(dir_id, depth) -> dir_id volume_id depth
 *     The directory itself and those below it, so many levels down.
 * ROWS_LIST(dir_id), by name -> name size blocks mtime mode uid gid inode nlink
 *   child_id digest archive_id
 *     mode 0: a way; archive_id 0 or null: nothing is known in it; digest: NULL unless it is the full one
 * ROWS_PROBLEMS -> dir_id name stage error text since last volume_id
 * ROWS_TREE(dir_id, after), the names of a directory behind that one, in order
 *   -> name size blocks mtime ctime mode uid gid inode nlink child_id state
 *   digest
 *     state: enum directory_state, of a directory; digest: NULL unless
 *     it is the full one.
 *     mode 0: a way to a scanned root
 * ROWS_TREE_NAME(dir_id, name): the same of one name
 * ROWS_GROUPS(min_size, min_volumes, limit, max_size), most wasted first
 *   -> content_id size digest copies volumes wasted
 * ROWS_GROUPS_SIZE, ROWS_GROUPS_COPIES: the same, largest first, most copies
 *   first; those in _LAST: the other way round
 * ROWS_GROUP(content_id, min_size, min_volumes, max_size): the row of one, if
 *   it is a group
 * ROWS_MEMBERS(content_id), by volume, inode and name
 *   -> dir_id name mtime inode nlink volume_id
 *   Rows of one volume and inode are the names of one copy.
 * ROWS_FEW(first_dir), by directory and name -> dir_id name mtime inode nlink
 *   volume_id size content_id digest copies volumes is_open
 *     Regular files with few copies, all names of each, as store_few_list() was
 *     told; is_open: more copies may be found.  ROWS_FEW_SCOPED has no
 *     first_dir; ROWS_FEW_WITHIN has, for a scope with many names.
 * ROWS_FEW_SIZE(sign, min_size, first_dir): the same, largest first; sign -1:
 *   smallest first, else 1
 * ROWS_FEW_NAME(dir_id, name): one of these names again
 * ROWS_LINKS(volume_id, inode) -> as ROWS_MEMBERS; of an inode with several
 *   names
 * ROWS_SAME_SIZE(size, content_id, is_scoped), by volume, inode and name
 *   -> as ROWS_MEMBERS
 *     Files of that size that were not read, or have that partial content (0:
 *     none).  After store_lookup_run() only.
 * ROWS_ROTTEN(is_scoped) -> dir_id name volume_id
 *   Names of files whose bytes `verify` found changed.
 * ROWS_ONLY_HERE(first_dir), by directory and name -> as ROWS_MEMBERS, size
 *   digest state
 *     Regular files whose content is not (state 0), or may not be (state 1) on
 *     the other side.  After store_compare_sides() only.
 * ROWS_ONLY_HERE_SIZE(..., sign, limit): the same, largest first; sign as above,
 *   limit -1: none
 * ROWS_ONLY_HERE_NAME(dir_id, name): one of these names again
 * ROWS_SCOPE_NAMES, by directory and name -> dir_id name
 *     What is in it without its directory.
 * ROWS_ARCHIVES, by directory and name -> dir_id name volume_id size mtime
 *   format state text levels read files directories bytes
 *     Every name of an archive; state: enum archive_state
 * ROWS_INSIDE(archive_id, number), by name -> name number mode size mtime crc
 *   encrypted digest has_members
 *     What is in a directory of an archive, 0: at its top; null where it does
 *     not say.
 * ROWS_ARCHIVED, by directory and name -> dir_id name archive_id number
 *     Archives, one name of each file; number 0.
 * ROWS_SCOPED_INSIDE(but_archived) -> the same
 *     What the scope says is in archives; but_archived: and that
 *     ROWS_ARCHIVED_SCOPED does not have.
 * ROWS_ALL_INSIDE(archive_id) -> parent number name mode size mtime
 *     Every member, those in one directory together.
 * ROWS_ARCHIVES_SUMS, by volume and inode -> volume_id inode dir_id name files
 *   bytes linked
 *     Every name of an archive, and what is in it; linked: it has several.
 *
 * ROWS_MEMBER_GROUPS(order, sign) -> as ROWS_GROUPS; content_id 0: no file has
 *   it, only members.  After store_find_member_groups() only; order 0 wasted,
 *   1 size, 2 copies; sign -1: the last first, else 1
 * ROWS_MEMBER_COPIES(digest, size, is_scoped), by archive, member, volume,
 *   inode and name -> as ROWS_MEMBERS, archive_id number
 *     Members with that content: the names are those of the archive, the
 *     mtime is the member's.
 * ROWS_MEMBER_TREES -> dir_id parent_id volume_id state name archive_id number
 *   own
 *   Archives (number 0; own: their bytes, if they have one link) and the
 *   directories in them; state 1 if the list is whole.  These after
 *   store_find_member_trees() only, as
 * ROWS_MEMBER_LEAVES, by directory -> dir_id name size mode nlink inode
 *   content_id
 * ROWS_MEMBER_CONTENTS -> content_id copies
 *     Files that were read in full have these contents, too.
 * ROWS_MEMBER_TREE_NAME(archive_id) -> dir_id name
 *     Of the archive.
 * ROWS_MEMBERS_UNREAD(size, is_scoped) -> the same as ROWS_MEMBER_COPIES
 *     Members of that size that nobody read.
 *
 * A limit of -1 is none.  Times are in nanoseconds; inode is the 64-bit
 * pattern, to be read as unsigned.
 */
enum rows_query {
	ROWS_VOLUMES,
	ROWS_ROOTS,
	ROWS_SCANS,
	ROWS_CHANGES,
	ROWS_CHANGES_OLDEST,
	ROWS_CHANGES_PATH,
	ROWS_CHANGES_PATH_LAST,
	ROWS_CHANGES_SIZE,
	ROWS_BELOW,
	ROWS_LIST,
	ROWS_PROBLEMS,
	ROWS_PROBLEMS_SCOPED,
	ROWS_TREE,
	ROWS_TREE_NAME,
	ROWS_GROUPS,
	ROWS_GROUPS_SIZE,
	ROWS_GROUPS_COPIES,
	ROWS_GROUP,
	ROWS_GROUPS_LAST,
	ROWS_GROUPS_SIZE_LAST,
	ROWS_GROUPS_COPIES_LAST,
	ROWS_MEMBERS,
	ROWS_MEMBERS_SCOPED,
	ROWS_FEW,
	ROWS_FEW_SCOPED,
	ROWS_FEW_WITHIN,
	ROWS_FEW_SIZE,
	ROWS_FEW_SIZE_SCOPED,
	ROWS_FEW_NAME,
	ROWS_LINKS,
	ROWS_SAME_SIZE,
	ROWS_ROTTEN,
	ROWS_ONLY_HERE,
	ROWS_ONLY_HERE_SIZE,
	ROWS_ONLY_HERE_NAME,
	ROWS_SCOPE_NAMES,
	ROWS_ARCHIVES,
	ROWS_ARCHIVES_SCOPED,
	ROWS_INSIDE,
	ROWS_MEMBER_GROUPS,
	ROWS_MEMBER_COPIES,
	ROWS_MEMBERS_UNREAD,
	ROWS_MEMBER_TREES,
	ROWS_MEMBER_LEAVES,
	ROWS_MEMBER_CONTENTS,
	ROWS_MEMBER_TREE_NAME,
	ROWS_ARCHIVED,
	ROWS_ARCHIVED_SCOPED,
	ROWS_SCOPED_INSIDE,
	ROWS_ALL_INSIDE,
	ROWS_ARCHIVES_SUMS,
	ROWS_N
};

int rows_open(struct rows **ret, struct store *store, enum rows_query query,
	struct error *err);
void rows_bind_i64(struct rows *rows, int64_t value);
/* Borrowed until rows_reset() or rows_close(). */
void rows_bind_bytes(struct rows *rows, const void *bytes, size_t len);
void rows_bind_null(struct rows *rows);
/* 1 with a row, 0 at the end.  -EINTR when interrupt_pending(). */
int rows_next(struct rows *rows, struct error *err);
/* Start over with new bindings. */
void rows_reset(struct rows *rows);

int rows_n_columns(const struct rows *rows);
const char *rows_column_name(const struct rows *rows, int column);
bool rows_is_null(const struct rows *rows, int column);
int64_t rows_i64(const struct rows *rows, int column);
/* Borrowed until rows_next(), closed by a NUL; *ret_len may be NULL. */
const char *rows_bytes(const struct rows *rows, int column, size_t *ret_len);
/* 'i' integer, 'r' real, 't' text, 'b' blob, 'n' null: for `catalog sql`.  To
 * be asked before rows_bytes(), which may turn a blob into text. */
char rows_kind(const struct rows *rows, int column);
double rows_real(const struct rows *rows, int column);
void rows_close(struct rows *rows);

/*
 * A user's own statement, for `catalog sql`: read-only by authorizer and by
 * connection, no ATTACH, no extension, interruptible.  *ret_tail (may be NULL)
 * points behind the first statement; *ret is NULL if there is none.
 */
int rows_open_sql(struct rows **ret, struct store *store, const char *sql,
	const char **ret_tail, struct error *err);

#endif
