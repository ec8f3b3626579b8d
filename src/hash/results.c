/* SPDX-License-Identifier: MIT */
/*
 * What the readers give back: a digest for every name of the file, or a
 * problem row.  Stored in transactions of a few seconds.
 */
#include "hash/run.h"

#include "store/contents.h"
#include "store/scans.h"
#include "util/clock.h"

#include <errno.h>

/* Work lost by a crash at most; long enough for commits to cost nothing. */
#define COMMIT_NS (2 * NS_PER_SECOND)
#define COMMIT_RESULTS 20000
/* Results to store between two looks at what to feed. */
#define RESULTS_BATCH 128
/* How soon an interrupt is seen while all wait for a slow disk. */
#define WAIT_MS 100

static int
begin(struct run *run, struct error *err)
{
	int r;

	if (run->in_transaction)
		return 0;
	r = store_begin(run->store, err);
	if (r < 0)
		return r;
	run->in_transaction = true;
	run->n_results = 0;
	run->commit_at_ns = clock_monotonic_ns() + COMMIT_NS;
	return 0;
}

int
run_commit(struct run *run, struct error *err)
{
	if (!run->in_transaction)
		return 0;
	run->in_transaction = false;
	if (store_commit(run->store, err) == 0)
		return 0;
	(void)store_rollback(run->store, NULL); /* the commit's error counts */
	return err ? err->code : -EIO;
}

static int
commit_if_due(struct run *run, struct error *err)
{
	if (!run->in_transaction)
		return 0;
	if (run->n_results < COMMIT_RESULTS &&
		clock_monotonic_ns() < run->commit_at_ns)
		return 0;
	return run_commit(run, err);
}

static int
store_result(struct run *run, struct job *job, struct error *err)
{
	struct entry facts = job->facts;
	int64_t dir_id, content;
	size_t at = 0;
	int r;

	run->stats->files_read++;
	while (job_next_name(job, &at, &dir_id, &facts.name, &facts.name_len)) {
		r = store_put_digest(run->store, &content, dir_id, &facts,
			&job->digest, job->parent_id, err);
		if (r < 0)
			return r;
		if (content != 0)
			run->stats->digests++;
		if (!run->has_problems)
			continue;
		r = store_clear_problems(run->store, dir_id, facts.name,
			facts.name_len, STAGE_HASH, 0, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int
store_problem(struct run *run, struct job *job, struct error *err)
{
	struct error problem = ERROR_INIT;
	const char *name;
	int64_t dir_id;
	size_t len, at = 0;
	int code = 0;
	int r;

	if (job->status == -ESTALE)
		(void)error_set(&problem, ESTALE,
			"changed since it was scanned");
	else {
		code = -job->status;
		(void)error_errno(&problem, code, "cannot read");
	}
	run->stats->problems++;
	run->has_problems = true;
	while (job_next_name(job, &at, &dir_id, &name, &len)) {
		r = store_put_problem(run->store, dir_id, name, len, STAGE_HASH,
			code, problem.text, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int
take(struct run *run, struct job *result, struct error *err)
{
	_cleanup_(job_freep) struct job *job = result;
	int r;

	run->progress.files_done++;
	if (job->status == -EINTR) {
		/* The reader gave up, which says nothing about the file. */
		run->is_stopping = true;
		if (!run->stats->is_limited)
			run->stats->interrupted = true;
	} else {
		r = begin(run, err);
		if (r < 0)
			return r;
		r = job->status == 0 ? store_result(run, job, err) :
				       store_problem(run, job, err);
		if (r < 0)
			return r;
		run->n_results++;
	}
	if (job->stage == STAGE_PARTIAL && job->facts.size_bytes > DIGEST_WHOLE)
		frontier_read_ends(run->frontier, job->ticket);
	return 0;
}

int
run_take_results(struct run *run, bool may_wait, struct error *err)
{
	int wait_ms = may_wait ? WAIT_MS : 0;
	int r;

	for (int i = 0; i < RESULTS_BATCH; i++) {
		struct job *job = schedule_wait(run->schedule, wait_ms);

		if (!job)
			break;
		r = take(run, job, err);
		if (r < 0)
			return r;
		wait_ms = 0;
	}
	return commit_if_due(run, err);
}
