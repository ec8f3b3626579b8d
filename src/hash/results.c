/* SPDX-License-Identifier: MIT */
/*
 * What the readers give back: a digest for every name of the file, or a
 * problem row.  Stored in transactions of a few seconds.
 */
#include "hash/run.h"

#include "hash/reader.h"
#include "hash/resume.h"
#include "store/content/contents.h"
#include "store/scans.h"
#include "util/clock.h"
#include "util/sum.h"

#include <errno.h>
#include <stdlib.h>

/* Work lost by a crash at most; long enough for commits to cost nothing. */
#define COMMIT_NS (2 * NS_PER_SECOND)
#define COMMIT_RESULTS 200000
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
	return 0;
}

void
run_start_clock(struct run *run)
{
	run->commit_at_ns = clock_monotonic_ns() + COMMIT_NS;
}

static int
set_contents(struct run *run, struct error *err)
{
	int64_t n_stored;
	int r = store_set_contents_now(run->store, &n_stored, err);

	if (r >= 0)
		run->stats->digests += n_stored;
	return r;
}

/* That takes a while: the readers are given what they can hold before. */
static int
set_many_contents(struct run *run, struct error *err)
{
	int64_t n_stored = 0;
	int r;

	do {
		r = run_feed(run, err);
	} while (r > 0);
	if (r == 0)
		r = store_set_many_now(run->store, &n_stored, err);
	if (r >= 0)
		run->stats->digests += n_stored;
	return r;
}

int
run_commit(struct run *run, struct error *err)
{
	int r;

	if (!run->in_transaction)
		return 0;
	r = set_contents(run, err);
	if (r < 0)
		return r; /* who closes the run rolls back */
	run->in_transaction = false;
	/* From now and not from the next result, for which others may have to
	 * be read for long. */
	run_start_clock(run);
	if (store_commit(run->store, err) == 0)
		return 0;
	(void)store_rollback(run->store, NULL); /* the commit's error counts */
	return err ? err->code : -EIO;
}

int
run_write_names(struct run *run, struct error *err)
{
	int r;

	if (!store_has_unwritten(run->store))
		return 0;
	r = begin(run, err); /* what is there is given to them */
	if (r == 0)
		r = run_commit(run, err);
	return r < 0 ? r : store_write_names(run->store, err);
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

/* The names of the file were given what was read. */
static int
clear_problems(struct run *run, int64_t dir_id, const struct entry *facts,
	struct error *err)
{
	if (!run->has_problems)
		return 0;
	return store_clear_problems(run->store, dir_id, facts->name,
		facts->name_len, STAGE_HASH, 0, err);
}

/* *ret is the content, 0 if no name was given it. */
static int
store_digest(struct run *run, const struct job *job,
	const struct digest *digest, int64_t parent_id, int64_t *ret,
	struct error *err)
{
	struct entry facts = job->facts;
	int64_t dir_id, content;
	size_t at = 0;
	int r;

	*ret = 0;
	run->stats->files_read++;
	while (job_next_name(job, &at, &dir_id, &facts.name, &facts.name_len)) {
		r = store_put_digest(run->store, &content, dir_id, &facts,
			digest, parent_id, err);
		if (r < 0)
			return r;
		if (content != 0) {
			run->stats->digests++;
			*ret = content;
		}
		r = clear_problems(run, dir_id, &facts, err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* The same later, with what others read. */
static int
store_later(struct run *run, const struct job *job, struct error *err)
{
	struct entry facts = job->facts;
	int64_t dir_id;
	size_t at = 0;
	int r;

	run->stats->files_read++;
	while (job_next_name(job, &at, &dir_id, &facts.name, &facts.name_len)) {
		r = store_set_digest_later(run->store, job->volume_id, dir_id,
			&facts, &job->digest, &job->partial, err);
		if (r == 0)
			r = clear_problems(run, dir_id, &facts, err);
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
store_outcome(struct run *run, struct job *job, struct error *err)
{
	int64_t content = job->parent_id;
	int r = 0;

	run->n_results++;
	if (job->status < 0)
		return store_problem(run, job, err);
	if (job->partial.covered > 0)
		r = store_digest(run, job, &job->partial, 0, &content, err);
	for (size_t i = 0; i < job->n_steps && r == 0; i++)
		r = store_digest(run, job, &job->steps[i], content, &content,
			err);
	if (r == 0)
		r = store_digest(run, job, &job->digest, content, &content,
			err);
	return r;
}

static void
note_interrupt(struct run *run)
{
	/* A reader gave up, which says nothing about the file. */
	run->is_stopping = true;
	if (!run->stats->is_limited)
		run->stats->interrupted = true;
}

/* What of a very large file the next run need not read. */
static int
keep_or_drop(struct run *run, const struct job *job, struct error *err)
{
	bool is_whole = job->status == 0 &&
		job->digest.covered == job->facts.size_bytes;

	if (is_whole || job->status == -ESTALE)
		return resume_drop(run->store, job, err);
	return resume_keep(run->store, job, err);
}

static int
take_one(struct run *run, struct job *job, struct error *err)
{
	int r = run_write_names(run, err); /* it is about others, too */

	if (r == 0)
		r = begin(run, err);
	run->progress.files_done++;
	if (job->status == -EINTR)
		note_interrupt(run);
	else if (r == 0)
		r = store_outcome(run, job, err);
	if (r == 0)
		r = keep_or_drop(run, job, err);
	if (job->stage == STAGE_PARTIAL && job->facts.size_bytes > DIGEST_WHOLE)
		frontier_read_ends(run->frontier, job->ticket);
	if (job->walk)
		steps_job_ends(run->steps, job);
	return r;
}

/* --- teams --------------------------------------------------------------- */

/* Too few descriptors for all at once: one by one, then. */
static int
break_up(struct run *run, struct job *lead, struct error *err)
{
	bool is_long = lead->facts.size_bytes > DIGEST_WHOLE;
	uint64_t ticket = lead->ticket;
	struct job *next;
	int r = 0;

	for (struct job *job = lead; job; job = next) {
		next = take_ptr(&job->next);
		job->n_members = 1;
		job->ticket = ticket;
		job->partial.covered = 0; /* it is read from the start */
		if (r == 0 && is_long)
			frontier_read_begins(run->frontier, ticket);
		if (r == 0)
			r = schedule_submit(run->schedule, job, err);
		else
			job_free(job);
	}
	if (is_long)
		frontier_read_ends(run->frontier, ticket);
	return r;
}

static int
store_team(struct run *run, struct job *lead, struct error *err)
{
	int r = 0;

	for (struct job *job = lead; job && r == 0; job = job->next)
		r = job->status == 0 ? store_later(run, job, err) :
				       store_problem(run, job, err);
	return r;
}

/* Some were not read; what was is stored, and the rest waits for a run that
 * finds it as it would had it never been a team. */
static int
store_members(struct run *run, struct job *lead, struct error *err)
{
	int r = 0;

	for (struct job *job = lead; job && r == 0; job = job->next)
		if (job->status != -EINTR)
			r = store_outcome(run, job, err);
	return r;
}

/* What was read on, after its ends. */
static void
note_long(struct run *run, const struct job *job)
{
	int64_t *total = &run->progress.bytes_total;

	if (job->partial.covered > 0)
		*total = sum_sizes(*total,
			job->facts.size_bytes - job->partial.covered);
}

static int
take_team(struct run *run, struct job *lead, struct error *err)
{
	bool is_whole = true;
	int r;

	for (const struct job *job = lead; job; job = job->next) {
		is_whole &= job->status != -EINTR;
		run->progress.files_done++;
		note_long(run, job);
	}
	r = begin(run, err);
	if (r < 0)
		return r;
	if (!is_whole) {
		note_interrupt(run);
		return store_members(run, lead, err);
	}
	run->n_results += lead->n_members;
	if (lead->facts.size_bytes > DIGEST_WHOLE)
		frontier_skip(run->frontier, lead->ticket);
	return store_team(run, lead, err);
}

/* The file is still being read. */
static int
take_note(struct run *run, const struct job *job, struct error *err)
{
	int r = begin(run, err);

	return r < 0 ? r : resume_keep(run->store, job, err);
}

static int
take(struct run *run, struct job *job, struct error *err)
{
	int r;

	if (job->n_members > 1 && job_is_starved(job))
		return break_up(run, job, err);
	if (job->n_members == 1)
		r = take_one(run, job, err);
	else if (job->n_members == 0)
		r = take_note(run, job, err);
	else
		r = take_team(run, job, err);
	job_keep(&run->spares, job);
	return r;
}

int
run_take_results(struct run *run, bool may_wait, struct error *err)
{
	int wait_ms = may_wait ? WAIT_MS : 0;
	int r;

	for (int i = 0; i < RESULTS_BATCH; i++) {
		struct job *job;

		r = store_sets_many(run->store) ? set_many_contents(run, err) :
						  0;
		if (r < 0)
			return r;
		job = schedule_wait(run->schedule, wait_ms);
		if (!job)
			break;
		r = take(run, job, err);
		if (r < 0)
			return r;
		wait_ms = 0;
	}
	return commit_if_due(run, err);
}
