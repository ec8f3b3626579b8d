/* SPDX-License-Identifier: MIT */
/* Writing the members of an archive, one after the other. */
#ifndef CATALOG_STORE_ARCHIVE_MEMBERS_H
#define CATALOG_STORE_ARCHIVE_MEMBERS_H

#include "model/member.h"
#include "store/store.h"
#include "util/cleanup.h"

/* Rows an archive may have, the directories that it implies included. */
#define MEMBERS_MAX 2000000

struct members_sums {
	int64_t files;
	int64_t directories;
	int64_t bytes; /* of the first level */
};

struct members;

/* Of an archive without members; the store is borrowed. */
struct members *members_new(struct store *store, int64_t archive_id);
/* In the order of the archive.  1, or 0 when there is room for no more. */
int members_add(struct members *m, const struct member *member,
	struct error *err);
const struct members_sums *members_sums(const struct members *m);
void members_free(struct members *m);
DEFINE_CLEANUP(struct members *, members_free);

#endif
