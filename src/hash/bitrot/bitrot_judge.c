/* SPDX-License-Identifier: MIT */
#include "hash/bitrot/bitrot_run.h"

#include "hash/bitrot/healthy.h"
#include "hash/resume.h"
#include "hash/steps.h"
#include "store/scans.h"
#include "util/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A spot of a disk may spoil a few files that lie side by side. */
#define FAILURES_MAX 16

static bool
is_equal(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

/* Each name of the file was looked at, so others come first the next time. */
static int
note_time(struct bitrot *v, const struct job *job, struct error *err)
{
	int64_t now = clock_now_ns();
	const char *name;
	int64_t dir_id;
	size_t len, at = 0;
	int r = transaction_begin(&v->transaction, err);

	while (r >= 0 && job_next_name(job, &at, &dir_id, &name, &len))
		r = store_put_verified(v->store, dir_id, name, len, now, err);
	return r;
}

/* What is wrong with each of its names; problem NULL: nothing. */
static int
note_names(struct bitrot *v, const struct job *job, int code,
	const char *problem, struct error *err)
{
	const char *name;
	int64_t dir_id;
	size_t len, at = 0;
	int r = note_time(v, job, err);

	while (r >= 0 && job_next_name(job, &at, &dir_id, &name, &len)) {
		if (problem)
			r = store_put_problem(v->store, dir_id, name, len,
				STAGE_VERIFY, code, problem, err);
		else
			r = store_clear_problems(v->store, dir_id, name, len,
				STAGE_VERIFY, 0, err);
	}
	return r;
}

static int
tell(struct bitrot *v, const struct job *job, enum bitrot_state state,
	const char *problem, const struct bitrot_copy *copy, struct error *err)
{
	static const struct bitrot_copy none = { 0 };
	struct bitrot_finding finding = {
		.state = state,
		.volume_id = job->volume_id,
		.size_bytes = job->facts.size_bytes,
		.mtime_ns = job->facts.mtime_ns,
		.stored = &job->stored,
		.found = state == BITROT_ROTTEN ? &job->digest : NULL,
		.problem = problem,
		.copy = copy ? copy : &none,
	};
	size_t at = 0;

	(void)job_next_name(job, &at, &finding.dir_id, &finding.name,
		&finding.name_len); /* there is one */
	return v->options->on_finding(v->options->arg, &finding, err);
}

static int
take_ok(struct bitrot *v, const struct job *job, struct error *err)
{
	int r = note_names(v, job, 0, NULL, err);

	v->stats->ok++;
	return r < 0 ? r : tell(v, job, BITROT_OK, NULL, NULL, err);
}

static int
take_rotten(struct bitrot *v, const struct job *job, struct error *err)
{
	static const char text[] =
		"rotten: its bytes are not those that were hashed, though its "
		"size and times are";
	const struct copy_of of = { .content_id = job->parent_id,
		.volume_id = job->volume_id,
		.inode = job->facts.inode,
		.digest = job->stored };
	struct bitrot_copy copy = { 0 };
	int r = healthy_copy(v->store, v->places, &of, &copy, err);

	v->stats->rotten++;
	if (r >= 0)
		r = note_names(v, job, 0, text, err);
	if (r >= 0)
		r = tell(v, job, BITROT_ROTTEN, text, &copy, err);
	free(copy.name);
	return r;
}

static int
take_failure(struct bitrot *v, const struct job *job, int code,
	const char *what, struct error *err)
{
	struct error problem = ERROR_INIT;
	int r;

	if (what)
		(void)error_set(&problem, code, "%s", what);
	else
		(void)error_errno(&problem, code, "cannot read");
	v->stats->unreadable++;
	r = note_names(v, job, code, problem.text, err);
	return r < 0 ? r :
		       tell(v, job, BITROT_UNREADABLE, problem.text, NULL, err);
}

static int
take_changed(struct bitrot *v, const struct job *job, struct error *err)
{
	int r = note_time(v, job, err);

	v->stats->changed++;
	return r < 0 ? r :
		       tell(v, job, BITROT_CHANGED,
			       "changed since it was scanned", NULL, err);
}

/* The same file again, in front of all others that wait for room. */
static int
read_again(struct bitrot *v, struct job **job, struct error *err)
{
	(*job)->ticket = TICKET_SECOND;
	(*job)->before = (*job)->digest;
	(*job)->is_alone = false;
	reading_free(take_ptr(&(*job)->reading)); /* all of it again */
	return schedule_submit(v->schedule, take_ptr(job), err);
}

static int
judge(struct bitrot *v, struct job **job, struct error *err)
{
	struct job *j = *job;
	bool is_equal_now = is_equal(&j->digest, &j->stored);

	if (j->ticket == TICKET_FIRST)
		return is_equal_now ? take_ok(v, j, err) :
				      read_again(v, job, err);
	if (is_equal_now || !is_equal(&j->digest, &j->before))
		return take_failure(v, j, EIO,
			"two reads of it gave different bytes", err);
	return take_rotten(v, j, err);
}

/* Is that a failure of the drive, and not of the one file? */
static bool
is_of_volume(int code)
{
	return code != EACCES && code != EPERM && code != ENOMEM &&
		code != EMFILE && code != ENFILE;
}

static int
take_error(struct bitrot *v, const struct job *job, struct error *err)
{
	struct source *source = bitrot_source(v, job->volume_id);
	int code = -job->status;

	if (source->is_lost)
		return 0; /* counted as left */
	if (is_of_volume(code) && ++source->failures >= FAILURES_MAX) {
		source->is_lost = true;
		v->stats->lost_volumes++;
		v->stats->lost_volume_id = source->volume_id;
	}
	return take_failure(v, job, code, NULL, err);
}

/*
 * A server that forgot the share says of each file that it is stale, as we do
 * of one that changed: then the volume itself does not answer.
 */
static int
status_of(const struct bitrot *v, const struct job *job)
{
	struct stat st;

	if (job->status == -ESTALE &&
		stat(v->places->places[job->place].mount_point, &st) < 0)
		return -EIO;
	return job->status;
}

/* A very large file that is still being read, or was not to its end, is gone
 * on with from there. */
static int
keep_or_drop(struct bitrot *v, const struct job *job, struct error *err)
{
	int r;

	if (!steps_has_checkpoints(job->facts.size_bytes))
		return 0;
	r = transaction_begin(&v->transaction, err);
	if (r < 0)
		return r;
	if (job->n_members == 0 || job->status == -EINTR)
		return resume_keep(v->store, job, err);
	return resume_drop(v->store, job, err);
}

int
bitrot_take(struct bitrot *v, struct job *result, struct error *err)
{
	_cleanup_(job_freep) struct job *job = result;
	int r = keep_or_drop(v, job, err);

	if (r < 0 || job->n_members == 0)
		return r;
	if (job->status == -EINTR) {
		v->is_stopping = true;
		if (!v->stats->is_limited)
			v->stats->interrupted = true;
		return 0;
	}
	v->progress.files_done++;
	job->status = status_of(v, job);
	if (job->status == -ESTALE)
		return take_changed(v, job, err);
	if (job->status < 0)
		return take_error(v, job, err);
	bitrot_source(v, job->volume_id)->failures = 0;
	return judge(v, &job, err);
}
