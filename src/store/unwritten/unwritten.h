/* SPDX-License-Identifier: MIT */
/*
 * Private to store/: names of a draft that are not written yet.
 *
 * A first scan meets directories in no order, and if its files are read then,
 * each name is stored twice: with what lstat says, and again with its content.
 * In a draft, which nobody else knows of, names can wait in memory, and what is
 * read of their files with them.  Then both go into the file as finished pages,
 * from the first to the last, in a tenth of the time that statements take
 * (unwritten_build.c).
 *
 *   scan -> names, in any order           unwritten.c unwritten_order.c
 *   hash -> contents, and who has them    unwritten_contents.c
 *     -> pages, or else statements        unwritten_build.c unwritten_trees.c
 *                                         unwritten_write.c
 *
 * Nothing ever finds one missing: any statement that has to do with names or
 * contents, and any look at names, first has all written, and then it is as if
 * none had waited.  So whoever wants to have the use of it asks for nothing but
 * what is here.  The same if there are too many, or the draft is published.
 */
#ifndef CATALOG_STORE_UNWRITTEN_H
#define CATALOG_STORE_UNWRITTEN_H

#include "model/digest.h"
#include "model/entry.h"
#include "store/entries.h"
#include "store/pages/stored.h"
#include "store/query.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

/* 40 bytes each and a name, 60 a content: some 40 MiB at most, 30 more with
 * contents. */
#define UNWRITTEN_MAX ((size_t)512 * 1024)
#define UNWRITTEN_BYTES ((size_t)16 << 20)

/* Do names wait?  Then is it to end before this statement runs? */
bool unwritten_is_on(const struct store *store);
bool unwritten_is_waited_for(const struct store *store, enum query query);

/* Does this name wait?  Q_ENTRY, which is about one, does not have all written. */
bool unwritten_has(struct store *store, int64_t dir_id, const char *name,
	size_t name_len);

/* Is there room for n more?  If not, those there are are written, and from then
 * on none wait: 0.  1, or negative. */
int unwritten_takes(struct store *store, const struct new_name *list, size_t n,
	struct error *err);
/* In any order; their totals are noted. */
int unwritten_add(struct store *store, const struct new_name *list, size_t n,
	struct error *err);

/* A new one, and of which volume it is. */
void unwritten_note_directory(struct store *store, const struct directory *dir);

/* All of them, in the order of the catalogue: *at starts at 0; false at the end.
 *   No more are taken after that. */
bool unwritten_next(struct store *store, size_t *at, struct stored_entry *ret);
/* What was read of a file, for one of its names, which gets it if it is there
 * with these facts and has none yet.  partial: covered 0, or what the digest
 * refines.  False if no names wait. */
bool unwritten_set_digest(struct store *store, int64_t dir_id,
	const struct entry *facts, const struct digest *digest,
	const struct digest *partial);
/* How many got theirs since that was asked. */
int64_t unwritten_take_given(struct store *store);

/* Write all by statements, in the transaction that is open: none wait any more.
 * store_write_names() takes less time. */
int unwritten_write(struct store *store, struct error *err);
/* How the transaction ended.  If that took back what was noted of names, such as
 * totals of their directories, the draft must not be published. */
void unwritten_committed(struct store *store);
void unwritten_rolled_back(struct store *store);
bool unwritten_is_lost(const struct store *store);

/* Of a connection that writes. */
int unwritten_register(struct store *store, struct error *err);
void unwritten_free(struct store *store);

#endif
