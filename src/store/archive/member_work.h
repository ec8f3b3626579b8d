/* SPDX-License-Identifier: MIT */
/*
 * Which members of archives are to be read, and what was read of them.  A
 * member is read in full or not at all: by its size, and by the CRC where the
 * archive stores one, it may be equal to a file or to another member.
 */
#ifndef CATALOG_STORE_ARCHIVE_MEMBER_WORK_H
#define CATALOG_STORE_ARCHIVE_MEMBER_WORK_H

#include "model/digest.h"
#include "model/entry.h"
#include "model/member.h"
#include "store/content/contents.h"
#include "store/store.h"
#include "util/strbuf.h"

#include <stdbool.h>

/* Archives that turned out to be equal become one; to be called within a
 * transaction.  How many were two. */
int store_merge_archives(struct store *store, int64_t *ret, struct error *err);

struct member_filter {
	int64_t min_size;
	int64_t max_size; /* 0: none are too large */
	/* FOR_SCOPE: of archives in the scope; IN_SCOPE: as if there were
	 * nothing else. */
	enum candidates_scope scope;
	bool is_all; /* members without a twin too */
	bool retry;  /* and those that could not be read once */
};

/* List the work in a table of this connection; within a transaction.  Drops
 * problems of members whose archive is none any more.  The
 * sizes that a file may share with a member are known from then on. */
int store_member_work_open(struct store *store,
	const struct member_filter *filter, struct error *err);
int store_member_work_bytes(struct store *store, int64_t *ret,
	struct error *err);

/* An archive with members that are to be read. */
struct member_archive {
	int64_t id;
	int64_t levels;
	int64_t listing;
	int64_t n;
	int64_t bytes;
	int64_t last_place;
};

/* The next one behind that id.  1, or 0 at the end. */
int store_member_work_next(struct store *store, struct member_archive *ret,
	int64_t after, struct error *err);
/* Its names, those of one inode after each other.  on_name: 1 to stop; name
 * and facts are borrowed. */
int store_archive_names(struct store *store, int64_t archive_id,
	int (*on_name)(void *arg, int64_t volume_id, int64_t dir_id,
		const struct entry *facts),
	void *arg, struct error *err);
/* What it was called when it was listed: that names the member of a file that
 * is only compressed.  name, if it does not matter. */
int store_archive_listed_name(struct store *store, struct strbuf *ret,
	int64_t archive_id, const char *name, struct error *err);
/* The bit place - 1 is set of each member that is to be read; bits has room
 * for all. */
int store_member_work_places(struct store *store, int64_t archive_id,
	unsigned char *bits, struct error *err);
/* Is this what the catalogue has at that place?  1 or 0. */
int store_member_work_fits(struct store *store, int64_t archive_id,
	int64_t place, const struct member *member, struct error *err);
/* It was read; nobody knows yet.  0 if it is not to be read. */
int store_member_work_put(struct store *store, int64_t archive_id,
	int64_t place, int64_t size, const uint8_t digest[DIGEST_BYTES],
	struct error *err);
/* Members that are still to be read. */
int store_member_work_lacking(struct store *store, int64_t *ret,
	int64_t archive_id, struct error *err);
/* All that was read is true.  is_all: and what was not cannot be. */
int store_member_work_keep(struct store *store, int64_t archive_id, bool is_all,
	struct error *err);
/* The archive is not what was listed: forget what is in it. */
int store_forget_archive(struct store *store, int64_t archive_id,
	struct error *err);
/* Empty the table of work. */
void store_member_work_close(struct store *store);

#endif
