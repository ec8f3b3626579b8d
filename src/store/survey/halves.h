/* SPDX-License-Identifier: MIT */
/*
 * One look at a whole table by two threads, each with a connection of its own
 * and half of the numbers, or some of them in turn.  Private to src/store.
 */
#ifndef CATALOG_STORE_SURVEY_HALVES_H
#define CATALOG_STORE_SURVEY_HALVES_H

#include "store/pages/look.h"
#include "util/error.h"

struct halves {
	struct store *store;
	struct store
		*beside; /* the store's; NULL: there is one thread for all */
};

struct halves_job {
	struct look look; /* but for its arg */
	void *first;	  /* instead of it: of one thread, with the lower
			   * numbers unless in_turn, */
	void *second;	  /* and of the other */
	int64_t last;	  /* the last number that there is */
	/* Either thread may come by any number, in no order: then none waits for
	 * the other. */
	bool in_turn;
	/* What the calling thread does before, when the other has begun, which
	 * then looks at more than half: implies in_turn.  NULL: nothing. */
	int (*before)(void *arg, struct error *err);
	void *before_arg;
	/* Only these of them; 0: all. */
	int64_t from;
	int64_t to;
};

/* The store has a transaction open, and keeps what this opens until its end. */
int halves_open(struct halves *ret, struct store *store, struct error *err);
int halves_run(struct halves *h, const struct halves_job *job,
	struct error *err);
/* Both. */
int halves_look(struct store *store, const struct halves_job *job,
	struct error *err);
/* The same, the numbers being those of directories: sets job->last. */
int halves_look_at_names(struct store *store, struct halves_job *job,
	struct error *err);

/* The names that are in the scope, in no order; by two threads where there are
 * many, and a second one is said.  Sets what says which. */
int halves_look_at_scope(struct store *store, struct halves_job *job,
	struct error *err);

/* A transaction begins or ends, or the store is closed. */
void halves_forget(struct store *store);

#endif
