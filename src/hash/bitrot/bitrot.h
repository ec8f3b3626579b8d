/* SPDX-License-Identifier: MIT */
/*
 * Are the bytes of the files still those that were hashed?  Reads files whose
 * full digest is known again, those first that were not read for the longest
 * time.
 */
#ifndef CATALOG_HASH_BITROT_BITROT_H
#define CATALOG_HASH_BITROT_BITROT_H

#include "hash/hash.h"
#include "model/digest.h"

enum bitrot_state {
	BITROT_OK,
	BITROT_CHANGED,	   /* it is not the file that was scanned */
	BITROT_ROTTEN,	   /* its bytes differ, its size and times do not */
	BITROT_UNREADABLE, /* or it reads differently each time */
};

/* Another file with the content that this one had. */
struct bitrot_copy {
	int64_t dir_id; /* 0: there is none */
	int64_t volume_id;
	char *name;
	size_t name_len;
	bool is_read; /* it was read just now and has that content */
};

/* About one file, under one of its names; all borrowed. */
struct bitrot_finding {
	enum bitrot_state state;
	int64_t dir_id;
	int64_t volume_id;
	const char *name;
	size_t name_len;
	int64_t size_bytes;
	int64_t mtime_ns;
	const struct digest *stored;
	const struct digest *found; /* NULL unless it is rotten */
	const char *problem;	    /* NULL if it is fine */
	const struct bitrot_copy *copy;
};

struct bitrot_options {
	bool is_scoped; /* only what is in the store's scope */
	struct budget_limits limits;
	unsigned int n_jobs;
	/* By the caller's thread, as it goes.  A negative code ends the run. */
	int (*on_finding)(void *arg, const struct bitrot_finding *finding,
		struct error *err);
	void (*on_progress)(void *arg, const struct hash_progress *progress);
	void *arg;
};

struct bitrot_stats {
	int64_t ok; /* files, each inode once */
	int64_t changed;
	int64_t rotten;
	int64_t unreadable;
	int64_t offline; /* not here to be read */
	int64_t left;	 /* here, but the run ended before */
	int64_t bytes_read;
	int64_t lost_volumes;	/* stopped answering: left alone since */
	int64_t lost_volume_id; /* the last of them */
	bool is_limited;
	bool interrupted;
};

/*
 * The store is open for writing, by this thread, outside a transaction.
 * Notes when each file was looked at, and what is wrong as problems of
 * STAGE_VERIFY, every two seconds; stored digests stay as they are.
 */
int bitrot_run(struct store *store, const struct hash_places *places,
	const struct bitrot_options *options, struct bitrot_stats *ret,
	struct error *err);

#endif
