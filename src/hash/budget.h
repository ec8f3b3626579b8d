/* SPDX-License-Identifier: MIT */
/*
 * How much a run may read, for how long and how fast.  One thread, the one
 * that submits jobs, asks whether to begin another file; readers only wait
 * for their turn.
 */
#ifndef CATALOG_HASH_BUDGET_H
#define CATALOG_HASH_BUDGET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* 0: no limit. */
struct budget_limits {
	int64_t max_bytes;
	int64_t max_ns;
	int64_t bytes_per_second;
};

struct budget {
	struct budget_limits limits;
	int64_t deadline_ns; /* clock_monotonic_ns(); 0: none */
	int64_t promised;    /* bytes of the files that were begun */
	atomic_llong due_ns; /* when the next read may begin, of all readers */
};

/* The time runs from now on. */
void budget_init(struct budget *b, const struct budget_limits *limits);

/*
 * May a file be begun of which so many bytes will be read?  If so they count.
 * Yes as long as less than max_bytes was promised: what was begun is read to
 * its end, so a file larger than any budget has its turn too.
 */
bool budget_begin(struct budget *b, int64_t bytes);
/* Is the time up? */
bool budget_is_over(const struct budget *b);

/* Are readers held back? */
bool budget_is_paced(const struct budget *b);
/* By a reader that just read so many bytes: sleep until more may be read, or
 * *stop or an interrupt comes. */
void budget_pace(struct budget *b, int64_t bytes, const atomic_bool *stop);

#endif
