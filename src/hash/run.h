/* SPDX-License-Identifier: MIT */
/*
 * Private to hash.c, feed.c and results.c: a run of hash_run() while it
 * lasts.  All of it belongs to the thread that called.
 */
#ifndef CATALOG_HASH_RUN_H
#define CATALOG_HASH_RUN_H

#include "hash/budget.h"
#include "hash/frontier.h"
#include "hash/hash.h"
#include "hash/locate.h"
#include "hash/schedule.h"
#include "hash/steps.h"

/* The two ways in which candidates come. */
struct stream {
	enum stage stage;
	struct job *held;    /* its next name may follow */
	bool is_open;	     /* the store's cursor */
	int64_t last_volume; /* of the last that was not mounted: an inode */
	uint64_t last_inode; /* counts once */
};

/* The files of one size, or small ones, while they come in; see feed.c. */
struct gathering {
	struct job *first;
	struct job *last; /* its next name may follow */
	size_t n;
	int64_t size;	       /* 0: none yet, or small */
	int64_t partial_bytes; /* of each, unless small */
	uint64_t ticket;
	bool is_team;  /* so far */
	bool is_small; /* at most DIGEST_WHOLE, whatever their size */
};

struct run {
	struct store *store;
	const struct hash_options *options;
	struct hash_stats *stats;
	struct budget budget;
	struct schedule *schedule;
	struct frontier *frontier;
	struct steps *steps;
	struct walk *walk; /* whose files come in the full stream, or NULL */
	struct stream partial;
	struct gathering gathering;
	struct jobs ready; /* to be submitted, in order */
	struct jobs left;  /* to be ready when all others are */
	struct stream full;
	bool is_stopping;
	bool has_problems; /* rows of this stage that may have to go */
	bool in_transaction;
	size_t n_results; /* since the last commit */
	int64_t commit_at_ns;
	int64_t progress_at_ns;
	struct hash_progress progress;
	struct locator locator;
	struct job *spares; /* job_keep() */
};

/*
 * feed.c: make jobs of candidates and hand them to the readers, as many as
 * there is room for, up to a batch.  1 when something moved, else 0.
 */
int run_feed(struct run *run, struct error *err);
/* Close the cursors and free what is held. */
void run_end_feed(struct run *run);

/*
 * results.c: store what the readers did, a batch at most, in transactions of
 * a few seconds.  may_wait: if there is nothing yet, wait a little.
 */
int run_take_results(struct run *run, bool may_wait, struct error *err);
/* The next commit is due a few seconds from now. */
void run_start_clock(struct run *run);
/* The names of a draft wait no more. */
int run_write_names(struct run *run, struct error *err);
int run_commit(struct run *run, struct error *err);

#endif
