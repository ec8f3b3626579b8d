/* SPDX-License-Identifier: MIT */
/*
 * What is in one directory, sorted: for reports that show it as a whole (ls,
 * tree, du --all).  Held in memory, so it is bounded by the directory.
 * Private to src/report.
 */
#ifndef CATALOG_REPORT_LISTING_H
#define CATALOG_REPORT_LISTING_H

#include "report/report.h"

#include "store/entries.h"
#include "util/arena.h"

#define DIGEST_BYTES 16

/* One name.  Of a directory the totals are those of all below it. */
struct item {
	const char *name; /* in the listing's arena */
	size_t name_len;
	struct totals totals;
	int64_t mtime_ns;
	int64_t inode;
	int64_t nlink;
	int64_t child_id; /* 0: no directory */
	uint32_t mode;	  /* 0: only a way to what was scanned */
	uint32_t uid;
	uint32_t gid;
	bool has_digest;
	uint8_t digest[DIGEST_BYTES];
};

struct listing {
	struct arena names;
	struct item *items;
	size_t n;
	size_t size;
};

#define LISTING_INIT                                                           \
	{                                                                      \
		ARENA_INIT, NULL, 0, 0                                         \
	}

struct listing_how {
	enum report_entry_order order;
	bool reverse;
	bool hidden; /* names that begin with a dot too */
	bool directories_only;
};

int listing_read(struct listing *ret, struct store *store, int64_t dir_id,
	const struct listing_how *how, struct error *err);
/* One name of a directory, or the directory itself if name_len is 0.  -ENOENT
 * if it is not there any more. */
int listing_read_one(struct listing *ret, struct store *store,
	const struct report_target *target, struct error *err);
void listing_clear(struct listing *l);

/* st_blocks are of 512 bytes; nonsense must wrap, not trap. */
static inline int64_t
item_allocated(const struct item *item)
{
	return (int64_t)((uint64_t)item->totals.blocks * 512);
}

/* find(1)'s letter; a way leads through directories. */
char item_type(const struct item *item);

#endif
