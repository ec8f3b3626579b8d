/* SPDX-License-Identifier: MIT */
/*
 * What was read of files: candidates to read, digests, the names that have
 * them.
 * Used by hash through the writer's store; see the content table.
 */
#ifndef CATALOG_STORE_CONTENT_CONTENTS_H
#define CATALOG_STORE_CONTENT_CONTENTS_H

#include "model/digest.h"
#include "model/entry.h"
#include "store/store.h"

/* One name of a file that may have a twin. */
struct candidate {
	int64_t dir_id;
	int64_t volume_id;
	struct entry entry; /* name, inode, size, mtime and ctime; the name is
			     * the cursor's until the next call */
	int64_t content_id; /* deepest content known, 0 if none */
	int64_t covered;    /* of that content, 0 if none */
	uint8_t digest[DIGEST_BYTES]; /* of that content, if it is alike */
	bool is_wanted; /* false: only there for those it may equal */
};

/* Whose twins are looked for, and where.  All zero: all of everything. */
enum candidates_scope {
	CANDIDATES_ANYWHERE,
	CANDIDATES_FOR_SCOPE, /* of what is in the scope (scope.h), anywhere */
	CANDIDATES_IN_SCOPE,  /* as if there were nothing but the scope */
};

struct candidates_filter {
	int64_t min_size; /* skip smaller ones */
	int64_t max_size; /* and larger ones; 0: none are too large */
	enum candidates_scope scope;
	bool is_all; /* files without a twin too */
	/* Only files that may be equal to a member of an archive, as the last
	 * store_member_work_open() saw it; with is_all. */
	bool beside_members;
	/* Sizes by what could be reclaimed, not largest first; small files come
	 * last all the same.  So it is FOR_SCOPE, never IN_SCOPE. */
	bool by_gain;
	bool small_too; /* they take turns with the others then */
};

/*
 * Every name of every non-empty regular file whose size another inode has
 * too, over the whole catalogue, ordered by size (largest first), volume and
 * inode; small files (DIGEST_WHOLE) with one link come last, in the order of
 * the catalogue, unless the scope is small compared with it or the filter says
 * small_too.  Sizes that only one (volume, inode) has are left out.  Finds
 * the sizes in two passes over entry (twin_sizes.h), so memory hardly grows
 * with the catalogue.  filter may ask for less, more, or another order; of an
 * inode the names that are wanted come first then.  One cursor at a time per
 * store; writing through the same store while it is open is fine (it works on a
 * sorted copy, or from key to key).
 */
int store_candidates_open(struct store *store,
	const struct candidates_filter *filter, struct error *err);
int store_candidates_next(struct store *store, struct candidate *ret,
	struct error *err); /* 1, or 0 at the end */
/* Their sizes summed up, each counted as `most` at most; for the ETA. */
int store_candidates_bytes(struct store *store, int64_t *ret, int64_t most,
	struct error *err);
void store_candidates_close(struct store *store);
/* Were they those of all files there are, whatever scope was given? */
bool store_candidates_are_of_all(const struct store *store);

/* Of the candidates' sizes: was nothing read of any file of this size?  1 or
 * 0. */
int store_size_is_new(struct store *store, int64_t size, struct error *err);

/* How many bytes the partial stage covers of files of this size: as
 * digest_partial_bytes() says, or, where some were read by a program of schema
 * version 1, as that did. */
int store_partial_bytes(struct store *store, int64_t *ret, int64_t size,
	struct error *err);

/*
 * The members that need a full digest: of each partial content of this size
 * with two or more different (volume, inode) below it (its own members and
 * those of what refines it), or that a file read in full by other steps may
 * equal, the own members, ordered by partial content, volume and inode.  As the
 * filter of the last store_candidates_open() says.
 */
int store_alike_open(struct store *store, int64_t size, struct error *err);
int store_alike_next(struct store *store, struct candidate *ret,
	struct error *err);
void store_alike_close(struct store *store);

/*
 * Record what was read of one name.  Finds or adds the content row; parent_id
 * is the partial content a full digest refines, else 0.  Stores nothing and
 * returns 0 in *ret_content when the entry in the catalogue no longer has the
 * facts given (it was changed by a scan meanwhile).
 */
int store_put_digest(struct store *store, int64_t *ret_content, int64_t dir_id,
	const struct entry *facts, const struct digest *digest,
	int64_t parent_id, struct error *err);

/*
 * The same of a file that has no content yet, for many at once: not before the
 * transaction commits or store_set_contents_now(), which says how many names
 * had the facts.  Until then they have what they had.  partial is what the
 * digest refines, covered 0 if it refines nothing.
 */
int store_set_digest_later(struct store *store, int64_t volume_id,
	int64_t dir_id, const struct entry *facts, const struct digest *digest,
	const struct digest *partial, struct error *err);
int store_set_contents_now(struct store *store, int64_t *ret,
	struct error *err);
/* Are there so many by now that storing them takes a while?  If nobody does,
 * one of the next to be set does. */
bool store_sets_many(const struct store *store);
/* Likewise, but what had better wait for others may go on doing so. */
int store_set_many_now(struct store *store, int64_t *ret, struct error *err);

/* 1 and the content with this digest of files of this size, else 0. */
int store_find_content(struct store *store, int64_t *ret, int64_t size,
	const struct digest *digest, struct error *err);
/* What was read turned out to be untrue: forget it. */
int store_clear_digest(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, struct error *err);

#endif
