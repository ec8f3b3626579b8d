/* SPDX-License-Identifier: MIT */
#include "util/queue.h"

#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/thread.h"

#include <check.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_queue(void);

#define MS (NS_PER_SECOND / 1000)
#define N_ITEMS 2000u
#define N_THREADS 4u

DEFINE_CLEANUP(struct queue *, queue_free);

static char slots[16];

START_TEST(first_in_first_out)
{
	_cleanup_(queue_freep) struct queue *q = queue_new(3, NULL);
	void *item = NULL;

	/* Often enough round for the ring to wrap at every place. */
	for (int round = 0; round < 10; round++) {
		ck_assert(queue_push(q, &slots[1]));
		ck_assert(queue_try_push(q, &slots[2]));
		ck_assert_uint_eq(queue_length(q), 2);
		ck_assert_int_eq(queue_pop(q, &item, -1), QUEUE_ITEM);
		ck_assert_ptr_eq(item, &slots[1]);
		ck_assert_int_eq(queue_pop(q, &item, 0), QUEUE_ITEM);
		ck_assert_ptr_eq(item, &slots[2]);
		ck_assert_uint_eq(queue_length(q), 0);
	}
}
END_TEST

START_TEST(a_full_one_takes_no_more)
{
	_cleanup_(queue_freep) struct queue *q = queue_new(2, NULL);
	void *item = NULL;

	ck_assert(queue_try_push(q, &slots[0]));
	ck_assert(queue_try_push(q, &slots[1]));
	ck_assert(!queue_try_push(q, &slots[2]));
	ck_assert_uint_eq(queue_length(q), 2);
	ck_assert_int_eq(queue_pop(q, &item, 0), QUEUE_ITEM);
	ck_assert(queue_try_push(q, &slots[2]));
}
END_TEST

START_TEST(no_capacity_is_one)
{
	_cleanup_(queue_freep) struct queue *q = queue_new(0, NULL);

	ck_assert(queue_try_push(q, &slots[0]));
	ck_assert(!queue_try_push(q, &slots[1]));
}
END_TEST

START_TEST(an_item_may_be_null)
{
	_cleanup_(queue_freep) struct queue *q = queue_new(1, NULL);
	void *item = slots;

	ck_assert(queue_push(q, NULL));
	ck_assert_int_eq(queue_pop(q, &item, 0), QUEUE_ITEM);
	ck_assert_ptr_null(item);
}
END_TEST

START_TEST(time_runs_out)
{
	_cleanup_(queue_freep) struct queue *q = queue_new(1, NULL);
	int64_t start = clock_monotonic_ns();
	void *item = slots;

	ck_assert_int_eq(queue_pop(q, &item, 0), QUEUE_TIMEOUT);
	ck_assert_int_eq(queue_pop(q, &item, 50), QUEUE_TIMEOUT);
	ck_assert_int_ge(clock_monotonic_ns() - start, 50 * MS);
	ck_assert_ptr_eq(item, slots);
}
END_TEST

START_TEST(a_closed_one_drains)
{
	_cleanup_(queue_freep) struct queue *q = queue_new(4, NULL);
	void *item = NULL;

	ck_assert(queue_push(q, &slots[0]));
	ck_assert(queue_push(q, &slots[1]));
	queue_close(q);
	queue_close(q);
	ck_assert(!queue_push(q, &slots[2]));
	ck_assert(!queue_try_push(q, &slots[2]));
	ck_assert_int_eq(queue_pop(q, &item, -1), QUEUE_ITEM);
	ck_assert_ptr_eq(item, &slots[0]);
	ck_assert_int_eq(queue_pop(q, &item, 1000), QUEUE_ITEM);
	ck_assert_ptr_eq(item, &slots[1]);
	ck_assert_int_eq(queue_pop(q, &item, -1), QUEUE_CLOSED);
	ck_assert_int_eq(queue_pop(q, &item, 1000), QUEUE_CLOSED);
	ck_assert_int_eq(queue_pop(q, &item, 0), QUEUE_CLOSED);
	ck_assert_ptr_eq(item, &slots[1]);
}
END_TEST

static int n_freed;

static void
free_item(void *item)
{
	n_freed++;
	free(item);
}

START_TEST(what_is_left_is_freed)
{
	struct queue *q = queue_new(3, free_item);
	_cleanup_(freep) char *refused = xstrdup("refused");
	void *item = NULL;

	n_freed = 0;
	for (int i = 0; i < 3; i++)
		ck_assert(queue_push(q, xstrdup("x")));
	ck_assert_int_eq(queue_pop(q, &item, 0), QUEUE_ITEM);
	free(item);
	ck_assert(queue_push(q, xstrdup("y"))); /* wraps */
	queue_close(q);
	ck_assert(!queue_push(q, refused)); /* still ours */
	queue_free(q);
	ck_assert_int_eq(n_freed, 3);
	queue_free(NULL);
}
END_TEST

/* ---- Threads ---- */

struct traffic {
	struct queue *q;
	int timeout_ms; /* of the poppers */
	atomic_uint next;
	atomic_uint n_refused;
	atomic_uint n_bad;
	atomic_uint seen[N_ITEMS];
	char items[N_ITEMS];
};

static struct traffic *
traffic_new(size_t capacity, int timeout_ms)
{
	struct traffic *t = xcalloc(1, sizeof(*t));

	t->q = queue_new(capacity, NULL);
	t->timeout_ms = timeout_ms;
	return t;
}

static void
traffic_free(struct traffic *t)
{
	queue_free(t->q);
	free(t);
}

static void
push_all(void *arg)
{
	struct traffic *t = arg;
	unsigned int i;

	while ((i = atomic_fetch_add(&t->next, 1)) < N_ITEMS)
		if (!queue_push(t->q, &t->items[i]))
			atomic_fetch_add(&t->n_refused, 1);
}

static void
pop_all(void *arg)
{
	struct traffic *t = arg;
	enum queue_result result;
	void *item = NULL;

	while ((result = queue_pop(t->q, &item, t->timeout_ms)) !=
		QUEUE_CLOSED) {
		if (result == QUEUE_ITEM)
			atomic_fetch_add(&t->seen[(char *)item - t->items], 1);
		else if (t->timeout_ms < 0)
			atomic_fetch_add(&t->n_bad, 1);
	}
}

static void
start_all(struct thread **threads, void (*run)(void *), void *arg)
{
	for (unsigned int i = 0; i < N_THREADS; i++)
		ck_assert_int_eq(thread_start(&threads[i], run, arg), 0);
}

static void
join_all(struct thread **threads)
{
	for (unsigned int i = 0; i < N_THREADS; i++)
		thread_join(threads[i]);
}

struct traffic_case {
	size_t capacity;
	int timeout_ms;
};

static const struct traffic_case traffic_cases[] = {
	{ 1, -1 },
	{ 1, 0 },
	{ 1, 1 },
	{ 2, -1 },
	{ 3, 1 },
	{ 64, -1 },
	{ (size_t)N_ITEMS * 2, 1 },
};

START_TEST(every_item_arrives_once)
{
	const struct traffic_case *c = &traffic_cases[_i];
	struct traffic *t = traffic_new(c->capacity, c->timeout_ms);
	struct thread *pushers[N_THREADS];
	struct thread *poppers[N_THREADS];

	start_all(poppers, pop_all, t);
	start_all(pushers, push_all, t);
	join_all(pushers);
	queue_close(t->q);
	join_all(poppers);
	ck_assert_uint_eq(t->n_refused, 0);
	ck_assert_uint_eq(t->n_bad, 0);
	for (unsigned int i = 0; i < N_ITEMS; i++)
		ck_assert_uint_eq(t->seen[i], 1);
	traffic_free(t);
}
END_TEST

/* Nobody pops: all of them wait, and all of them must come back. */
START_TEST(closing_wakes_pushers)
{
	struct traffic *t = traffic_new(1, -1);
	struct thread *pushers[N_THREADS];

	start_all(pushers, push_all, t);
	while (queue_length(t->q) == 0)
		(void)usleep(1000);
	(void)usleep(20000); /* so that they do wait */
	queue_close(t->q);
	join_all(pushers);
	ck_assert_uint_eq(t->n_refused, N_ITEMS - 1);
	ck_assert_uint_eq(queue_length(t->q), 1);
	traffic_free(t);
}
END_TEST

START_TEST(closing_wakes_poppers)
{
	struct traffic *t = traffic_new(1, _i == 0 ? -1 : 60000);
	struct thread *poppers[N_THREADS];
	int64_t start = clock_monotonic_ns();

	start_all(poppers, pop_all, t);
	(void)usleep(20000); /* so that they do wait */
	queue_close(t->q);
	join_all(poppers);
	ck_assert_uint_eq(t->n_bad, 0);
	ck_assert_int_lt(clock_monotonic_ns() - start, 30000 * MS);
	traffic_free(t);
}
END_TEST

/* Closed in the middle: what was accepted arrives, and nothing else. */
START_TEST(closing_loses_nothing_that_was_accepted)
{
	struct traffic *t = traffic_new(1, -1);
	struct thread *pushers[N_THREADS];
	struct thread *poppers[N_THREADS];
	unsigned int n_seen = 0;

	start_all(pushers, push_all, t);
	start_all(poppers, pop_all, t);
	while (atomic_load(&t->next) < N_ITEMS / 4)
		(void)usleep(100);
	queue_close(t->q);
	join_all(pushers);
	join_all(poppers);
	for (unsigned int i = 0; i < N_ITEMS; i++) {
		ck_assert_uint_le(t->seen[i], 1);
		n_seen += t->seen[i];
	}
	ck_assert_uint_eq(n_seen + t->n_refused, N_ITEMS);
	traffic_free(t);
}
END_TEST

Suite *
suite_queue(void)
{
	Suite *s = suite_create("queue");
	TCase *tc = tcase_create("queue");

	tcase_set_timeout(tc, 60); /* valgrind and one busy processor */
	tcase_add_test(tc, first_in_first_out);
	tcase_add_test(tc, a_full_one_takes_no_more);
	tcase_add_test(tc, no_capacity_is_one);
	tcase_add_test(tc, an_item_may_be_null);
	tcase_add_test(tc, time_runs_out);
	tcase_add_test(tc, a_closed_one_drains);
	tcase_add_test(tc, what_is_left_is_freed);
	tcase_add_loop_test(tc, every_item_arrives_once, 0,
		sizeof(traffic_cases) / sizeof(traffic_cases[0]));
	tcase_add_test(tc, closing_wakes_pushers);
	tcase_add_loop_test(tc, closing_wakes_poppers, 0, 2);
	tcase_add_test(tc, closing_loses_nothing_that_was_accepted);
	suite_add_tcase(s, tc);
	return s;
}
