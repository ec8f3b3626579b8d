/* SPDX-License-Identifier: MIT */
/*
 * Private to waiting.c and waiting_contents.c: a name that waits.
 */
#ifndef CATALOG_STORE_CONTENT_WAITING_H
#define CATALOG_STORE_CONTENT_WAITING_H

#include "store/content/contents.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct waiting_name {
	int64_t dir_id;
	int64_t size_bytes;
	int64_t mtime_ns;
	int64_t lag;
	uint64_t inode;
	int64_t volume_id;
	int64_t content_id;
	struct digest digest;
	struct digest partial; /* covered 0: there is none */
	const char *name;
	uint32_t name_len;
	bool is_single; /* the only name of its file */
	bool is_stored;
};

/* Find or add the contents of all, and set content_id.  Sorts the list. */
int waiting_add_contents(struct store *store, struct waiting_name **names,
	size_t n, struct error *err);

#endif
