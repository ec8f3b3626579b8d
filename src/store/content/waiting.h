/* SPDX-License-Identifier: MIT */
/*
 * Private to waiting.c, waiting_contents.c and waiting_store.c: names that wait
 * for their content.
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

#define NAMES_MAX ((size_t)128 * 1024)
#define NAMES_BYTES ((size_t)4 << 20)

/*
 * all[from] to all[kept - 1] are kept: in order, and with their contents.
 * Behind them is what is new, in no order.
 */
struct waiting {
	size_t from;
	size_t kept;
	size_t n;
	size_t n_small;	   /* new names of small files that come in order */
	size_t n_bytes;	   /* of names */
	size_t kept_bytes; /* before this are those of what is kept */
	size_t n_list;
	size_t next;	  /* in the list, where a walk is */
	int64_t n_stored; /* since it was asked */
	struct waiting_name all[NAMES_MAX];
	/* Those that are new, by digest; then all that are stored, by key. */
	struct waiting_name *list[NAMES_MAX];
	char names[NAMES_BYTES];
};

/* As by the primary key of entry. */
int waiting_compare(const struct waiting_name *w, int64_t dir_id,
	const char *name, size_t len);

/* Find or add the contents of all, and set content_id.  Sorts the list. */
int waiting_add_contents(struct store *store, struct waiting_name **names,
	size_t n, struct error *err);

/* Give those in the list, which are a part of so many names (0: not known),
 * their contents. */
int waiting_store_list(struct store *store, struct waiting *w, int64_t n_names,
	struct error *err);

#endif
