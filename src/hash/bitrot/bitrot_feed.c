/* SPDX-License-Identifier: MIT */
#include "hash/bitrot/bitrot_run.h"

#include "hash/resume.h"

#include <errno.h>

/* Between two looks at the other end. */
#define BATCH 128

static int
submit_held(struct bitrot *v, struct error *err)
{
	struct job *job = take_ptr(&v->held);
	int64_t done = 0;
	int r;

	if (!job)
		return 0;
	r = resume_find(v->store, job, &job->reading, err);
	if (r < 0) {
		job_free(job);
		return r;
	}
	if (job->reading)
		done = reading_done(job->reading);
	v->progress.bytes_total -= done;
	if (!budget_begin(&v->budget, job->facts.size_bytes - done)) {
		job_free(job);
		v->is_stopping = true;
		v->stats->is_limited = true;
		return 0;
	}
	return schedule_submit(v->schedule, job, err);
}

static bool
is_held(const struct bitrot *v, const struct check *c)
{
	const struct job *job = v->held;

	return job && job->volume_id == c->volume_id &&
		job->parent_id == c->content_id &&
		entry_same_content_facts(&job->facts, &c->entry) &&
		schedule_trusts_inodes(v->schedule, job->place);
}

static void
note_offline(struct bitrot *v, const struct check *c)
{
	if (v->offline_volume == c->volume_id &&
		v->offline_inode == c->entry.inode)
		return;
	v->offline_volume = c->volume_id;
	v->offline_inode = c->entry.inode;
	v->stats->offline++;
}

static int
hold(struct bitrot *v, const struct check *c, struct error *err)
{
	_cleanup_(job_freep) struct job *job = job_new();
	int r;

	if (bitrot_source(v, c->volume_id)->is_lost)
		return 0;
	job->volume_id = c->volume_id;
	r = locate(&v->locator, v->store, v->schedule, job, c->dir_id,
		&c->entry, err);
	if (r == 0)
		note_offline(v, c);
	if (r <= 0)
		return r;
	job->stage = STAGE_FULL;
	job->is_fresh = true;
	job->ticket = TICKET_FIRST;
	job->parent_id = c->content_id;
	job->stored = c->digest;
	job->facts = c->entry;
	job->until = c->entry.size_bytes;
	job->facts.name = NULL;
	job->facts.name_len = 0;
	job_add_name(job, c->dir_id, c->entry.name, c->entry.name_len);
	v->held = take_ptr(&job);
	return 0;
}

/* 1 when something moved, 0 when there is nothing to do now. */
static int
feed_one(struct bitrot *v, struct error *err)
{
	struct check c;
	int r;

	if (v->held && !schedule_has_room(v->schedule, v->held->volume_id))
		return 0;
	r = v->at_end ? 0 : store_checks_next(v->store, &c, err);
	if (r < 0)
		return r;
	if (r == 0) {
		bool was_held = v->held != NULL;

		v->at_end = true;
		r = submit_held(v, err);
		return r < 0 ? r : was_held;
	}
	if (is_held(v, &c)) {
		job_add_name(v->held, c.dir_id, c.entry.name, c.entry.name_len);
		return 1;
	}
	r = submit_held(v, err);
	if (r >= 0 && !v->is_stopping)
		r = hold(v, &c, err);
	return r < 0 ? r : 1;
}

int
bitrot_feed(struct bitrot *v, struct error *err)
{
	int moved = 0;

	for (int i = 0; i < BATCH && !v->is_stopping; i++) {
		int r = feed_one(v, err);

		if (r < 0)
			return r;
		if (r == 0)
			break;
		moved = 1;
	}
	return moved;
}
