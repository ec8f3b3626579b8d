/* SPDX-License-Identifier: MIT */
/*
 * From candidates to jobs.  Two streams of candidates come from the store,
 * each in an order that has the names of an inode one after the other: what
 * needs its partial digest, largest first, and what needs a full one, a size
 * at a time as the frontier allows.  A job is held back until the next
 * candidate is another file, then submitted; a stream whose held job finds no
 * room stands still until a result makes room.
 */
#include "hash/run.h"

#include "store/contents.h"
#include "store/volumes.h"
#include "util/path.h"

/* Candidates to feed between two looks at the results. */
#define FEED_BATCH 128

/*
 * Another name of the file that the held job is for?  Numbers from different
 * mounts may meet by chance, so where they are not stable each name is read.
 */
static bool
is_held(const struct run *run, const struct stream *stream,
	const struct candidate *c)
{
	const struct job *job = stream->held;

	return job && job->volume_id == c->volume_id &&
		entry_same_content_facts(&job->facts, &c->entry) &&
		schedule_trusts_inodes(run->schedule, job->place);
}

static int
submit_held(struct run *run, struct stream *stream, struct error *err)
{
	struct job *job = take_ptr(&stream->held);

	if (!job)
		return 0;
	if (!budget_begin(&run->budget,
		    digest_cost(job->facts.size_bytes, job->stage))) {
		job_free(job);
		run->is_stopping = true;
		run->stats->is_limited = true;
		return 0;
	}
	return schedule_submit(run->schedule, job, err);
}

static void
note_pending(struct run *run, struct stream *stream, const struct candidate *c)
{
	if (stream->last_volume == c->volume_id &&
		stream->last_inode == c->entry.inode)
		return;
	stream->last_volume = c->volume_id;
	stream->last_inode = c->entry.inode;
	run->stats->pending_files++;
	run->stats->pending_bytes += c->entry.size_bytes;
}

/* Where the file is now: 1, or 0 when it is not mounted. */
static int
find_path(struct run *run, struct job *job, const struct candidate *c,
	struct error *err)
{
	const char *rest;
	int r;

	if (!schedule_is_online(run->schedule, c->volume_id))
		return 0;
	if (run->within_dir != c->dir_id) {
		strbuf_truncate(&run->within, 0);
		run->within_dir = 0;
		r = store_directory_within(run->store, &run->within, c->dir_id,
			err);
		if (r < 0)
			return r;
		run->within_dir = c->dir_id;
	}
	if (!schedule_find_place(run->schedule, c->volume_id, run->within.buf,
		    &job->place, &rest))
		return 0;
	strbuf_adds(&job->path, rest);
	path_append(&job->path, c->entry.name, c->entry.name_len);
	return 1;
}

/* Hold a job for the candidate, or count it as pending. */
static int
hold(struct run *run, struct stream *stream, const struct candidate *c,
	struct error *err)
{
	_cleanup_(job_freep) struct job *job = job_new();
	int r;

	r = find_path(run, job, c, err);
	if (r < 0)
		return r;
	if (r == 0) {
		note_pending(run, stream, c);
		return 0;
	}
	job->volume_id = c->volume_id;
	job->stage = stream->stage;
	job->facts = c->entry;
	job->facts.name = NULL;
	job->facts.name_len = 0;
	job_add_name(job, c->dir_id, c->entry.name, c->entry.name_len);
	if (stream->stage == STAGE_FULL)
		run->progress.bytes_total += c->entry.size_bytes;
	stream->held = take_ptr(&job);
	return 1;
}

/* One candidate of the partial stage that its size does not settle. */
static int
feed_candidate(struct run *run, const struct candidate *c, struct error *err)
{
	struct stream *stream = &run->partial;
	uint64_t ticket = 0;
	int r;

	if (c->covered == c->entry.size_bytes)
		return 0; /* read since the candidates were listed */
	if (is_held(run, stream, c)) {
		job_add_name(stream->held, c->dir_id, c->entry.name,
			c->entry.name_len);
		return 0;
	}
	r = submit_held(run, stream, err);
	if (r < 0 || run->is_stopping || !c->is_wanted)
		return r;
	/* Opened even if nothing is read: a run that was cut off left work. */
	if (c->entry.size_bytes > DIGEST_WHOLE)
		ticket = frontier_open(run->frontier, c->entry.size_bytes);
	if (c->covered > 0)
		return 0;
	r = hold(run, stream, c, err);
	if (r > 0 && c->entry.size_bytes > DIGEST_WHOLE) {
		stream->held->ticket = ticket;
		frontier_read_begins(run->frontier, ticket);
	}
	return r < 0 ? r : 0;
}

static bool
has_room(const struct run *run, const struct stream *stream)
{
	return !stream->held ||
		schedule_has_room(run->schedule, stream->held->volume_id);
}

/* 1 when something moved, 0 when there is nothing to do now. */
static int
feed_partial(struct run *run, struct error *err)
{
	struct stream *stream = &run->partial;
	struct candidate c;
	int r;

	if (!stream->is_open || !has_room(run, stream) ||
		!frontier_has_room(run->frontier))
		return 0;
	r = store_candidates_next(run->store, &c, err);
	if (r > 0)
		r = feed_candidate(run, &c, err);
	else if (r == 0) {
		stream->is_open = false;
		store_candidates_close(run->store);
		frontier_close(run->frontier);
		r = submit_held(run, stream, err);
	}
	return r < 0 ? r : 1;
}

/* Open the next size whose files all have their partial digests. */
static int
open_alike(struct run *run, struct error *err)
{
	int64_t size;
	int r;

	if (!frontier_take(run->frontier, &size))
		return 0;
	r = store_alike_open(run->store, size, err);
	if (r < 0)
		return r;
	run->full.is_open = true;
	return 1;
}

static int
feed_alike(struct run *run, const struct candidate *c, struct error *err)
{
	struct stream *stream = &run->full;
	int r;

	if (is_held(run, stream, c)) {
		job_add_name(stream->held, c->dir_id, c->entry.name,
			c->entry.name_len);
		return 0;
	}
	r = submit_held(run, stream, err);
	if (r < 0 || run->is_stopping)
		return r;
	r = hold(run, stream, c, err);
	if (r > 0)
		stream->held->parent_id = c->content_id;
	return r < 0 ? r : 0;
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
	job_free(run->partial.held);
	job_free(run->full.held);
	strbuf_clear(&run->within);
}
