/* SPDX-License-Identifier: MIT */
/*
 * The crews of a run, one a volume, and the watch over them: a file system
 * that stops answering costs its own volume, not the run (promise 10).
 */
#ifndef CATALOG_SCAN_CREWS_H
#define CATALOG_SCAN_CREWS_H

#include "scan/crew.h"
#include "scan/targets.h"

struct crews;

/* Prepares what walkers share; the targets are recorded.  Never NULL on
 * success; the targets must outlive it. */
int crews_new(struct crews **ret, struct targets *targets,
	const struct scan_options *options, struct store *store,
	struct error *err);
int crews_start(struct crews *c, struct error *err);

struct queue *crews_batches(struct crews *c);
struct queue *crews_spares(struct crews *c);
int64_t crews_started_ns(const struct crews *c);

/*
 * Call a few times a second: gives up on a crew whose file system did not
 * answer for options->timeout_ns (for seconds only, once the run is to stop),
 * and marks its targets as hung.
 */
void crews_watch(struct crews *c);
/* Stop them if code is negative; wait.  Returns code, or the first error of a
 * walker. */
int crews_stop(struct crews *c, int code, struct error *err);
/* Was one given up?  Then its threads still use what they were lent: the
 * crews, the targets, the mounts must not be freed before the process ends. */
bool crews_is_haunted(const struct crews *c);
/* Does nothing when haunted. */
void crews_free(struct crews *c);

#endif
