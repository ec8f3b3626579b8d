/* SPDX-License-Identifier: MIT */
/*
 * Private to store/content/: numbers of contents that are gone, to be used
 * again.
 *
 * A number is one more than the last, so with every night's changes the numbers
 * grow, and looks at all contents, which keep them in a list by number
 * (survey/standing.h), take more memory for the same files.  When there are
 * several times as many numbers as there can be contents, what is new fills
 * the gaps instead, from the first on.
 */
#ifndef CATALOG_STORE_CONTENT_FREE_IDS_H
#define CATALOG_STORE_CONTENT_FREE_IDS_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

struct free_ids {
	bool is_on;
	int64_t next; /* of the gap that is being filled */
	int64_t end;  /* its end: a content's number */
};

/* last_id: of all contents. */
void free_ids_begin(struct free_ids *ids, int64_t last_id, int64_t n_names);
/* One that no content has, for a new one; 0: it is one more than the last. */
int free_ids_take(struct store *store, int64_t *ret, struct error *err);

#endif
