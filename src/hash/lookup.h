/* SPDX-License-Identifier: MIT */
/*
 * Reading files to find out whether their content is in the catalogue, without
 * writing anything there.
 */
#ifndef CATALOG_HASH_LOOKUP_H
#define CATALOG_HASH_LOOKUP_H

#include "hash/digest.h"
#include "hash/hash.h"
#include "store/rows.h"
#include "util/cleanup.h"

struct lookup;

/* store and places are borrowed.  One thread, the store's. */
struct lookup *lookup_new(struct store *store,
	const struct hash_places *places);
void lookup_free(struct lookup *l);
DEFINE_CLEANUP(struct lookup *, lookup_free);

/* A file that somebody named, which may be anywhere. */
struct lookup_file {
	int fd;
	struct entry facts; /* as it was opened; has no name */
};

/* 0, or a negative errno: -EISDIR, -EINVAL when it is another thing that is no
 * regular file.  A symbolic link is followed. */
int lookup_open(struct lookup_file *ret, const char *path);
void lookup_close(struct lookup_file *file);
/* As digest_fd(); -ESTALE also when it changed meanwhile. */
int lookup_digest(struct lookup *l, struct digest *ret,
	const struct lookup_file *file, int64_t covered);

enum lookup_verdict {
	LOOKUP_DIFFERS,
	LOOKUP_EQUAL,
	LOOKUP_NOT_READ, /* its volume is offline, or it cannot be read */
};

/*
 * Read the file of the catalogue that a row is about, which begins like
 * ROWS_MEMBERS, and compare it with these digests; partial may be NULL.
 */
int lookup_compare(struct lookup *l, const struct rows *row,
	const struct digest *partial, const struct digest *full,
	struct error *err);

#endif
