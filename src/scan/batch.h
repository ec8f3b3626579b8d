/* SPDX-License-Identifier: MIT */
/*
 * What walkers tell the writer: a batch of operations in the order in which
 * they must be applied.  A walker fills one, pushes it on the queue (which
 * takes ownership) and begins another; the writer gives applied batches back
 * through a pool so that their memory is used again.
 */
#ifndef CATALOG_SCAN_BATCH_H
#define CATALOG_SCAN_BATCH_H

#include "model/entry.h"
#include "store/entries.h"
#include "util/arena.h"

#include <stdint.h>

/* Enough that queue and wake-ups vanish in the noise, small enough to stay
 * in the second-level cache (about 120 bytes an operation). */
#define BATCH_OPERATIONS 1024u

enum operation_type {
	OPERATION_OPEN,	   /* a directory not known before: its row */
	OPERATION_ADD,	   /* a name not known before */
	OPERATION_CHANGE,  /* new facts about a known name */
	OPERATION_REPLACE, /* a known name that is now a directory: `entry`,
			    * child_id; the old one is forgotten first */
	OPERATION_MOVE,	   /* a known directory, child_id, has this name now */
	OPERATION_REMOVE,  /* proved gone; if entry.name is set the name is
			    * something else now, added once it is removed */
	OPERATION_STATE,   /* a directory's new state */
	OPERATION_LEARN,   /* what the volume can be trusted for: lessons.h */
	OPERATION_MOUNT,   /* a mount point that is not followed */
	OPERATION_PROBLEM, /* name may be empty: the directory itself */
	OPERATION_SOLVED,  /* the directory's older problems are gone */
};

struct operation {
	enum operation_type type;
	enum directory_state state; /* OPEN, STATE, MOUNT */
	uint64_t seal;		    /* STATE */
	int64_t dir_id;		    /* the directory that holds the name */
	int64_t child_id;	    /* of a directory, else 0 */
	struct entry entry;
	struct known_entry *was; /* CHANGE, REPLACE, REMOVE: what it was
				  * compared with */
	int error;		 /* PROBLEM: errno */
	const char *text;	 /* PROBLEM: one clause */
};

struct batch {
	size_t root; /* which root of the run it is about */
	size_t n_operations;
	struct operation operations[BATCH_OPERATIONS];
	struct arena bytes; /* names and texts */
	/* Counted since the walker's last batch. */
	int64_t entries, files, directories, bytes_seen;
};

struct batch *batch_new(size_t root);
/* Ready to be filled again. */
void batch_reset(struct batch *b, size_t root);
void batch_free(void *batch); /* void *: for queue_new() */

/* The next operation, zeroed but for type and dir_id.  The batch must not be
 * full. */
struct operation *batch_add(struct batch *b, enum operation_type type,
	int64_t dir_id);
/* Copy an entry with its name into the batch. */
void batch_set_entry(struct batch *b, struct operation *op,
	const struct entry *entry);
void batch_set_was(struct batch *b, struct operation *op,
	const struct known_entry *was);

static inline int
batch_is_full(const struct batch *b)
{
	return b->n_operations == BATCH_OPERATIONS;
}

#endif
