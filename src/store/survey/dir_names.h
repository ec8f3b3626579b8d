/* SPDX-License-Identifier: MIT */
/*
 * The names of one directory after another, for reports that lay many
 * directories side by side; and what is known of the contents of two files.
 */
#ifndef CATALOG_STORE_SURVEY_DIR_NAMES_H
#define CATALOG_STORE_SURVEY_DIR_NAMES_H

#include "store/store.h"

#include <stddef.h>
#include <stdint.h>

struct dir_name {
	const char *name; /* not closed by a NUL */
	size_t name_len;
	int64_t size_bytes;
	int64_t mtime_ns;
	int64_t inode;
	int64_t child_id;   /* of a directory, else 0 */
	int64_t content_id; /* 0: nothing was read of it */
	int64_t attribute_id;
	uint32_t mode; /* of a way that of a directory */
};

/* A few hundred names of a directory; no statement stays open.  Several of one
 * store may be read in turn. */
struct dir_names;
int dir_names_new(struct dir_names **ret, struct store *store,
	struct error *err);
void dir_names_free(struct dir_names *names);
/* The names of this one come next, in the order of their bytes; ways left
 * out that lead to nothing. */
void dir_names_start(struct dir_names *names, int64_t dir_id);
/* 1, or 0 at the end.  *ret is valid until the next call. */
int dir_names_next(struct dir_names *names, const struct dir_name **ret,
	struct error *err);

/* Two that were read in full are equal if full_id is; two with different
 * part_id are not.  0: not known. */
struct content_parts {
	int64_t full_id;
	int64_t part_id; /* what is known of its head and tail */
};

/* For the next ones, read all contents at once: worth it for many. */
int store_know_contents(struct store *store, struct error *err);
/* `knows`: a store that read all, which may be another thread's; or NULL: it is
 * looked up. */
int store_content_parts(struct store *store, const struct store *knows,
	int64_t content_id, struct content_parts *ret, struct error *err);

#endif
