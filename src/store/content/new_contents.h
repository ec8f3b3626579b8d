/* SPDX-License-Identifier: MIT */
/*
 * Private to store/: many contents by one statement.
 */
#ifndef CATALOG_STORE_CONTENT_NEW_CONTENTS_H
#define CATALOG_STORE_CONTENT_NEW_CONTENTS_H

#include "store/content/contents.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct new_content {
	int64_t size_bytes;
	struct digest digest;
	int64_t parent_id; /* the content it refines, or 0 */
	int64_t copies;
	int64_t volumes;
};

struct content_row {
	struct new_content content;
	int64_t id;    /* set by new_contents_add() */
	bool is_known; /* likewise: it was there already, with its counts */
};

int new_contents_register(struct store *store, struct error *err);
/* No two are alike; fastest in the order of size and digest. */
int new_contents_add(struct store *store, struct content_row *rows, size_t n,
	struct error *err);
/* New ones that have their numbers. */
int new_contents_store(struct store *store, struct content_row *rows, size_t n,
	struct error *err);

#endif
