/* SPDX-License-Identifier: MIT */
/* Groups of equal files and members of archives, for reports. */
#ifndef CATALOG_STORE_ARCHIVE_MEMBER_GROUPS_H
#define CATALOG_STORE_ARCHIVE_MEMBER_GROUPS_H

#include "store/store.h"
#include "util/strbuf.h"

#include <stdbool.h>

struct member_groups {
	int64_t min_size;
	int64_t max_size;
	int64_t min_volumes;
	bool is_scoped; /* as if there were nothing but the scope */
};

/* Find them, for ROWS_MEMBER_GROUPS; groups without members are among them. */
int store_find_member_groups(struct store *store,
	const struct member_groups *which, struct error *err);

/* Find archives and the directories in them, for ROWS_MEMBER_TREES and what is
 * beside it. */
int store_find_member_trees(struct store *store, bool is_scoped,
	struct error *err);

/* Append the path of a member within its archive; there is a "//" where it
 * goes on in an archive within. */
int store_member_path(struct store *store, struct strbuf *ret,
	int64_t archive_id, int64_t number, struct error *err);

#endif
