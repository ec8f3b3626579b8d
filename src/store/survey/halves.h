/* SPDX-License-Identifier: MIT */
/*
 * One look at a whole table by two threads, each with a connection of its own
 * and half of the numbers.  Private to src/store.
 */
#ifndef CATALOG_STORE_SURVEY_HALVES_H
#define CATALOG_STORE_SURVEY_HALVES_H

#include "store/internal.h"
#include "store/query.h"
#include "util/error.h"

struct halves {
	struct store *store;
	struct store *beside; /* NULL: there is one thread for all */
};

struct halves_job {
	/* A statement that has no rows, only calls of functions, or one with a
	 * number; its first parameters are the first and the last number.  A
	 * comparison with the last one costs some at each row, so there may be
	 * none: then its functions ask halves_is_over(), and let a row out if
	 * it is. */
	enum query query;
	bool has_no_end;
	int64_t *sum; /* the numbers are added to it; NULL: no rows */
	int64_t last; /* that there is */
	/* Only these of them; 0: from the first on, to the end. */
	int64_t from;
	int64_t to;
	/* The other parameters; NULL: there are none. */
	void (*bind)(struct bind *b, const void *arg);
	const void *bind_arg;
	/* Tell a connection's functions whom they work for; run in the thread
	 * that asked.  NULL when they are done.  NULL: there are none. */
	void (*assign)(struct store *store, void *arg);
	void *first;
	void *second;
};

/* To be closed, whatever it says.  The store has a transaction open. */
int halves_open(struct halves *ret, struct store *store, struct error *err);
int halves_run(struct halves *h, const struct halves_job *job,
	struct error *err);
void halves_close(struct halves *h);
/* All three. */
int halves_look(struct store *store, const struct halves_job *job,
	struct error *err);
/* The same, the numbers being those of directories: sets job->last. */
int halves_look_at_names(struct store *store, struct halves_job *job,
	struct error *err);

static inline bool
halves_is_over(const struct store *store, int64_t number)
{
	return number > store->half_last;
}

#endif
