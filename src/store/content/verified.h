/* SPDX-License-Identifier: MIT */
/*
 * What `verify` goes through: files whose full digest is known, those first
 * that were not read for the longest time.
 */
#ifndef CATALOG_STORE_CONTENT_VERIFIED_H
#define CATALOG_STORE_CONTENT_VERIFIED_H

#include "model/digest.h"
#include "model/entry.h"
#include "store/store.h"

/* One name of a file. */
struct check {
	int64_t dir_id;
	int64_t volume_id;
	struct entry entry; /* as in struct candidate; name borrowed until the
			     * next call */
	int64_t content_id;
	struct digest digest;
	bool is_bad; /* a problem of verify's is noted for it */
};

/*
 * Every name with a full digest, all or those in the scope (scope.h): never
 * verified ones first, then by when that was; the names of an inode together.
 * One at a time per store; it works on a sorted copy, so writing goes on.
 */
int store_checks_open(struct store *store, bool is_scoped, struct error *err);
int store_checks_next(struct store *store, struct check *ret,
	struct error *err); /* 1, or 0 at the end */
void store_checks_close(struct store *store);
/* Bytes of the files on these volumes that are to be checked, every inode
 * once, and how many. */
int store_checks_sum(struct store *store, int64_t volume_id, int64_t *ret_files,
	int64_t *ret_bytes, struct error *err);
/* How many names of files have no full digest to compare with. */
int store_checks_lacking(struct store *store, bool is_scoped, int64_t *ret,
	struct error *err);

int store_put_verified(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, int64_t at_ns, struct error *err);
/* Rows of files that are gone, and problems of verify's about what has no
 * full digest any more. */
int store_tidy_verified(struct store *store, struct error *err);

#endif
