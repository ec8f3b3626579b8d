/* SPDX-License-Identifier: MIT */
#include "hash/lane.h"

#include "hash/reader.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>

/* Jobs for each reader between two looks at whether they sleep. */
#define JOBS_PER_LOOK 8

/* So many are sorted together. */
#define SORTED_MAX 4096
/* Read, and not taken yet: more than that, and the owner is behind. */
#define UNTAKEN_MAX 1024

/* So many sorted files wait; where there is one reader, opened. */
#define FILES_AHEAD 8

static struct reader *
new_reader(struct lane *lane)
{
	return reader_new(lane->watch, lane->grounds, lane->done,
		&lane->n_untaken);
}

/* --- the sorter ---------------------------------------------------------- */

/* All that wait, up to what there is room for; the first is there. */
static size_t
take_more(struct lane *lane, struct job **jobs)
{
	size_t n = 1;
	void *item;

	while (n < SORTED_MAX && queue_pop(lane->jobs, &item, 0) == QUEUE_ITEM)
		jobs[n++] = item;
	return n;
}

/* Before that it would be too early to say what comes next. */
static void
wait_for_reader(struct lane *lane)
{
	mutex_lock(lane->lock);
	while (lane->n_unread >= lane->plan.n_readers)
		(void)cond_wait(lane->read, lane->lock, -1);
	mutex_unlock(lane->lock);
}

static void
count_unread(struct lane *lane, size_t more, size_t less)
{
	mutex_lock(lane->lock);
	lane->n_unread += more;
	lane->n_unread -= less;
	if (less > 0)
		cond_signal(lane->read);
	mutex_unlock(lane->lock);
}

static void
hand_on(struct lane *lane, struct reader *reader, struct job *job)
{
	count_unread(lane, 1, 0);
	if (lane->plan.n_readers == 1)
		reader_prepare(reader, job, lane->plan.ahead_bytes);
	if (!queue_push(lane->sorted, job))
		job_free(job);
}

static void
sorter_main(void *arg)
{
	struct lane *lane = arg;
	struct reader *reader = new_reader(lane);
	_cleanup_(freep) struct job **jobs = xcalloc(SORTED_MAX, sizeof(*jobs));
	void *item;

	while (queue_pop(lane->jobs, &item, -1) == QUEUE_ITEM) {
		size_t n;

		jobs[0] = item;
		wait_for_reader(lane);
		n = take_more(lane, jobs);
		reader_order(reader, jobs, n);
		for (size_t i = 0; i < n; i++)
			hand_on(lane, reader, jobs[i]);
	}
	queue_close(lane->sorted);
	reader_free(reader);
}

static int
start_sorter(struct lane *lane)
{
	if (!lane->plan.in_order)
		return 0;
	lane->sorted = queue_new(FILES_AHEAD, job_free_item);
	lane->long_files = mutex_new();
	lane->read = cond_new();
	return thread_start(&lane->sorter, sorter_main, lane);
}

/* --- readers ------------------------------------------------------------- */

/* How often this thread gave up its processor to wait for something. */
static long
times_slept(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_THREAD, &usage) < 0 ? 0 : usage.ru_nvcsw;
}

static struct job *
read_in_order(struct lane *lane, struct reader *reader, struct job *job)
{
	bool is_long =
		job->stage == STAGE_FULL && job->facts.size_bytes > DIGEST_LONG;

	reader_prepare(reader, job, lane->plan.ahead_bytes);
	if (is_long)
		mutex_lock(lane->long_files);
	job = reader_read(reader, job);
	if (is_long)
		mutex_unlock(lane->long_files);
	return job;
}

static void
read_job(struct lane *lane, struct reader *reader, struct job *job)
{
	long before = times_slept();

	job = lane->plan.in_order ? read_in_order(lane, reader, job) :
				    reader_read(reader, job);
	if (times_slept() > before)
		atomic_fetch_add_explicit(&lane->n_slept, 1,
			memory_order_relaxed);
	reader_give_back(reader, job);
}

/* If it would take the last processor, a reader lets the owner catch up. */
static void
wait_for_owner(struct lane *lane, size_t number)
{
	if (atomic_load(&lane->n_untaken) <= UNTAKEN_MAX || number == 0 ||
		number + 1 < thread_processors())
		return;
	mutex_lock(lane->lock);
	while (!lane->is_stopping &&
		atomic_load(&lane->n_untaken) > UNTAKEN_MAX)
		(void)cond_wait(lane->taken, lane->lock, -1);
	mutex_unlock(lane->lock);
}

static void
reader_main(void *arg)
{
	struct lane *lane = arg;
	struct reader *reader = new_reader(lane);
	struct queue *from = lane->plan.in_order ? lane->sorted : lane->jobs;
	const size_t number = atomic_fetch_add(&lane->n_begun, 1);
	void *item;

	while (queue_pop(from, &item, -1) == QUEUE_ITEM) {
		read_job(lane, reader, item);
		if (lane->plan.in_order)
			count_unread(lane, 0, 1);
		wait_for_owner(lane, number);
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
	lane->lock = mutex_new();
	lane->taken = cond_new();
	r = start_sorter(lane);
	if (r >= 0)
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
lane_note_taken(struct lane *lane, const struct job *job)
{
	const size_t n = job->n_members;
	const size_t before = atomic_fetch_sub(&lane->n_untaken, n);

	if (before <= UNTAKEN_MAX || before - n > UNTAKEN_MAX)
		return;
	mutex_lock(lane->lock);
	cond_broadcast(lane->taken);
	mutex_unlock(lane->lock);
}

void
lane_note_done(struct lane *lane, const struct job *job)
{
	lane->in_flight -= job->n_members;
	look_at_readers(lane);
}

void
lane_note_idle(struct lane *lane)
{
	size_t n_waiting = lane->jobs ? queue_length(lane->jobs) : 0;

	if (lane->sorted)
		n_waiting += queue_length(lane->sorted);
	if (n_waiting > 0)
		(void)add_readers(lane,
			lanes_readers(&lane->plan, lane->n_readers, 1, 1));
}

void
lane_stop(struct lane *lane)
{
	if (lane->jobs) {
		queue_close(lane->jobs);
		mutex_lock(lane->lock);
		lane->is_stopping = true;
		cond_broadcast(lane->taken);
		mutex_unlock(lane->lock);
	}
	if (lane->sorter) /* it closes what is sorted */
		thread_join(lane->sorter);
	else if (lane->sorted)
		queue_close(lane->sorted);
	for (size_t i = 0; i < lane->n_readers; i++)
		thread_join(lane->readers[i]);
	queue_free(lane->jobs);
	queue_free(lane->sorted);
	mutex_free(lane->long_files);
	mutex_free(lane->lock);
	cond_free(lane->read);
	cond_free(lane->taken);
}
