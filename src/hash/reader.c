/* SPDX-License-Identifier: MIT */
/*
 * One file, or a team of them.
 *
 * A team of small files is read one by one; what was read in a quarter of a
 * second goes back, whatever is left.  Another team is read in two sweeps.  The
 * first opens each file and reads its head; it stays open, with the state of
 * its hash.  Then those that are alike are read to their end, one after the
 * other.  A team is small (TEAM_MAX files of at most DIGEST_LONG bytes), so the
 * second sweep finds in the page cache what readahead brought with the first.
 *
 * Cost: a descriptor and a hash state for each file of a team, allocated once
 * for the thread, when its first team comes.
 */
#include "hash/reader.h"

#include "hash/access.h"
#include "hash/order.h"
#include "hash/steps.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

/* A very large file is looked after between two slices: often enough for a
 * slow server, seldom enough to cost nothing. */
#define SLICE_BYTES (INT64_C(4) << 20)
#define NOTE_NS NS_PER_SECOND
/* So long the first of many small files wait for those behind them. */
#define PATIENCE_NS (NS_PER_SECOND / 4)
/* Of the next files; of each the kernel reads on ahead by itself. */
#define AHEAD_BYTES (INT64_C(256) << 10)

struct reader {
	const struct grounds *grounds;
	struct digester *digester;
	struct queue *done;
	atomic_size_t *n_untaken; /* files in it */
	int64_t note_at_ns;	  /* when the next is due */
	struct access_near near;
	/* Of the team that is being read: */
	struct job *members[TEAM_MAX];
	size_t n_members;
	int fds[TEAM_MAX];
	struct reading *readings[TEAM_MAX]; /* NULL until there was a team */
};

struct reader *
reader_new(struct digest_watch *watch, const struct grounds *grounds,
	struct queue *done, atomic_size_t *n_untaken)
{
	struct reader *reader = xcalloc(1, sizeof(*reader));

	reader->grounds = grounds;
	reader->done = done;
	reader->n_untaken = n_untaken;
	reader->digester = digester_new(watch);
	reader->near = (struct access_near)ACCESS_NEAR_INIT;
	return reader;
}

void
reader_free(struct reader *reader)
{
	if (!reader)
		return;
	for (size_t i = 0; i < TEAM_MAX; i++)
		reading_free(reader->readings[i]);
	digester_free(reader->digester);
	access_near_clear(&reader->near);
	free(reader);
}

void
reader_give_back(struct reader *reader, struct job *job)
{
	atomic_fetch_add(reader->n_untaken, job->n_members);
	if (!queue_push(reader->done, job))
		job_free(job);
}

bool
job_is_starved(const struct job *job)
{
	return job->status == -EMFILE || job->status == -ENFILE ||
		job->status == -ENOMEM;
}

/* The file came this far, and is what it was when it was opened. */
static int
note_progress(struct reader *reader, const struct job *job, int fd)
{
	const struct ground *ground = grounds_at(reader->grounds, job->place);
	int64_t now = clock_monotonic_ns();
	int r;

	if (now < reader->note_at_ns)
		return 0;
	reader->note_at_ns = now + NOTE_NS;
	r = access_check(ground, fd, &job->facts);
	if (r < 0)
		return r;
	reader_give_back(reader, job_note(job));
	return 0;
}

/* Up to `at`; a very large file slice by slice. */
static int
read_slices(struct reader *reader, struct job *job, int fd, int64_t at)
{
	bool has_slices = steps_has_checkpoints(job->facts.size_bytes);
	int r;

	do {
		int64_t left = at - reading_done(job->reading);
		int64_t end = at;

		if (has_slices && left > SLICE_BYTES)
			end -= left - SLICE_BYTES;
		r = reading_go_on(reader->digester, job->reading, &job->digest,
			fd, end);
		if (r == 0 && end < at)
			r = note_progress(reader, job, fd);
	} while (r == 0 && reading_done(job->reading) < at);
	return r;
}

/*
 * Up to job->until, with a digest for each step on the way that was not known.
 * The digest of a step that is not the last is chained to the one before:
 * files with different tails may begin alike, and must not meet there.
 */
static int
read_steps(struct reader *reader, struct job *job, int fd)
{
	int64_t size = job->facts.size_bytes;
	struct digest last = job->base;
	int64_t at = job->base.covered;
	int r = 0;

	job->n_steps = 0;
	while (at < job->until && r == 0) {
		at = digest_next_step(size, at);
		r = read_slices(reader, job, fd, at);
		if (r < 0)
			continue;
		if (at < size)
			digest_chain(&job->digest, &last);
		last = job->digest;
		if (at < job->until)
			job->steps[job->n_steps++] = last;
	}
	return r;
}

/* Between two steps: to be gone on from only where that can be kept. */
static void
keep_reading(struct reader *reader, struct job *job, int fd, int status)
{
	const struct ground *ground = grounds_at(reader->grounds, job->place);

	if (status == -EINTR && steps_has_checkpoints(job->facts.size_bytes) &&
		access_check(ground, fd, &job->facts) == 0)
		return;
	reading_free(job->reading);
	job->reading = NULL;
}

static int
digest_job(struct reader *reader, struct job *job, int fd)
{
	int r;

	if (!job->walk &&
		!(job->is_fresh &&
			steps_has_checkpoints(job->facts.size_bytes)))
		return digest_fd(reader->digester, &job->digest, fd,
			job->facts.size_bytes, job->until);
	if (!job->reading)
		job->reading = reading_new();
	reader->note_at_ns = clock_monotonic_ns() + NOTE_NS;
	r = job->walk ? read_steps(reader, job, fd) :
			read_slices(reader, job, fd, job->facts.size_bytes);
	if (r < 0)
		keep_reading(reader, job, fd, r);
	return r;
}

static int
read_file(struct reader *reader, struct job *job)
{
	const struct ground *ground = grounds_at(reader->grounds, job->place);
	_cleanup_(closep) int fd = -1;
	int r;

	if (digester_should_stop(reader->digester))
		return -EINTR;
	fd = take_fd(&job->fd);
	if (fd < 0)
		fd = access_open_near(&reader->near, ground, job->path.buf,
			job->path.len, &job->facts);
	if (fd < 0)
		return fd;
	digester_begin(reader->digester, job->facts.size_bytes);
	if (job->is_fresh) /* a hint: what is being written stays */
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	r = digest_job(reader, job, fd);
	if (r < 0)
		return r;
	return access_check(ground, fd, &job->facts);
}

/* --- teams --------------------------------------------------------------- */

static void
close_member(struct reader *reader, size_t i)
{
	closep(&reader->fds[i]);
	reader->fds[i] = -1;
}

/* The digest stands only if the file is what it was when it was opened. */
static void
finish_member(struct reader *reader, size_t i)
{
	struct job *job = reader->members[i];

	if (job->status == 0)
		job->status =
			access_check(grounds_at(reader->grounds, job->place),
				reader->fds[i], &job->facts);
	close_member(reader, i);
}

static int
begin_member(struct reader *reader, size_t i)
{
	struct job *job = reader->members[i];
	const struct ground *ground = grounds_at(reader->grounds, job->place);

	if (digester_should_stop(reader->digester))
		return -EINTR;
	reader->fds[i] = access_open_near(&reader->near, ground, job->path.buf,
		job->path.len, &job->facts);
	if (reader->fds[i] < 0)
		return reader->fds[i];
	digester_begin(reader->digester, job->facts.size_bytes);
	if (!reader->readings[i])
		reader->readings[i] = reading_new();
	return reading_begin(reader->digester, reader->readings[i],
		&job->digest, reader->fds[i], job->facts.size_bytes,
		job->until);
}

static void
end_member(struct reader *reader, size_t i)
{
	struct job *job = reader->members[i];

	job->partial = job->digest;
	job->status = reading_go_on(reader->digester, reader->readings[i],
		&job->digest, reader->fds[i], job->facts.size_bytes);
}

/* Is there another file that is alike so far? */
static bool
has_twin(const struct reader *reader, size_t i)
{
	const struct job *job = reader->members[i];

	for (size_t k = 0; k < reader->n_members; k++) {
		const struct job *other = reader->members[k];

		if (reader->fds[k] >= 0 && !job_same_inode(job, other) &&
			digest_is_equal(&job->digest, &other->digest))
			return true;
	}
	return false;
}

/* Read on where two are alike. */
static void
end_members(struct reader *reader)
{
	bool is_wanted[TEAM_MAX];

	/* All are asked first: reading one on gives it another digest. */
	for (size_t i = 0; i < reader->n_members; i++)
		is_wanted[i] = reader->fds[i] >= 0 && has_twin(reader, i);
	for (size_t i = 0; i < reader->n_members; i++)
		if (is_wanted[i])
			end_member(reader, i);
}

/* What was read of small files need not wait for the others: after some time
 * the first n go back.  Returns who leads the rest. */
static struct job *
give_back_first(struct reader *reader, struct job *lead, struct job *last,
	size_t n)
{
	struct job *rest = take_ptr(&last->next);

	digester_tell(reader->digester);
	rest->n_members = lead->n_members - n;
	lead->n_members = n;
	reader_give_back(reader, lead);
	return rest;
}

/* Returns who leads those that were not given back yet. */
static struct job *
read_small(struct reader *reader, struct job *lead)
{
	int64_t since = clock_monotonic_ns();
	struct job *job = lead;
	size_t n = 0;

	while (job) {
		struct job *next = job->next;

		reader->members[0] = job;
		reader->fds[0] = -1;
		job->status = begin_member(reader, 0);
		if (job_is_starved(job)) {
			lead->status = job->status;
			break;
		}
		finish_member(reader, 0);
		n++;
		if (next && clock_monotonic_ns() - since > PATIENCE_NS) {
			lead = give_back_first(reader, lead, job, n);
			since = clock_monotonic_ns();
			n = 0;
		}
		job = next;
	}
	return lead;
}

static void
read_team(struct reader *reader, struct job *lead)
{
	bool is_starved = false;

	reader->n_members = 0;
	for (struct job *job = lead; job && !is_starved; job = job->next) {
		size_t i = reader->n_members++;

		reader->members[i] = job;
		reader->fds[i] = -1;
		job->status = begin_member(reader, i);
		is_starved = job_is_starved(job);
		if (is_starved)
			lead->status = job->status;
		if (job->status < 0)
			close_member(reader, i);
	}
	if (!is_starved)
		end_members(reader);
	for (size_t i = 0; i < reader->n_members; i++) {
		if (reader->fds[i] < 0)
			continue;
		if (is_starved)
			close_member(reader, i);
		else
			finish_member(reader, i);
	}
}

void
reader_order(const struct reader *reader, struct job **jobs, size_t n)
{
	order_jobs(jobs, n, reader->grounds, reader->digester);
}

void
reader_prepare(const struct reader *reader, struct job *job,
	int64_t whole_bytes)
{
	const struct ground *ground = grounds_at(reader->grounds, job->place);
	int64_t from = job->reading ? reading_done(job->reading) : 0;
	int64_t size = job->facts.size_bytes;
	int64_t len = job->until - from;

	if (job->fd >= 0 || digester_should_stop(reader->digester))
		return;
	job->fd =
		access_open(ground, job->path.buf, job->path.len, &job->facts);
	if (job->fd < 0 || job->is_fresh)
		return;
	if (size <= whole_bytes) /* it may be alike, and the head is there */
		len = size - from;
	else if (len > AHEAD_BYTES)
		len = AHEAD_BYTES;
	(void)posix_fadvise(job->fd, from, len, POSIX_FADV_WILLNEED);
}

struct job *
reader_read(struct reader *reader, struct job *job)
{
	if (job->n_members == 1)
		job->status = read_file(reader, job);
	else if (job->facts.size_bytes > DIGEST_WHOLE)
		read_team(reader, job);
	else
		job = read_small(reader, job);
	digester_tell(reader->digester);
	return job;
}
