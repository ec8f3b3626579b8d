/* SPDX-License-Identifier: MIT */
/* Where a find begins: its places, in order; private to src/store. */
#ifndef CATALOG_STORE_FIND_FIND_STARTS_H
#define CATALOG_STORE_FIND_FIND_STARTS_H

#include "store/find/find.h"
#include "store/volumes.h"
#include "util/strbuf.h"

struct find_start {
	int64_t volume_id;
	const char *volume; /* borrowed from the list */
	char *within;
	char *inside; /* in an archive, which `within` is then; else NULL */
};

struct find_starts {
	struct volume_row *volumes;
	size_t n_volumes;
	struct find_start *items; /* by volume and path; none below another */
	size_t n_items;
};

int find_starts_load(struct find_starts *ret, struct store *store,
	const struct find_options *options, struct error *err);
/* The key of its own entry.  *ret_dir is -1 if its directory is not known. */
int find_start_key(const struct find_start *s, struct store *store,
	int64_t *ret_dir, struct strbuf *ret_name, struct error *err);
/* Does a component before the last begin with a dot? */
bool find_start_is_hidden(const struct find_start *s);
void find_starts_clear(struct find_starts *starts);

#endif
