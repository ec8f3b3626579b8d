/* SPDX-License-Identifier: MIT */
/*
 * Rows of the catalogue as looks at all of them come by (schema.sql).
 */
#ifndef CATALOG_STORE_PAGES_STORED_H
#define CATALOG_STORE_PAGES_STORED_H

#include <stddef.h>
#include <stdint.h>

/* 0 stands for NULL.  Names and digests are borrowed until the callback
 * returns. */
struct stored_entry {
	int64_t dir_id;
	const char *name;
	size_t name_len;
	int64_t size_bytes;
	int64_t mtime_ns;
	int64_t lag; /* of ctime */
	int64_t inode;
	int64_t attribute_id;
	int64_t nlink;
	int64_t blocks;
	int64_t child_id;
	int64_t content_id;
	int64_t volume_id; /* only where that is said; else 0 */
};

/* A catalogue whose contents have such numbers is not ours. */
#define STORED_CONTENTS_MAX (INT64_C(1) << 31)

struct stored_content {
	int64_t id;
	int64_t parent_id;
	int64_t size;
	int64_t covered;
	const uint8_t *digest;
	size_t digest_len;
	int64_t copies;
	int64_t volumes;
};

struct stored_directory {
	int64_t id;
	int64_t parent_id;
	int64_t volume_id;
	const char *name;
	size_t name_len;
	int64_t state; /* enum directory_state */
	int64_t bytes; /* totals */
	int64_t linked;
};

/* The callbacks must not use the store. */
typedef void stored_entry_fn(const struct stored_entry *entry, void *arg);
typedef void stored_content_fn(const struct stored_content *content, void *arg);
typedef void stored_directory_fn(const struct stored_directory *dir, void *arg);

#endif
