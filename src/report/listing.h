/* SPDX-License-Identifier: MIT */
/*
 * What is in one directory, sorted: for reports that show it as a whole (ls,
 * tree, du --all).  Held in memory, so it is bounded by the directory.
 * Private to src/report.
 */
#ifndef CATALOG_REPORT_LISTING_H
#define CATALOG_REPORT_LISTING_H

#include "report/report.h"

#include "store/archive/inside.h"
#include "store/entries.h"
#include "util/arena.h"

#include <sys/stat.h>

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
	uint32_t crc;
	/* The archive that a file is, or the member: what there is in it. */
	struct inside inside;
	bool is_member;
	bool has_members; /* of a member: it is worth entering */
	/* What the archive does not say, and what only archives do. */
	bool has_size;
	bool has_mtime;
	bool has_crc;
	bool is_encrypted;
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
	bool members; /* archives are directories, too */
};

int listing_read(struct listing *ret, struct store *store, int64_t dir_id,
	const struct listing_how *how, struct error *err);
/* One name of a directory, or the directory itself if name_len is 0.  -ENOENT
 * if it is not there any more. */
int listing_read_one(struct listing *ret, struct store *store,
	const struct report_target *target, struct error *err);
/* The same of an archive, whose tree that is. */
int listing_read_inside(struct listing *ret, struct store *store,
	const struct inside_tree *tree, int64_t number,
	const struct listing_how *how, struct error *err);
int listing_read_member(struct listing *ret, struct store *store,
	const struct inside_tree *tree, int64_t number, struct error *err);
void listing_clear(struct listing *l);

/* For the two files of it: a new item, and the order that was asked for. */
struct item *listing_add(struct listing *l);
void listing_sort(struct listing *l, const struct listing_how *how);

/* st_blocks are of 512 bytes; nonsense must wrap, not trap. */
static inline int64_t
item_allocated(const struct item *item)
{
	return (int64_t)((uint64_t)item->totals.blocks * 512);
}

static inline bool
item_is_directory(const struct item *item)
{
	return item->child_id != 0 || (item->is_member && S_ISDIR(item->mode));
}

/* find(1)'s letter; a way leads through directories. */
char item_type(const struct item *item);

#endif
