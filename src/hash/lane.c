/* SPDX-License-Identifier: MIT */
#include "hash/lane.h"

#include "hash/reader.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>

/* Jobs for each reader between two looks at whether they sleep. */
#define JOBS_PER_LOOK 8

/* Where there is one reader, so many files are open before it comes to them. */
#define FILES_AHEAD 8

/* All that wait, or this reader's part of them, up to what there is room for;
 * the first is there. */
static size_t
take_more(struct lane *lane, struct job **jobs)
{
	size_t most = queue_length(lane->jobs) / lane->plan.n_readers;
	size_t n = 1;
	void *item;

	if (most >= LANE_WINDOW)
		most = LANE_WINDOW - 1;
	while (n <= most && queue_pop(lane->jobs, &item, 0) == QUEUE_ITEM)
		jobs[n++] = item;
	return n;
}

/* Those from `first` on that come soon after job i.  Returns the next. */
static size_t
prepare(struct reader *reader, struct job **jobs, size_t n, size_t first,
	size_t i)
{
	while (first < n && first <= i + FILES_AHEAD)
		reader_prepare(reader, jobs[first++]);
	return first;
}

/* How often this thread gave up its processor to wait for something. */
static long
times_slept(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_THREAD, &usage) < 0 ? 0 : usage.ru_nvcsw;
}

static void
read_job(struct lane *lane, struct reader *reader, struct job *job)
{
	long before = times_slept();

	reader_read(reader, job);
	if (times_slept() > before)
		atomic_fetch_add_explicit(&lane->n_slept, 1,
			memory_order_relaxed);
	if (!queue_push(lane->done, job))
		job_free(job);
}

static void
reader_main(void *arg)
{
	struct lane *lane = arg;
	struct reader *reader =
		reader_new(lane->watch, lane->grounds, lane->done);
	_cleanup_(freep) struct job **jobs = NULL;
	void *item;

	jobs = xcalloc(lane->plan.in_order ? LANE_WINDOW : 1, sizeof(*jobs));
	while (queue_pop(lane->jobs, &item, -1) == QUEUE_ITEM) {
		size_t ahead = 0;
		size_t n = 1;

		jobs[0] = item;
		if (lane->plan.in_order) {
			n = take_more(lane, jobs);
			reader_order(reader, jobs, n);
		}
		for (size_t i = 0; i < n; i++) {
			if (lane->plan.in_order)
				ahead = prepare(reader, jobs, n, ahead, i);
			read_job(lane, reader, jobs[i]);
		}
	}
	reader_free(reader);
}

/* Until there are so many, or no more can be had. */
static int
add_readers(struct lane *lane, size_t n_readers)
{
	while (lane->n_readers < n_readers) {
		int r = thread_start(&lane->readers[lane->n_readers],
			reader_main, lane);

		if (r < 0)
			return r;
		lane->n_readers++;
	}
	return 0;
}

static int
start(struct lane *lane, struct error *err)
{
	int r;

	lane->jobs = queue_new(LANE_WINDOW, job_free_item);
	r = add_readers(lane, lane->plan.n_first);
	if (lane->n_readers == 0)
		return error_errno(err, -r, "cannot start a thread");
	return 0;
}

/* The window keeps this from blocking. */
void
lane_retry(struct lane *lane, struct job *job)
{
	if (!queue_push(lane->jobs, job))
		job_free(job);
}

int
lane_submit(struct lane *lane, struct job *job, struct error *err)
{
	if (!lane->jobs && start(lane, err) < 0) {
		job_free(job);
		return err ? err->code : -EAGAIN;
	}
	lane->in_flight += job->n_members;
	lane_retry(lane, job);
	return 0;
}

/* Are there too few readers? */
static void
look_at_readers(struct lane *lane)
{
	size_t n_slept, n;

	if (++lane->n_done < JOBS_PER_LOOK * lane->n_readers)
		return;
	n_slept = atomic_exchange_explicit(&lane->n_slept, 0,
		memory_order_relaxed);
	n = lanes_readers(&lane->plan, lane->n_readers, lane->n_done, n_slept);
	lane->n_done = 0;
	(void)add_readers(lane, n); /* those there are will do */
}

void
lane_note_done(struct lane *lane, const struct job *job)
{
	lane->in_flight -= job->n_members;
	look_at_readers(lane);
}

void
lane_stop(struct lane *lane)
{
	if (lane->jobs)
		queue_close(lane->jobs);
	for (size_t i = 0; i < lane->n_readers; i++)
		thread_join(lane->readers[i]);
	queue_free(lane->jobs);
}
