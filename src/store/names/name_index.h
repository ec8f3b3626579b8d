/* SPDX-License-Identifier: MIT */
/*
 * The index of names (schema.sql): made and kept; name_ranges.h asks it.
 * Private to src/store.
 */
#ifndef CATALOG_STORE_NAMES_NAME_INDEX_H
#define CATALOG_STORE_NAMES_NAME_INDEX_H

#include "store/store.h"

/* A directory is about to get a name.  Part of the open transaction. */
int name_index_note(struct store *store, int64_t dir_id, struct error *err);
/* The same of those that store_adopt_directories() gives names. */
int name_index_note_adopted(struct store *store, struct error *err);
/* After a rollback: what was known of the index may not be so. */
void name_index_forget(struct store *store);

/* The last directory that the index covers, 0 if there is none. */
int name_index_last(struct store *store, int64_t *ret, struct error *err);

/*
 * name_refresh.c: make it again if much came since, or for the first time if
 * there are many names.  Opens and commits transactions of its own; an
 * interrupt leaves the catalogue without an index, or with the old one.
 */
int name_index_refresh(struct store *store, struct error *err);
/* In any case.  names_a_block: 0 for as many as was measured to be best. */
int name_index_build(struct store *store, int names_a_block, struct error *err);

/* name_check.c: the names that the index does not lead to, which are a fault,
 * and the directory of the first. */
int name_index_check(struct store *store, int64_t *ret_missed, int64_t *ret_dir,
	struct error *err);

#endif
