/* SPDX-License-Identifier: MIT */
/*
 * The names of many groups of files at once.  To look up one name by its
 * content takes two searches in the catalogue; to look at all names in turn
 * costs no more than some thousands of these, and finds those of which nothing
 * was read, too.
 */
#ifndef CATALOG_STORE_SURVEY_GATHER_H
#define CATALOG_STORE_SURVEY_GATHER_H

#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gathered {
	int64_t dir_id;
	int64_t volume_id;
	int64_t inode;
	int64_t nlink;
	int64_t mtime_ns;
	const char *name; /* not closed by a NUL */
	uint32_t name_len;
	uint32_t group;
	bool is_read; /* in full, as far as store_find_unsettled() knows */
};

struct gather;
int gather_new(struct gather **ret, struct store *store, struct error *err);
void gather_free(struct gather *g);

/* Names with that content, which is of that size (0: it is not known), are in
 * the group, which may have several contents; a content may be in several
 * groups.  -ENOMEM or 0, as the next one. */
int gather_content(struct gather *g, int64_t content_id, int64_t size,
	uint32_t group);
/* Regular files of that size, whatever is known of their content. */
int gather_size(struct gather *g, int64_t size, uint32_t group);

/* Look for all of them: in the scope, or everywhere.  In no order.  *ret is
 * borrowed until gather_forget(). */
int gather_run(struct gather *g, bool is_scoped, const struct gathered **ret,
	size_t *ret_n, struct error *err);
/* Names and groups: as new. */
void gather_forget(struct gather *g);

/* So many copies are worth gathering: fewer are looked up sooner. */
int store_gather_min(struct store *store, int64_t *ret, struct error *err);

#endif
