/* SPDX-License-Identifier: MIT */
/*
 * The writer: applies what walkers tell to the catalogue, in order, in
 * transactions of a second or so.  Runs in scan_run()'s thread, which owns the
 * only read-write store.
 *
 * Removals are only noted while the walk goes on and applied at its end
 * (losses.h).
 */
#ifndef CATALOG_SCAN_WRITER_H
#define CATALOG_SCAN_WRITER_H

#include "scan/batch.h"
#include "scan/targets.h"

struct writer;

struct writer *writer_new(struct store *store, struct targets *targets,
	const struct scan_options *options, int64_t started_ns);
/* Called a few times a second while the writer runs. */
struct writer_watch {
	void (*look)(void *arg);
	void *arg;
};

/* Apply until the queue is closed and drained; gives batches back through
 * spares.  A transaction is open when it returns. */
int writer_run(struct writer *w, struct queue *batches, struct queue *spares,
	const struct writer_watch *watch, struct error *err);
/* Apply or hold the removals, settle each root's status, commit. */
int writer_finish(struct writer *w, struct error *err);
/* How long the catalogue may go on being a draft, if it is one. */
int64_t writer_draft_ns(const struct writer *w);
void writer_free(struct writer *w);

/* Add a name that is not known; counts it and notes it for the history. */
int writer_add_entry(struct store *store, struct target *t, int64_t dir_id,
	const struct entry *entry, int64_t child_id, struct error *err);

#endif
