/* SPDX-License-Identifier: MIT */
/*
 * New b-trees, from their rows in order: each page is filled to the brim, the
 * leaves one after the other, and written once, many at a time.  Rows that are
 * inserted by statements cost ten times as much.  "Database File Format",
 * section 1.6 (https://www.sqlite.org/fileformat2.html).  Private to src/store.
 *
 * The file must be nobody else's meanwhile, SQLite's neither.
 */
#ifndef CATALOG_STORE_PAGES_GROW_H
#define CATALOG_STORE_PAGES_GROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Pages of this size only, as they are unless somebody chose another, with
 * nothing reserved in them. */
#define GROW_PAGE 4096u
/* A longer record would need pages of its own (section 1.6, "X"). */
#define GROW_KEYED_MAX ((GROW_PAGE - 12) * 64 / 255 - 23)
#define GROW_ROW_MAX (GROW_PAGE - 35)
/* There is a page in a file that has no content; no tree gets so far. */
#define GROW_BYTES_MAX (INT64_C(1) << 30)

struct grow;

/* Behind its last page.  NULL, with errno set, if the file cannot be read, and
 * with errno 0 if it is none that this can go on with. */
struct grow *grow_new(int fd);
void grow_free(struct grow *g);

/* A tree whose root is this page, which must be an empty leaf or one whose rows
 * are among those to come: what is in it goes.  is_keyed: an index or a WITHOUT
 * ROWID table. */
void grow_begin(struct grow *g, uint32_t root, bool is_keyed);
/* The next record, of at most GROW_KEYED_MAX or GROW_ROW_MAX bytes; key: the
 * rowid of a row. */
void grow_add(struct grow *g, int64_t key, const uint8_t *record, size_t len);
/* That was all of them.  0, or a negative errno of anything since grow_new():
 * then the file is spoilt. */
int grow_end(struct grow *g);
/* So many pages the file has now; SQLite will see that it was written to.
 * Likewise. */
int grow_finish(struct grow *g);

/* Is the page a leaf of such a tree with no more than so many cells? */
bool grow_is_small_leaf(const struct grow *g, uint32_t page, bool is_keyed,
	size_t most);

#endif
