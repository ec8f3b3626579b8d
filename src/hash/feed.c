/* SPDX-License-Identifier: MIT */
/*
 * From candidates to jobs.  Two streams of candidates come from the store,
 * each in an order that has the names of an inode one after the other: what
 * needs its partial digest, largest first, and what needs a full one, a size
 * at a time as the frontier allows.
 *
 * A job is held back until the next candidate is another file.  Those of the
 * first stream are gathered until the next size: if they can be a team (few
 * and small enough, on one volume, nothing known of their size), they are
 * submitted as one, else one by one.  What finds no room waits, and its
 * stream stands still, until a result makes room.  Where names of a draft wait
 * for what is in them, those that are no team come last of all.
 */
#include "hash/resume.h"
#include "hash/run.h"

#include "store/content/contents.h"
#include "store/volumes.h"
#include "util/path.h"
#include "util/sum.h"

#include <string.h>

/* Candidates to feed between two looks at the results. */
#define FEED_BATCH 128
/* So many files may be left for later; some 500 bytes each. */
#define LEFT_MAX 8192

/*
 * Another name of the file that the held job is for?  Numbers from different
 * mounts may meet by chance, so where they are not stable each name is read.
 */
static bool
is_held(const struct run *run, const struct job *job, const struct candidate *c)
{
	return job && job->volume_id == c->volume_id &&
		entry_same_content_facts(&job->facts, &c->entry) &&
		schedule_trusts_inodes(run->schedule, job->place);
}

static void
note_pending(struct run *run, struct stream *stream, const struct candidate *c)
{
	if (stream->last_volume == c->volume_id &&
		stream->last_inode == c->entry.inode)
		return;
	stream->last_volume = c->volume_id;
	stream->last_inode = c->entry.inode;
	if (stream->stage == STAGE_FULL && run->walk) {
		steps_note_pending(run->walk, c->entry.size_bytes);
		return;
	}
	run->stats->pending_files++;
	run->stats->pending_bytes =
		sum_sizes(run->stats->pending_bytes, c->entry.size_bytes);
}

/* 1 and a job for the candidate, or 0 and it is counted as pending. */
static int
make_job(struct run *run, struct stream *stream, struct job **ret,
	const struct candidate *c, struct error *err)
{
	_cleanup_(job_freep) struct job *job = job_reuse(&run->spares);
	int r;

	job->volume_id = c->volume_id;
	r = locate(&run->locator, run->store, run->schedule, job, c->dir_id,
		&c->entry, err);
	if (r < 0)
		return r;
	if (r == 0) {
		note_pending(run, stream, c);
		return 0;
	}
	job->stage = stream->stage;
	job->facts = c->entry;
	job->facts.name = NULL;
	job->facts.name_len = 0;
	job_add_name(job, c->dir_id, c->entry.name, c->entry.name_len);
	*ret = take_ptr(&job);
	return 1;
}

/* --- the first stream ---------------------------------------------------- */

static void
make_ready(struct run *run, struct job *job)
{
	if (job->facts.size_bytes > DIGEST_WHOLE) {
		job->ticket = run->gathering.ticket;
		frontier_read_begins(run->frontier, job->ticket);
	}
	jobs_add(&run->ready, job);
}

/*
 * One by one, who is like whom is asked of the catalogue.  There names of a
 * draft wait for what is in them (store_leave_unwritten()), and asking ends
 * that: so these are read when all others were.
 */
static bool
must_wait(const struct run *run)
{
	return !run->gathering.is_small && store_has_unwritten(run->store);
}

static void
leave(struct run *run, struct job *job)
{
	frontier_skip(run->frontier, run->gathering.ticket);
	jobs_add(&run->left, job);
}

/* What was gathered goes on: as a team, or one by one. */
static void
release(struct run *run)
{
	struct gathering *g = &run->gathering;
	struct job *job = g->first;
	struct job *next;

	g->first = g->last = NULL;
	if (job && g->is_team && g->n > 1) {
		job->n_members = g->n;
		make_ready(run, job);
		job = NULL;
	}
	for (; job; job = next) {
		next = take_ptr(&job->next);
		if (must_wait(run))
			leave(run, job);
		else
			make_ready(run, job);
	}
	g->n = 0;
}

/* Not where how many bytes may be read is counted before they are. */
static bool
may_have_teams(const struct run *run)
{
	return run->options->limits.max_bytes == 0;
}

/* The candidate opens a size, or is the first small one. */
static int
begin_size(struct run *run, const struct candidate *c, struct error *err)
{
	struct gathering *g = &run->gathering;
	int r = 0;

	release(run);
	*g = (struct gathering){ 0 };
	if (c->entry.size_bytes <= DIGEST_WHOLE) {
		g->is_small = true;
		return 0;
	}
	g->size = c->entry.size_bytes;
	/* Opened even if nothing is read: a run that was cut off left work. */
	g->ticket = frontier_open(run->frontier, g->size);
	/* Files without a twin may have to be read in full, too. */
	if (may_have_teams(run) && !run->options->filter.is_all &&
		g->size <= DIGEST_LONG)
		r = store_size_is_new(run->store, g->size, err);
	g->is_team = r > 0;
	g->partial_bytes = digest_partial_bytes(g->size);
	if (r == 0) /* others were read, perhaps by another version */
		r = store_partial_bytes(run->store, &g->partial_bytes, g->size,
			err);
	return r < 0 ? r : 0;
}

/* What is read whole at once needs no others to be compared with: any number
 * of files will do. */
static void
gather(struct run *run, struct job *job)
{
	struct gathering *g = &run->gathering;
	bool may_be_team = schedule_takes_teams(run->schedule, job->volume_id);
	bool has_room = g->n < TEAM_MAX &&
		g->size <= TEAM_BYTES / ((int64_t)g->n + 1) &&
		(!g->first || g->first->volume_id == job->volume_id);

	if (!has_room && g->is_small)
		release(run);
	if (g->is_small)
		g->is_team = may_be_team && may_have_teams(run);
	else if (!may_be_team || !has_room)
		g->is_team = false;
	if (!g->is_team)
		release(run);
	if (g->last)
		g->last->next = job;
	else
		g->first = job;
	g->last = job;
	g->n++;
}

/* Names of a draft wait no more where there are no teams, or too many others. */
static int
write_names_if_due(struct run *run, int64_t volume_id, struct error *err)
{
	if (run->left.n < LEFT_MAX &&
		schedule_takes_teams(run->schedule, volume_id) &&
		may_have_teams(run))
		return 0;
	return run_write_names(run, err);
}

/* One candidate of the partial stage that its size does not settle. */
static int
feed_candidate(struct run *run, const struct candidate *c, struct error *err)
{
	struct gathering *g = &run->gathering;
	struct job *job = NULL;
	int r = 0;

	if (c->covered == c->entry.size_bytes)
		return 0; /* read since the candidates were listed */
	if (is_held(run, g->last, c)) {
		job_add_name(g->last, c->dir_id, c->entry.name,
			c->entry.name_len);
		return 0;
	}
	if (!c->is_wanted)
		return 0;
	if (c->entry.size_bytes <= DIGEST_WHOLE ?
			!g->is_small :
			c->entry.size_bytes != g->size)
		r = begin_size(run, c, err);
	if (r == 0)
		r = write_names_if_due(run, c->volume_id, err);
	if (r < 0 || c->covered > 0)
		return r;
	r = make_job(run, &run->partial, &job, c, err);
	if (r > 0) {
		job->until =
			g->is_small ? c->entry.size_bytes : g->partial_bytes;
		gather(run, job);
	}
	return r < 0 ? r : 0;
}

/* Takes the job over. */
static int
submit(struct run *run, struct job *job, struct error *err)
{
	if (!budget_begin(&run->budget, job_cost(job))) {
		job_free(job);
		run->is_stopping = true;
		run->stats->is_limited = true;
		return 0;
	}
	return schedule_submit(run->schedule, job, err);
}

/* 1 if the first that is ready was submitted, or 0: no room. */
static int
submit_ready(struct run *run, struct error *err)
{
	int r;

	if (!schedule_has_room(run->schedule, run->ready.first->volume_id))
		return 0;
	r = submit(run, jobs_take(&run->ready), err);
	return r < 0 ? r : 1;
}

/* The next of those that were left opens its size again. */
static int
feed_left(struct run *run)
{
	struct job *job = jobs_take(&run->left);

	if (!job)
		return 0;
	run->gathering.ticket =
		frontier_open(run->frontier, job->facts.size_bytes);
	make_ready(run, job);
	if (!run->left.first)
		frontier_close(run->frontier);
	return 1;
}

/* 1 when something moved, 0 when there is nothing to do now. */
static int
feed_partial(struct run *run, struct error *err)
{
	struct stream *stream = &run->partial;
	struct candidate c;
	int r;

	if (run->ready.first)
		return submit_ready(run, err);
	if (!frontier_has_room(run->frontier))
		return 0;
	if (!stream->is_open)
		return feed_left(run);
	r = store_candidates_next(run->store, &c, err);
	if (r > 0)
		r = feed_candidate(run, &c, err);
	else if (r == 0) {
		stream->is_open = false;
		store_candidates_close(run->store);
		release(run);
		if (!run->left.first)
			frontier_close(run->frontier);
	}
	return r < 0 ? r : 1;
}

/* --- the second ---------------------------------------------------------- */

/* On from where an earlier run was cut off. */
static int
resume(struct run *run, struct job *job, struct error *err)
{
	struct reading *reading;
	int r;

	if (!job->walk || job->reading)
		return 0;
	r = resume_find(run->store, job, &reading, err);
	if (reading && !steps_resume(job, reading))
		reading_free(reading);
	return r;
}

static int
submit_held(struct run *run, struct stream *stream, struct error *err)
{
	struct job *job = take_ptr(&stream->held);
	int r;

	if (!job)
		return 0;
	r = resume(run, job, err);
	if (r < 0) {
		job_free(job);
		return r;
	}
	run->progress.bytes_total =
		sum_sizes(run->progress.bytes_total, job_cost(job));
	return submit(run, job, err);
}

static bool
has_room(const struct run *run, const struct stream *stream)
{
	return !stream->held ||
		schedule_has_room(run->schedule, stream->held->volume_id);
}

/* Open the next size whose files all have their partial digests. */
static int
open_alike(struct run *run, struct error *err)
{
	int64_t size;
	int r;

	if (!steps_take(run->steps, &size) &&
		!frontier_take(run->frontier, &size))
		return 0;
	r = store_alike_open(run->store, size, err);
	if (r < 0)
		return r;
	run->full.is_open = true;
	/* Each look at a size counts what is pending anew. */
	run->full.last_volume = 0;
	run->walk = size > DIGEST_LONG ? steps_begin(run->steps, size) : NULL;
	return 1;
}

static int
feed_alike(struct run *run, const struct candidate *c, struct error *err)
{
	struct stream *stream = &run->full;
	struct job *job;
	int r;

	if (is_held(run, stream->held, c)) {
		job_add_name(stream->held, c->dir_id, c->entry.name,
			c->entry.name_len);
		return 0;
	}
	r = submit_held(run, stream, err);
	if (r == 0 && !run->is_stopping)
		r = make_job(run, stream, &stream->held, c, err);
	if (r <= 0)
		return r;
	job = stream->held;
	if (run->walk &&
		steps_has_failed(run->steps, job,
			schedule_trusts_inodes(run->schedule, job->place))) {
		job_free(take_ptr(&stream->held));
		return 0;
	}
	job->parent_id = c->content_id;
	job->base.covered = c->covered;
	memcpy(job->base.bytes, c->digest, DIGEST_BYTES);
	job->until = c->entry.size_bytes;
	if (run->walk)
		steps_job_begins(run->steps, run->walk, job,
			run->options->filter.is_all);
	return 0;
}

static int
feed_full(struct run *run, struct error *err)
{
	struct stream *stream = &run->full;
	struct candidate c;
	int r;

	if (!has_room(run, stream))
		return 0;
	if (!stream->is_open)
		return open_alike(run, err);
	r = store_alike_next(run->store, &c, err);
	if (r > 0)
		r = feed_alike(run, &c, err);
	else if (r == 0) {
		stream->is_open = false;
		store_alike_close(run->store);
		r = submit_held(run, stream, err);
		if (run->walk)
			steps_end(run->steps, take_ptr(&run->walk));
	}
	return r < 0 ? r : 1;
}

int
run_feed(struct run *run, struct error *err)
{
	int moved = 0;
	int r;

	for (int i = 0; i < FEED_BATCH && !run->is_stopping; i++) {
		r = feed_full(run, err);
		if (r == 0)
			r = feed_partial(run, err);
		if (r < 0)
			return r;
		if (r == 0)
			break;
		moved = 1;
	}
	return moved;
}

void
run_end_feed(struct run *run)
{
	if (run->partial.is_open)
		store_candidates_close(run->store);
	if (run->full.is_open)
		store_alike_close(run->store);
	job_free(run->gathering.first);
	jobs_clear(&run->ready);
	jobs_clear(&run->left);
	job_free(run->full.held);
	job_free(run->spares);
	locator_clear(&run->locator);
}
