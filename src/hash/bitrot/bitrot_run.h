/* SPDX-License-Identifier: MIT */
/*
 * Private to bitrot.c, bitrot_feed.c and bitrot_judge.c: a run of bitrot_run()
 * while it lasts.  All of it belongs to the thread that called.
 */
#ifndef CATALOG_HASH_BITROT_BITROT_RUN_H
#define CATALOG_HASH_BITROT_BITROT_RUN_H

#include "hash/bitrot/bitrot.h"
#include "hash/budget.h"
#include "hash/locate.h"
#include "hash/schedule.h"
#include "hash/transaction.h"
#include "store/content/verified.h"

/* What the two reads of a file said. */
enum { TICKET_FIRST, TICKET_SECOND };

/* A volume that was read from. */
struct source {
	int64_t volume_id;
	int failures; /* in a row */
	bool is_lost;
};

struct bitrot {
	struct store *store;
	const struct hash_places *places;
	const struct bitrot_options *options;
	struct bitrot_stats *stats;
	struct budget budget;
	struct schedule *schedule;
	struct job *held;	/* its next name may follow */
	int64_t offline_volume; /* of the last that was not here */
	uint64_t offline_inode;
	struct source *sources;
	size_t n_sources;
	struct locator locator;
	int64_t n_files; /* to be read */
	struct hash_progress progress;
	int64_t progress_at_ns;
	struct transaction transaction;
	bool at_end; /* of the checks */
	bool is_stopping;
};

/* bitrot.c */
struct source *bitrot_source(struct bitrot *v, int64_t volume_id);

/* bitrot_feed.c: submit what is to be read, as far as there is room, up to a
 * batch.  1 when something moved, else 0. */
int bitrot_feed(struct bitrot *v, struct error *err);

/* bitrot_judge.c: what a reader gave back, or how far it came. */
int bitrot_take(struct bitrot *v, struct job *result, struct error *err);

#endif
