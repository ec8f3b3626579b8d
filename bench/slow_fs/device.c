/* SPDX-License-Identifier: MIT */
/*
 * The network.  A call takes its round trip and then its turn in the pipe,
 * which all calls share; so many may be on their way at a time.
 *
 * The disk.  It has one arm, and serves one request at a time.  One that goes
 * on where the last one ended only has to be read; one a little further on
 * waits until the disk has turned so far; any other one costs a seek, whose
 * time grows with the square root of its length, and half a revolution.  Of
 * those that wait it takes the nearest, as a queue in the drive or the kernel
 * would, but none waits for ever.
 */
#include "device.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NS_PER_SECOND INT64_C(1000000000)
#define MS(n) ((int64_t)((n)*1e6))

#define SEEK_LEAST_MS 1.0 /* to the next track */
#define SEEK_MOST_MS 15.0 /* across; 8.5 in the mean */
#define HALF_TURN_MS 4.17 /* 7,200 a minute */
#define DISK_RATE 180e6	  /* bytes a second */
#define COMMAND_MS 0.1	  /* what any request costs, and who comes then waits */
#define PATIENCE_MS 500.0 /* the nearest goes first for so long */

struct request {
	int64_t at;
	int64_t came_ns;
	bool is_chosen;
	struct request *next;
};

struct device {
	struct device_model model;
	sem_t places; /* of model.n_requests */
	pthread_mutex_t lock;
	pthread_cond_t chosen;
	int64_t pipe_free_ns;	  /* lock */
	struct request *requests; /* lock; in the order in which they came */
	bool is_busy;		  /* lock */
	int64_t arm_at;		  /* lock */
	int64_t arm_free_ns;	  /* lock: when the last request was done */
};

static int64_t
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_SECOND + t.tv_nsec;
}

static void
sleep_until(int64_t ns)
{
	const struct timespec t = { ns / NS_PER_SECOND, ns % NS_PER_SECOND };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) ==
		EINTR)
		continue;
}

struct device *
device_new(const struct device_model *model)
{
	struct device *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	d->model = *model;
	(void)sem_init(&d->places, 0, model->n_requests);
	(void)pthread_mutex_init(&d->lock, NULL);
	(void)pthread_cond_init(&d->chosen, NULL);
	return d;
}

/* --- the network --------------------------------------------------------- */

/* When the bytes will have come through the pipe, behind all others. */
static int64_t
through_pipe(struct device *d, int64_t from_ns, int64_t bytes)
{
	int64_t end;

	if (d->model.pipe <= 0)
		return from_ns;
	(void)pthread_mutex_lock(&d->lock);
	end = d->pipe_free_ns > from_ns ? d->pipe_free_ns : from_ns;
	end += (int64_t)((double)bytes / d->model.pipe * 1e9);
	d->pipe_free_ns = end;
	(void)pthread_mutex_unlock(&d->lock);
	return end;
}

void
device_call(struct device *d, int64_t bytes)
{
	if (d->model.round_trip_ns == 0)
		return;
	if (d->model.n_requests > 0)
		while (sem_wait(&d->places) < 0)
			continue;
	sleep_until(now_ns() + d->model.round_trip_ns);
	sleep_until(through_pipe(d, now_ns(), bytes));
	if (d->model.n_requests > 0)
		(void)sem_post(&d->places);
}

/* --- the disk ------------------------------------------------------------ */

/* From where the arm is to where it may read. */
static int64_t
way_ns(const struct device *d, int64_t at)
{
	int64_t distance = at - d->arm_at;
	double part = (double)llabs(distance) / (double)d->model.disk_bytes;
	double seek = SEEK_LEAST_MS +
		(SEEK_MOST_MS - SEEK_LEAST_MS) * sqrt(fmin(part, 1));
	int64_t jump = MS(seek + HALF_TURN_MS);
	int64_t wait = (int64_t)((double)distance / DISK_RATE * 1e9);

	return distance >= 0 && wait < jump ? wait : jump;
}

/* lock is held. */
static void
choose(struct device *d)
{
	int64_t oldest = now_ns() - MS(PATIENCE_MS);
	struct request *best = NULL;
	unsigned int n = 0;

	for (struct request *r = d->requests; r; r = r->next) {
		if (n++ == d->model.n_queued)
			break;
		if (!best || way_ns(d, r->at) < way_ns(d, best->at))
			best = r;
		if (r->came_ns < oldest) {
			best = r;
			break;
		}
	}
	if (!best)
		return;
	best->is_chosen = true;
	d->is_busy = true;
	(void)pthread_cond_broadcast(&d->chosen);
}

static void
queue_up(struct device *d, struct request *request)
{
	struct request **end = &d->requests;

	while (*end)
		end = &(*end)->next;
	*end = request;
}

static void
leave_queue(struct device *d, const struct request *request)
{
	struct request **at = &d->requests;

	while (*at != request)
		at = &(*at)->next;
	*at = request->next;
}

/* By the one that is chosen; lock is held.  Returns when it will be done. */
static int64_t
move_arm(struct device *d, const struct request *request, int64_t bytes)
{
	int64_t start = request->came_ns;

	if (d->arm_free_ns > start)
		start = d->arm_free_ns;
	start += MS(COMMAND_MS) + way_ns(d, request->at) +
		(int64_t)((double)bytes / DISK_RATE * 1e9);
	d->arm_at = request->at + bytes;
	d->arm_free_ns = start;
	return start;
}

void
device_read(struct device *d, int64_t at, int64_t bytes)
{
	struct request request = { .at = at, .came_ns = now_ns() };
	int64_t done;

	if (d->model.disk_bytes == 0)
		return;
	(void)pthread_mutex_lock(&d->lock);
	queue_up(d, &request);
	if (!d->is_busy) { /* those that come together are one choice */
		d->is_busy = true;
		(void)pthread_mutex_unlock(&d->lock);
		sleep_until(request.came_ns + MS(COMMAND_MS));
		(void)pthread_mutex_lock(&d->lock);
		choose(d);
	}
	while (!request.is_chosen)
		(void)pthread_cond_wait(&d->chosen, &d->lock);
	done = move_arm(d, &request, bytes);
	leave_queue(d, &request);
	(void)pthread_mutex_unlock(&d->lock);
	sleep_until(done);
	(void)pthread_mutex_lock(&d->lock);
	d->is_busy = false;
	choose(d);
	(void)pthread_mutex_unlock(&d->lock);
}
