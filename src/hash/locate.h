/* SPDX-License-Identifier: MIT */
/*
 * Where a file that the catalogue knows is now.  For the thread that owns the
 * catalogue; files come directory by directory, so the last one is remembered.
 */
#ifndef CATALOG_HASH_LOCATE_H
#define CATALOG_HASH_LOCATE_H

#include "hash/schedule.h"
#include "store/store.h"
#include "util/strbuf.h"

struct locator {
	struct strbuf within; /* path of the directory within its volume */
	int64_t dir_id;	      /* 0: none yet */
};

#define LOCATOR_INIT                                                           \
	{                                                                      \
		.within = STRBUF_INIT                                          \
	}

void locator_clear(struct locator *locator);

/* Set the place and the path of the job, for a name in that directory.  1, or
 * 0 if its volume, or that part of it, is not mounted. */
int locate(struct locator *locator, struct store *store,
	const struct schedule *schedule, struct job *job, int64_t dir_id,
	const struct entry *name, struct error *err);

#endif
