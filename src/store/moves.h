/* SPDX-License-Identifier: MIT */
/*
 * What a scan found new and what it found gone, until its end tells which of
 * them is the same file under another name.  Kept in temporary tables of the
 * writer's connection, so memory does not grow with a large change.
 *
 * A file moved if inode, size and mtime of a regular file that is gone are
 * those of one that is new on the same volume.  It keeps its content (DESIGN
 * 5).  Only for volumes whose inode numbers are stable.
 */
#ifndef CATALOG_STORE_MOVES_H
#define CATALOG_STORE_MOVES_H

#include "store/entries.h"

/* A name was added in this scan (store_add_entry was called for it). */
int store_moves_new(struct store *store, int64_t scan_id, int64_t dir_id,
	const char *name, size_t name_len, struct error *err);
/* A name is about to be removed, with all below it. */
int store_moves_gone(struct store *store, int64_t scan_id, int64_t dir_id,
	const char *name, size_t name_len, struct error *err);
/* The rest is about one volume at a time. */

/* How many of the gone are matched by a new one; writes nothing.  The deletion
 * brake does not count what merely moved. */
int store_moves_count(struct store *store, int64_t *ret_matched,
	int64_t volume_id, struct error *err);
/* The removals are held: they did not happen. */
int store_moves_forget_gone(struct store *store, int64_t volume_id,
	struct error *err);
/*
 * Match them: hands contents over and writes the history (store/changes.h) of
 * what moved, of what is new and of what is gone; forgets the lists.  Call
 * before the removals are applied.  Of each that moved the listener is told
 * which scan found it new, and which one found it gone.
 */
struct moves_listener {
	void (*moved)(void *arg, int64_t to_scan, int64_t from_scan);
	void *arg;
};
int store_moves_settle(struct store *store, int64_t volume_id,
	const struct moves_listener *listener, struct error *err);

/* --- directories ------------------------------------------------------- */

struct directory_inode {
	uint64_t inode;
	int64_t id;
};
/* Of a volume's directories that were read, in order of inode.  The caller
 * frees the array. */
int store_directory_inodes(struct store *store, struct directory_inode **ret,
	size_t *ret_n, int64_t volume_id, struct error *err);

/*
 * A known directory is now called entry->name in to_dir: one entry and one
 * directory row change, whatever is below; totals follow.  Something else that
 * was known under that name there is forgotten first.  Writes the history.
 */
int store_move_directory(struct store *store, int64_t scan_id, int64_t dir_id,
	int64_t to_dir, const struct entry *entry, struct error *err);

#endif
