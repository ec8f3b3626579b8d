/* SPDX-License-Identifier: MIT */
/*
 * How far the hash of a file came that takes long to read: a state that means
 * something to whoever stored it, found again as long as the file has the
 * facts that it had.  One for a name; the caller has a transaction.  Those of
 * the first reading and those of verify are kept apart.
 */
#ifndef CATALOG_STORE_CONTENT_CHECKPOINTS_H
#define CATALOG_STORE_CONTENT_CHECKPOINTS_H

#include "model/entry.h"
#include "store/store.h"
#include "util/strbuf.h"

/* facts: as of a struct candidate, with the name. */
int store_put_checkpoint(struct store *store, int64_t dir_id,
	const struct entry *facts, bool verifies, const struct strbuf *state,
	struct error *err);
/* 1 and the state, which is added to ret, or 0: none of this file. */
int store_find_checkpoint(struct store *store, struct strbuf *ret,
	int64_t dir_id, const struct entry *facts, bool verifies,
	struct error *err);
int store_drop_checkpoint(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, struct error *err);

/* 1 or 0. */
int store_any_checkpoints(struct store *store, struct error *err);
/* Drop those of files that are gone, changed or were read in full; of verify,
 * those of files whose full digest is not known. */
int store_tidy_checkpoints(struct store *store, struct error *err);

#endif
