/* SPDX-License-Identifier: MIT */
/* Is the catalogue whole, and does it add up? */
#ifndef CATALOG_STORE_CHECK_H
#define CATALOG_STORE_CHECK_H

#include "store/store.h"

/* Problems told of each kind; there may be more. */
#define CHECK_MOST 20

struct check_options {
	bool full; /* integrity_check: the indexes too */
	/* Called for each problem.  kind: "structure", "tree", "totals",
	 * "contents" or "names"; text: one clause.  A negative value ends the check. */
	int (*on_problem)(void *arg, const char *kind, const char *text,
		struct error *err);
	void *arg;
};

struct check_result {
	int64_t n_problems;
	bool is_partial; /* a scan runs or was killed: what it leaves half
			  * done was not looked at */
};

/*
 * Reads everything.  The structure first, SQLite's own; if that is damaged
 * nothing else is looked at.  Then ours: each directory hangs on its volume,
 * totals and copies are what computing them again gives.
 * 0, or a negative code when it could not be done: -EINTR when
 * interrupt_pending().
 */
int store_check(struct store *store, const struct check_options *options,
	struct check_result *ret, struct error *err);

/*
 * Did the last run that wrote end without closing the catalogue?  To be asked
 * before store_open(), with the run lock held: a log that holds something is
 * then nobody's.
 */
bool store_was_left_open(const char *path);

/*
 * The structure alone, for at most max_ns: 1 if it is whole as far as that
 * came, else -EUCLEAN with a sentence.  0: the time was not enough.
 */
int store_check_quickly(struct store *store, int64_t max_ns, struct error *err);

#endif
