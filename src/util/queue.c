/* SPDX-License-Identifier: MIT */
/*
 * A ring of pointers under one mutex, with two conditions named after who
 * waits there.
 *
 * Cost: one lock and one unlock for a push or a pop.  The waiters are
 * counted, so that a condition is signalled only when somebody waits for it
 * (a signal is a system call), and after the unlock, so that whoever wakes
 * does not run into the mutex at once.
 *
 * Threads: every field but capacity, items and free_item is guarded by lock.
 * One item wakes one thread.  A thread whose time is up takes an item that
 * is there all the same, so no wake-up is ever lost to it.
 *
 * It calls pthread directly and not util/thread.h: one allocation instead of
 * four, and the mutex on the cache line of what it guards.
 */
#include "util/queue.h"

#include "util/alloc.h"
#include "util/clock.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

struct queue {
	pthread_mutex_t mutex;
	pthread_cond_t not_full;  /* pushers wait */
	pthread_cond_t not_empty; /* poppers wait */
	size_t n_pushers;	  /* lock: waiting now */
	size_t n_poppers;	  /* lock: waiting now */
	size_t first;		  /* lock: next to pop */
	size_t length;		  /* lock: items in the ring */
	bool is_closed;		  /* lock */
	size_t capacity;
	void **items; /* lock: the slots */
	void (*free_item)(void *);
};

/* These calls fail only when they are misused, which is a bug of ours. */
static void
must(int result)
{
	if (result != 0)
		abort();
}

struct queue *
queue_new(size_t capacity, void (*free_item)(void *))
{
	struct queue *q = xcalloc(1, sizeof(*q));
	pthread_condattr_t attr;

	q->capacity = capacity > 0 ? capacity : 1;
	q->items = xcalloc(q->capacity, sizeof(*q->items));
	q->free_item = free_item;
	must(pthread_mutex_init(&q->mutex, NULL));
	must(pthread_condattr_init(&attr));
	must(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC));
	must(pthread_cond_init(&q->not_full, &attr));
	must(pthread_cond_init(&q->not_empty, &attr));
	must(pthread_condattr_destroy(&attr));
	return q;
}

/* Add the item to a ring that has room, and unlock. */
static void
put_and_unlock(struct queue *q, void *item)
{
	size_t at = q->first + q->length;
	bool wake;

	q->items[at < q->capacity ? at : at - q->capacity] = item;
	q->length++;
	wake = q->n_poppers > 0;
	must(pthread_mutex_unlock(&q->mutex));
	if (wake)
		must(pthread_cond_signal(&q->not_empty));
}

bool
queue_push(struct queue *q, void *item)
{
	must(pthread_mutex_lock(&q->mutex));
	while (q->length == q->capacity && !q->is_closed) {
		q->n_pushers++;
		must(pthread_cond_wait(&q->not_full, &q->mutex));
		q->n_pushers--;
	}
	if (q->is_closed) {
		must(pthread_mutex_unlock(&q->mutex));
		return false;
	}
	put_and_unlock(q, item);
	return true;
}

bool
queue_try_push(struct queue *q, void *item)
{
	must(pthread_mutex_lock(&q->mutex));
	if (q->is_closed || q->length == q->capacity) {
		must(pthread_mutex_unlock(&q->mutex));
		return false;
	}
	put_and_unlock(q, item);
	return true;
}

/* False when the time is up.  end is NULL for no limit. */
static bool
wait_for_item(struct queue *q, const struct timespec *end)
{
	int result;

	q->n_poppers++;
	if (end)
		result = pthread_cond_timedwait(&q->not_empty, &q->mutex, end);
	else
		result = pthread_cond_wait(&q->not_empty, &q->mutex);
	q->n_poppers--;
	if (result == ETIMEDOUT)
		return false;
	must(result);
	return true;
}

/* Take the first item of a ring that has one, and unlock. */
static void *
take_and_unlock(struct queue *q)
{
	void *item = q->items[q->first];
	bool wake;

	q->first = q->first + 1 < q->capacity ? q->first + 1 : 0;
	q->length--;
	wake = q->n_pushers > 0;
	must(pthread_mutex_unlock(&q->mutex));
	if (wake)
		must(pthread_cond_signal(&q->not_full));
	return item;
}

enum queue_result
queue_pop(struct queue *q, void **ret_item, int timeout_ms)
{
	struct timespec end = { 0, 0 };
	bool in_time = timeout_ms != 0;
	bool is_closed;

	if (timeout_ms > 0)
		end = clock_to_timespec(clock_monotonic_ns() +
			timeout_ms * (NS_PER_SECOND / 1000));
	must(pthread_mutex_lock(&q->mutex));
	while (q->length == 0 && !q->is_closed && in_time)
		in_time = wait_for_item(q, timeout_ms > 0 ? &end : NULL);
	if (q->length > 0) {
		*ret_item = take_and_unlock(q);
		return QUEUE_ITEM;
	}
	is_closed = q->is_closed;
	must(pthread_mutex_unlock(&q->mutex));
	return is_closed ? QUEUE_CLOSED : QUEUE_TIMEOUT;
}

void
queue_close(struct queue *q)
{
	must(pthread_mutex_lock(&q->mutex));
	q->is_closed = true;
	must(pthread_mutex_unlock(&q->mutex));
	must(pthread_cond_broadcast(&q->not_full));
	must(pthread_cond_broadcast(&q->not_empty));
}

size_t
queue_length(struct queue *q)
{
	size_t length;

	must(pthread_mutex_lock(&q->mutex));
	length = q->length;
	must(pthread_mutex_unlock(&q->mutex));
	return length;
}

void
queue_free(struct queue *q)
{
	if (!q)
		return;
	for (; q->length > 0; q->length--) {
		if (q->free_item)
			q->free_item(q->items[q->first]);
		q->first = q->first + 1 < q->capacity ? q->first + 1 : 0;
	}
	must(pthread_cond_destroy(&q->not_full));
	must(pthread_cond_destroy(&q->not_empty));
	must(pthread_mutex_destroy(&q->mutex));
	free(q->items);
	free(q);
}
