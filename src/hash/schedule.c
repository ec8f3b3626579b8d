/* SPDX-License-Identifier: MIT */
/*
 * A lane per disk or share (lanes.h): a queue of jobs and the threads that read
 * them.  All lanes give their jobs back through one queue.
 *
 *	submit -> lane 1: jobs -> readers --+
 *	submit -> lane 2: jobs -> readers --+-> done -> wait
 *
 * Nothing blocks but the ends: each lane's queue holds as many jobs as the
 * lane ever has in flight (LANE_WINDOW), and the queue of what is done as
 * many as all lanes together.  A note (job_note()) on the way to the owner of
 * the catalogue may find it full; then its reader waits for that thread, which
 * waits for no reader.
 *
 * On a disk that spins the reader takes all jobs that wait and sorts them by
 * where they are on the disk (order.h) before it reads any of them.
 *
 * A lane's threads start with its first job: a volume with nothing to read
 * costs nothing.
 *
 * A job that found no descriptor or no memory left is starved: it is kept
 * here until another job gave back what it held, and fails only if it lacks
 * them with nothing else in flight.  A starved team is handed back unread.
 */
#include "hash/schedule.h"

#include "hash/ground.h"
#include "hash/lanes.h"
#include "hash/reader.h"
#include "util/alloc.h"
#include "util/queue.h"
#include "util/thread.h"

#include <errno.h>
#include <stdlib.h>

/* Jobs in flight on a volume: deep enough to sort a disk's work, and that a
 * slow volume seldom holds up the others; a few hundred bytes each. */
#define LANE_WINDOW 4096

/* Where there is one reader, so many files are open before it comes to them. */
#define FILES_AHEAD 8

struct lane {
	struct schedule *schedule;
	struct lane_plan plan;
	struct queue *jobs;
	struct thread *readers[LANE_READERS_MAX];
	size_t n_readers;
	size_t in_flight;
};

struct schedule {
	const struct hash_places *places;
	struct grounds *grounds;
	struct lane *lanes;
	size_t n_lanes;
	bool *is_online; /* for each place */
	size_t *lane_of; /* likewise, if it is */
	struct queue *done;
	size_t in_flight;
	struct job *starved; /* in flight, in no queue */
	size_t n_starved;
	struct digest_watch watch;
};

/* --- readers ---------------------------------------------------------------- */

static void
free_job(void *item)
{
	job_free(item);
}

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

static void
reader_main(void *arg)
{
	struct lane *lane = arg;
	struct schedule *s = lane->schedule;
	struct reader *reader = reader_new(&s->watch, s->grounds, s->done);
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
			reader_read(reader, jobs[i]);
			if (!queue_push(s->done, jobs[i]))
				job_free(jobs[i]);
		}
	}
	reader_free(reader);
}

static int
lane_start(struct lane *lane, struct error *err)
{
	int r = 0;

	lane->jobs = queue_new(LANE_WINDOW, free_job);
	while (lane->n_readers < lane->plan.n_readers) {
		r = thread_start(&lane->readers[lane->n_readers], reader_main,
			lane);
		if (r < 0)
			break;
		lane->n_readers++;
	}
	if (lane->n_readers == 0)
		return error_errno(err, -r, "cannot start a thread");
	return 0;
}

static void
lane_stop(struct lane *lane)
{
	if (lane->jobs)
		queue_close(lane->jobs);
	for (size_t i = 0; i < lane->n_readers; i++)
		thread_join(lane->readers[i]);
	queue_free(lane->jobs);
}

/* --- jobs that lack descriptors or memory -------------------------------- */

static bool
is_starving(const struct job *job)
{
	return job->n_members == 1 && !job->is_alone && job_is_starved(job);
}

static void
push_starved(struct schedule *s, struct job *job)
{
	job->next_starved = s->starved;
	s->starved = job;
	s->n_starved++;
}

static struct job *
pop_starved(struct schedule *s)
{
	struct job *job = s->starved;

	if (!job)
		return NULL;
	s->starved = job->next_starved;
	s->n_starved--;
	return job;
}

/* --- the schedule -------------------------------------------------------- */

static struct lane *
find_lane(const struct schedule *s, int64_t volume_id)
{
	for (size_t i = 0; i < s->places->n_places; i++)
		if (s->places->places[i].volume_id == volume_id &&
			s->is_online[i])
			return &s->lanes[s->lane_of[i]];
	return NULL;
}

static void
make_lanes(struct schedule *s, unsigned int n_readers)
{
	size_t n = s->places->n_places;

	/* One more each: an empty list is a list too. */
	s->is_online = xcalloc(n + 1, sizeof(*s->is_online));
	s->lane_of = xcalloc(n + 1, sizeof(*s->lane_of));
	for (size_t i = 0; i < n; i++)
		s->is_online[i] = grounds_at(s->grounds, i)->fd >= 0;
	s->n_lanes = lanes_assign(s->places, s->is_online, s->lane_of);
	s->lanes = xcalloc(s->n_lanes + 1, sizeof(*s->lanes));
	for (size_t i = 0; i < s->n_lanes; i++) {
		s->lanes[i].schedule = s;
		lanes_plan(&s->lanes[i].plan, s->places, s->is_online,
			s->lane_of, i, n_readers);
	}
}

struct schedule *
schedule_new(const struct hash_places *places, unsigned int n_readers,
	struct budget *budget)
{
	struct schedule *s = xcalloc(1, sizeof(*s));

	s->places = places;
	s->watch.budget = budget;
	s->grounds = grounds_open(places);
	make_lanes(s, n_readers);
	s->done = queue_new(s->n_lanes * LANE_WINDOW, free_job);
	return s;
}

void
schedule_free(struct schedule *s)
{
	struct job *job;

	if (!s)
		return;
	schedule_stop(s);
	queue_close(s->done);
	while ((job = pop_starved(s)))
		job_free(job);
	for (size_t i = 0; i < s->n_lanes; i++)
		lane_stop(&s->lanes[i]);
	grounds_close(s->grounds);
	queue_free(s->done);
	free(s->lanes);
	free(s->lane_of);
	free(s->is_online);
	free(s);
}

bool
schedule_is_online(const struct schedule *s, int64_t volume_id)
{
	return find_lane(s, volume_id) != NULL;
}

bool
schedule_find_place(const struct schedule *s, int64_t volume_id,
	const char *within, size_t *ret_place, const char **ret_rest)
{
	return grounds_find(s->grounds, volume_id, within, ret_place, ret_rest);
}

bool
schedule_trusts_inodes(const struct schedule *s, size_t place)
{
	return grounds_at(s->grounds, place)->trust.inodes_stable;
}

bool
schedule_takes_teams(const struct schedule *s, int64_t volume_id)
{
	const struct lane *lane = find_lane(s, volume_id);

	/* A head that moves goes from file to file in the order of the disk. */
	return lane && !lane->plan.in_order;
}

bool
schedule_has_room(const struct schedule *s, int64_t volume_id)
{
	const struct lane *lane = find_lane(s, volume_id);

	return lane && lane->in_flight + TEAM_MAX <= LANE_WINDOW;
}

/* The window keeps this from blocking. */
static void
hand_over(struct lane *lane, struct job *job)
{
	if (!queue_push(lane->jobs, job))
		job_free(job);
}

int
schedule_submit(struct schedule *s, struct job *job, struct error *err)
{
	struct lane *lane = find_lane(s, job->volume_id);

	if (!lane->jobs && lane_start(lane, err) < 0) {
		job_free(job);
		return err ? err->code : -EAGAIN;
	}
	lane->in_flight += job->n_members;
	s->in_flight += job->n_members;
	hand_over(lane, job);
	return 0;
}

static void
retry_starved(struct schedule *s)
{
	bool is_alone = s->in_flight == s->n_starved;
	struct job *job = pop_starved(s);

	if (!job)
		return;
	job->is_alone = is_alone;
	hand_over(find_lane(s, job->volume_id), job);
}

static struct job *
pop_done(struct schedule *s, int timeout_ms)
{
	void *item;

	return queue_pop(s->done, &item, timeout_ms) == QUEUE_ITEM ? item :
								     NULL;
}

struct job *
schedule_wait(struct schedule *s, int timeout_ms)
{
	while (s->in_flight > 0) {
		struct job *job;

		if (s->in_flight == s->n_starved)
			retry_starved(s);
		job = pop_done(s, timeout_ms);
		if (!job)
			return NULL;
		if (is_starving(job)) {
			push_starved(s, job);
			continue;
		}
		find_lane(s, job->volume_id)->in_flight -= job->n_members;
		s->in_flight -= job->n_members;
		retry_starved(s);
		return job;
	}
	return NULL;
}

size_t
schedule_in_flight(const struct schedule *s)
{
	return s->in_flight;
}

void
schedule_stop(struct schedule *s)
{
	atomic_store_explicit(&s->watch.stop, true, memory_order_relaxed);
}

int64_t
schedule_bytes_read(const struct schedule *s)
{
	return atomic_load_explicit(&s->watch.bytes_read, memory_order_relaxed);
}
