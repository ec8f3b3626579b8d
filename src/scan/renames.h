/* SPDX-License-Identifier: MIT */
/*
 * Directories that moved within their volume: a directory met under a name
 * the catalogue does not know, but whose inode it knows elsewhere, where it no
 * longer is.  Such a directory keeps its number, and so everything below it
 * stays as it is: one row changes, however many files there are.
 *
 * One struct renames a crew, that is a volume; any of its walkers may ask.
 * What is known is loaded when the first unknown directory is met.
 */
#ifndef CATALOG_SCAN_RENAMES_H
#define CATALOG_SCAN_RENAMES_H

#include <stdbool.h>
#include <stdint.h>

struct renames;
struct walker;
struct seen;
struct unit;

/* last_dir_id: the highest number in the catalogue before this run. */
struct renames *renames_new(int64_t volume_id, int64_t last_dir_id);
void renames_free(struct renames *r);

/*
 * The top unit of the walker holds `seen`, a directory the catalogue does not
 * know there.  1 if it is one that moved: the writer has been told (before
 * anything that another walker tells after it learns of the move), ret_child
 * and seen->child_id are set.  0 if not, negative with w->error on failure.
 * ret_child->is_taken: it is read under the name it had when that was met.
 */
int renames_find(struct walker *w, struct seen *seen, struct unit *ret_child);

/* What becomes of a directory that is known by the name it was met by. */
enum claim {
	CLAIM_FIRST, /* it is read now */
	CLAIM_TAKEN, /* it is read already */
	CLAIM_MOVED, /* it has moved in this run: what has the name is new */
};

/*
 * May the directory be read?  Each is once in a run, whatever names it has
 * while it is moved about.  Of one whose inode is not what was known (it is
 * compared with another one's names then) nobody finds any more that it moved.
 */
enum claim renames_claim(struct renames *r, int64_t dir_id,
	bool has_other_inode);

#endif
