/* SPDX-License-Identifier: MIT */
/*
 * A lane per disk or share (lane.h): a queue of jobs and the threads that read
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
 * A job that found no descriptor or no memory left is starved: it is kept
 * here until another job gave back what it held, and fails only if it lacks
 * them with nothing else in flight.  A starved team is handed back unread.
 */
#include "hash/schedule.h"

#include "hash/ground.h"
#include "hash/lane.h"
#include "hash/reader.h"
#include "util/alloc.h"
#include "util/queue.h"

#include <stdatomic.h>
#include <stdlib.h>

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
	s->done = queue_new(s->n_lanes * LANE_WINDOW, job_free_item);
	for (size_t i = 0; i < s->n_lanes; i++) {
		s->lanes[i].watch = &s->watch;
		s->lanes[i].grounds = s->grounds;
		s->lanes[i].done = s->done;
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

int
schedule_submit(struct schedule *s, struct job *job, struct error *err)
{
	size_t n_files = job->n_members;
	int r = lane_submit(find_lane(s, job->volume_id), job, err);

	if (r == 0)
		s->in_flight += n_files;
	return r;
}

static void
retry_starved(struct schedule *s)
{
	bool is_alone = s->in_flight == s->n_starved;
	struct job *job = pop_starved(s);

	if (!job)
		return;
	job->is_alone = is_alone;
	lane_retry(find_lane(s, job->volume_id), job);
}

static struct job *
pop_done(struct schedule *s, int timeout_ms)
{
	void *item;

	return queue_pop(s->done, &item, timeout_ms) == QUEUE_ITEM ? item :
								     NULL;
}

static void
note_idle(struct schedule *s)
{
	for (size_t i = 0; i < s->n_lanes; i++)
		lane_note_idle(&s->lanes[i]);
}

struct job *
schedule_wait(struct schedule *s, int timeout_ms)
{
	while (s->in_flight > 0) {
		struct lane *lane;
		struct job *job;

		if (s->in_flight == s->n_starved)
			retry_starved(s);
		job = pop_done(s, timeout_ms);
		if (!job && timeout_ms > 0)
			note_idle(s);
		if (!job)
			return NULL;
		lane = find_lane(s, job->volume_id);
		lane_note_taken(lane, job);
		if (is_starving(job)) {
			push_starved(s, job);
			continue;
		}
		lane_note_done(lane, job);
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
