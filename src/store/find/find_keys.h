/* SPDX-License-Identifier: MIT */
/*
 * The names that lead to what may be found, where they are few: then a walk
 * looks at these and not at all that is in their directories.  Private to
 * src/store.
 */
#ifndef CATALOG_STORE_FIND_FIND_KEYS_H
#define CATALOG_STORE_FIND_FIND_KEYS_H

#include "store/find/find_span.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct find_key {
	int64_t dir_id; /* first, for find_span_of() */
	size_t name;	/* its place in names */
	size_t name_len;
};

struct find_keys {
	struct find_key *items;
	size_t n_items;
	size_t room;
	struct strbuf names;
	bool too_many; /* there are none then */
};

#define FIND_KEYS_INIT                                                         \
	{                                                                      \
		NULL, 0, 0, STRBUF_INIT, false                                 \
	}

void find_keys_add(struct find_keys *keys, int64_t dir_id, const char *name,
	size_t len);
void find_keys_join(struct find_keys *to, const struct find_keys *from);
/* In the order of `entry`, each once.  After all were added. */
void find_keys_sort(struct find_keys *keys);
/* Those of a directory. */
struct find_span find_keys_of(const struct find_keys *keys, int64_t dir_id,
	bool is_reverse);
void find_keys_clear(struct find_keys *keys);

#endif
