/* SPDX-License-Identifier: MIT */
/*
 * Checkpoints of very large files: how far a run came that was cut off, so that
 * the next one goes on there.  A file that is read for the first time has its
 * own (steps.h), and so has one that is verified.
 *
 * For the thread that owns the catalogue, which has a transaction for all but
 * resume_find().  A job that is_fresh is one of verify.
 */
#ifndef CATALOG_HASH_RESUME_H
#define CATALOG_HASH_RESUME_H

#include "hash/job.h"
#include "store/store.h"

/* What is known of the job's file; NULL where there is nothing, as for all that
 * are not very large. */
int resume_find(struct store *store, const struct job *job,
	struct reading **ret, struct error *err);
/* Keep how far the job came, if it came anywhere. */
int resume_keep(struct store *store, const struct job *job, struct error *err);
/* The file was read to its end, or is not what it was. */
int resume_drop(struct store *store, const struct job *job, struct error *err);
/* Drop those that nobody will ask for. */
int resume_tidy(struct store *store, struct error *err);

#endif
