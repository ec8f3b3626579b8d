/* SPDX-License-Identifier: MIT */
/* All directories in memory; private to hash/trees/. */
#ifndef CATALOG_HASH_TREES_FOREST_H
#define CATALOG_HASH_TREES_FOREST_H

#include "hash/trees/places.h"
#include "hash/trees/trees.h"

#define NO_DIR UINT32_MAX

enum dir_flag {
	DIR_IN_SCOPE = 1u << 0,
	DIR_SHARED = 1u << 1,  /* all in it and below was read, and each content
				* has another name */
	DIR_GROUPED = 1u << 2, /* member of a group of equal ones */
	DIR_ARCHIVE = 1u << 3, /* it is an archive, */
	DIR_INNER = 1u << 4,   /* or a directory in one */
	DIR_SUMMED = 1u << 5,  /* no name below has several links: its bytes are
				* stored */
	DIR_TOLD = 1u << 6,    /* it, or one above, is DIR_GROUPED */
};

struct dir {
	int64_t id;	      /* first, for search_i64() */
	uint64_t name[1];     /* a digest of it */
	uint64_t sum[2];      /* of the digests of what is in it */
	uint64_t inodes[1];   /* of those of its files that have bytes */
	int64_t bytes;	      /* all names, with all below */
	int64_t own_bytes;    /* of files with one link */
	int64_t stored_bytes; /* likewise, where it is DIR_SUMMED */
	uint32_t files;
	uint32_t directories;
	uint32_t parent;
	uint32_t first_child;
	uint32_t next_sibling;
	uint32_t at;  /* its number in a walk of the tree from the top, */
	uint32_t end; /* and that after its last descendant's */
	uint32_t volume;
	uint8_t flags;
};

/* Which archive, and which member of it: that a dir is. */
struct inner {
	int64_t archive_id;
	int64_t number;
};

struct forest {
	struct dir *dirs; /* by id; archives and what is in them last */
	uint32_t n;
	uint32_t first_inner; /* of those */
	struct inner *inner;  /* what they are */
	uint32_t *walk;	      /* dirs by their number */
	bool *gone;	      /* by number: in what was called contained */
	/* Of contents that may have other names, by number; as they were met,
	 * and then what forest_index() makes of it. */
	struct place_list met;
	struct places places;
};

int forest_load(struct forest *f, struct store *store,
	const struct trees_options *options, struct error *err);
void forest_clear(struct forest *f);
/* NULL if there is none. */
struct dir *forest_find(const struct forest *f, int64_t id);

static inline bool
dir_is_below(const struct dir *d, const struct dir *above)
{
	return d->at >= above->at && d->at < above->end;
}

/* --- forest_leaves.c, while it is loaded ---------------------------------- */

struct contents;

/* Which contents may have other names: to be filled; contents_free(). */
int contents_new(struct contents **ret, struct store *store, struct error *err);
void contents_free(struct contents *c);
/* Those of files; this thread does something else before, while another has
 * begun. */
int contents_load(struct contents *c, struct store *store,
	int (*before)(void *arg, struct error *err), void *arg,
	struct error *err);
/* Those that were found in members of archives, too. */
int contents_load_members(struct contents *c, struct store *store,
	struct error *err);
/* Is there any? */
bool contents_any(const struct contents *c);
/* What is in the directories, but not what is below those. */
int forest_load_leaves(struct forest *f, struct store *store,
	const struct contents *contents, bool members, struct error *err);

/* --- forest_sums.c, likewise --------------------------------------- */

/* The sum of digests: what comes in any order has one. */
static inline void
forest_add_sum(uint64_t sum[2], const uint64_t digest[2])
{
	uint64_t low = sum[0] + digest[0];

	sum[1] += digest[1] + (low < sum[0]);
	sum[0] = low;
}

/* All directories are there: walk, at, end. */
void forest_number(struct forest *f);
/* All names are there: what each directory holds with all below, */
void forest_close(struct forest *f);
/* Which contents are where: those of the directories that are in the list,
 * wherever they are. */
int forest_index(struct forest *f, struct dir *const *list, size_t n,
	struct error *err);

/* --- inside.c ------------------------------------------------------------- */

/* 1 and the directory that holds all content of d, or 0. */
int inside_find(const struct forest *f, const struct dir *d, bool across,
	const struct dir **ret, struct error *err);

#endif
