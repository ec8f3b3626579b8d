/* SPDX-License-Identifier: MIT */
/*
 * Is a content known?  There is no index on sizes or on digests alone, so many
 * are looked up at once: all are added, then one pass finds them.  What was
 * found is kept in the connection.
 */
#ifndef CATALOG_STORE_CONTENT_LOOKUP_H
#define CATALOG_STORE_CONTENT_LOOKUP_H

#include "model/digest.h"
#include "store/store.h"

int store_lookup_clear(struct store *store, struct error *err);
int store_lookup_add_size(struct store *store, int64_t size, struct error *err);
int store_lookup_add_digest(struct store *store,
	const uint8_t digest[DIGEST_BYTES], struct error *err);
int store_lookup_run(struct store *store, struct error *err);

/* --- what was found ----------------------------------------------------- */

enum lookup_size {
	LOOKUP_SAME = 1u << 0,	 /* a regular file has this size */
	LOOKUP_UNREAD = 1u << 1, /* one that was not read at all */
	LOOKUP_LOOSE = 1u << 2,	 /* one read in full of which the partial
				  * digest is not known */
	LOOKUP_MEMBER = 1u << 3, /* a member of an archive has this size */
};

/* Flags, or negative. */
int store_lookup_size(struct store *store, int64_t size, struct error *err);
/* 1 with the content that has this full digest and its size, else 0. */
int store_lookup_digest(struct store *store, int64_t *ret_content,
	int64_t *ret_size, const uint8_t digest[DIGEST_BYTES],
	struct error *err);
/* 1 with the size of members that have it, else 0. */
int store_lookup_member_digest(struct store *store, int64_t *ret_size,
	const uint8_t digest[DIGEST_BYTES], struct error *err);
/* How many names of files were not read in full.  Looks at every name. */
int store_lookup_unread(struct store *store, int64_t *ret, struct error *err);

#endif
