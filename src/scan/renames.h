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

struct renames *renames_new(int64_t volume_id);
void renames_free(struct renames *r);

/*
 * The top unit of the walker holds `seen`, a directory the catalogue does not
 * know there.  1 if it is one that moved: the writer has been told (before
 * anything that another walker tells after it learns of the move), ret_child
 * and seen->child_id are set.  0 if not, negative with w->error on failure.
 */
int renames_find(struct walker *w, struct seen *seen, struct unit *ret_child);

/*
 * The directory known by this name has another inode now: is its number still
 * free to be compared with?  True: nobody can find it moved any more.  False:
 * it has moved in this run, so what has the name now is new.
 */
bool renames_keep(struct renames *r, int64_t dir_id);

#endif
