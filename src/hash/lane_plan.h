/* SPDX-License-Identifier: MIT */
/*
 * Which volumes share their readers, and what suits these: volumes on one
 * disk would only send its head to and fro between them.
 */
#ifndef CATALOG_HASH_LANE_PLAN_H
#define CATALOG_HASH_LANE_PLAN_H

#include "hash/hash.h"

#define LANE_READERS_MAX 64

struct lane_plan {
	size_t n_readers; /* at most */
	size_t n_first; /* to begin with; others when these wait for the disk */
	bool in_order;	/* a head has to move */
	/* in_order: files of up to that size are fetched whole with their
	 * heads */
	int64_t ahead_bytes;
};

/* lane_of[i]: the number of the lane of place i, from 0 on.  Places that are
 * not meant (is_meant[i] false) have none.  Returns how many lanes there are.
 */
size_t lanes_assign(const struct hash_places *places, const bool *is_meant,
	size_t *lane_of);
/* n_readers: what somebody asks for all volumes, or 0. */
void lanes_plan(struct lane_plan *ret, const struct hash_places *places,
	const bool *is_meant, const size_t *lane_of, size_t lane,
	unsigned int n_readers);

/* How many readers there should be when there are n, of whose last n_done jobs
 * n_slept made them wait: at least n, up to the plan. */
size_t lanes_readers(const struct lane_plan *plan, size_t n, size_t n_done,
	size_t n_slept);

#endif
