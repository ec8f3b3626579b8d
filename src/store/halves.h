/* SPDX-License-Identifier: MIT */
/*
 * One look at all entries by two threads, each with a connection of its own
 * and half of the directories.  Private to src/store.
 */
#ifndef CATALOG_STORE_HALVES_H
#define CATALOG_STORE_HALVES_H

#include "store/query.h"
#include "util/error.h"

struct halves {
	/* A statement that has no rows, only calls of functions; its
	 * parameters are the first and last directory, then `parameter`. */
	enum query query;
	int64_t parameter;
	/* Tell a connection's functions whom they work for; run in the thread
	 * that asked.  NULL is the first half, which has ours. */
	void (*assign)(struct store *store, void *arg);
	void *first;
	void *second;
};

/* 1 if both halves were used, 0 if the first did all, or negative. */
int halves_run(struct store *store, const struct halves *h, struct error *err);

#endif
