/* SPDX-License-Identifier: MIT */
/*
 * The entries that a filter lets through, in the order of their paths: volumes
 * by name, and in each a directory before what is in it, names by their bytes.
 *
 *	store_find_open -> { store_find_next }* -> store_find_close
 *
 * Streams: memory has a bound, however much is found.  What it sees is what the
 * store's transaction sees, and paths are by store_set_places().
 */
#ifndef CATALOG_STORE_FIND_FIND_H
#define CATALOG_STORE_FIND_FIND_H

#include "model/entry.h"
#include "store/archive/inside.h"
#include "store/find/wanted.h"
#include "store/store.h"
#include "util/cleanup.h"

/* Where to look: a directory or a single name, and all below it. */
struct find_place {
	int64_t volume_id;
	/* "": all of the volume.  In an archive: its path, "//", and a path as
	 * inside_path_clean() makes it, or nothing for all of it. */
	const char *within;
};

/* What is left of what is wanted, for who keeps the first few in some order:
 * changes while they are found, but not, nor do the bytes of the name, while
 * store_find_next() runs.  It need not be kept to. */
struct find_bound {
	enum {
		FIND_BY_SIZE,
		FIND_BY_BLOCKS,
		FIND_BY_MTIME,
		FIND_BY_CTIME,
		FIND_BY_NAME, /* as bytes */
	} key;
	/* So many are the first few: of as many that are found the last is a
	 * bound too.  0: any number. */
	int64_t n_first;
	bool is_set;   /* is there a `than`, or name, yet? */
	bool is_below; /* only less than `than` counts, else only more */
	int64_t than;
	const char *name; /* instead, by name */
	size_t name_len;
};

struct find_options {
	const struct wanted *wanted;	/* NULL: everything */
	const struct find_bound *bound; /* NULL: none */
	const struct find_place *places;
	size_t n_places; /* 0: all volumes */
	/* Members of archives, too; of a place in an archive they are found
	 * without being asked for. */
	bool members;
	/* Levels below a place, or below what was scanned; which has 0. */
	int64_t min_depth;
	int64_t max_depth; /* INT64_MAX: no limit */
	bool no_digests;   /* find_entry.digest may be left out */
	bool is_few;	   /* only the first few will be asked for */
	/* The same the other way around, last first: what is in a directory
	 * before the directory.  Only where store_find_can_reverse(). */
	bool is_reverse;
	/* For tests: directories to walk through before looking at all
	 * entries; 0: as many as was measured to be best. */
	size_t walk_first;
	/* Likewise: bytes of what is found that may be in memory at once. */
	int64_t most_kept;
};

struct find_entry {
	struct entry entry; /* its name is the end of path */
	int64_t volume_id;
	int64_t dir_id;	    /* which it is in */
	int64_t child_id;   /* of a directory, else 0 */
	const char *volume; /* name */
	const char *path;   /* absolute, as names_path() has it */
	size_t path_len;
	bool is_online;
	int64_t depth;
	const void *digest; /* of all of its content; NULL if not known */
	size_t digest_len;
	/* Of a member of an archive; else archive_id is 0.  Then the entry has
	 * its name, size, mtime and mode, as far as the member has them. */
	struct inside inside;
	uint32_t crc;
	bool has_size;
	bool has_mtime;
	bool has_crc;
	bool is_encrypted;
};

struct find;

/* Not where members of archives are found. */
bool store_find_can_reverse(const struct find_options *options);
/* wanted and places are borrowed until store_find_close(). */
int store_find_open(struct find **ret, struct store *store,
	const struct find_options *options, struct error *err);
/* 1 and *ret (borrowed until the next call), 0 at the end, or negative. */
int store_find_next(struct find *find, struct find_entry *ret,
	struct error *err);
/* How many there are. */
int store_find_count(struct store *store, const struct find_options *options,
	int64_t *ret, int64_t *ret_given_up, struct error *err);
/* On how many names a regular expression was given up; they are left out. */
int64_t store_find_given_up(const struct find *find);
void store_find_close(struct find *find);
DEFINE_CLEANUP(struct find *, store_find_close);

#endif
