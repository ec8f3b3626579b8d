/* SPDX-License-Identifier: MIT */
#include "util/thread.h"

#include "util/clock.h"

#include <check.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>

Suite *suite_thread(void);

#define MS (NS_PER_SECOND / 1000)

struct shared {
	struct mutex *mutex;
	struct cond *cond;
	int value; /* mutex */
};

static void
shared_init(struct shared *s)
{
	s->mutex = mutex_new();
	s->cond = cond_new();
	s->value = 0;
}

static void
shared_clear(struct shared *s)
{
	mutex_free(s->mutex);
	cond_free(s->cond);
}

static void
count(void *arg)
{
	struct shared *s = arg;

	for (int i = 0; i < 1000; i++) {
		mutex_lock(s->mutex);
		s->value++;
		mutex_unlock(s->mutex);
	}
}

START_TEST(a_mutex_excludes)
{
	struct thread *threads[4] = { NULL };
	struct shared s;

	shared_init(&s);
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(thread_start(&threads[i], count, &s), 0);
	for (int i = 0; i < 4; i++)
		thread_join(threads[i]);
	ck_assert_int_eq(s.value, 4000);
	shared_clear(&s);
}
END_TEST

/* Under a sanitizer or valgrind this is the test of the destructors. */
START_TEST(nothing_can_be_freed)
{
	struct shared s = { NULL, NULL, 7 };

	thread_join(NULL);
	shared_clear(&s);
	ck_assert_int_eq(s.value, 7);
}
END_TEST

static void
read_mask(void *arg)
{
	(void)sigprocmask(SIG_SETMASK, NULL, arg);
}

START_TEST(signals_are_left_to_the_main_thread)
{
	static const int blocked[] = { SIGINT, SIGTERM, SIGHUP, SIGALRM,
		SIGWINCH, SIGCHLD, SIGUSR1 };
	struct thread *t = NULL;
	sigset_t here;
	sigset_t there;

	(void)sigemptyset(&there);
	ck_assert_int_eq(thread_start(&t, read_mask, &there), 0);
	thread_join(t);
	ck_assert_int_eq(sigprocmask(SIG_SETMASK, NULL, &here), 0);
	for (size_t i = 0; i < sizeof(blocked) / sizeof(blocked[0]); i++) {
		ck_assert_int_eq(sigismember(&there, blocked[i]), 1);
		ck_assert_int_eq(sigismember(&here, blocked[i]), 0);
	}
	ck_assert_int_eq(sigismember(&there, SIGSEGV), 0);
	ck_assert_int_eq(sigismember(&there, SIGBUS), 0);
}
END_TEST

static void
set_value(void *arg)
{
	struct shared *s = arg;

	mutex_lock(s->mutex);
	s->value = 1;
	mutex_unlock(s->mutex);
	cond_signal(s->cond);
	cond_broadcast(s->cond);
}

START_TEST(a_signal_ends_the_wait)
{
	struct thread *t = NULL;
	struct shared s;

	shared_init(&s);
	mutex_lock(s.mutex);
	ck_assert_int_eq(thread_start(&t, set_value, &s), 0);
	while (s.value == 0)
		ck_assert(cond_wait(s.cond, s.mutex, _i == 0 ? -1 : 60000));
	mutex_unlock(s.mutex);
	thread_join(t);
	ck_assert_int_eq(s.value, 1);
	shared_clear(&s);
}
END_TEST

START_TEST(waiting_ends_in_time)
{
	struct shared s;
	int64_t start = clock_monotonic_ns();

	shared_init(&s);
	mutex_lock(s.mutex);
	/* A wait may end early for no reason; not time after time. */
	while (cond_wait(s.cond, s.mutex, 50))
		ck_assert_int_lt(clock_monotonic_ns() - start, 10000 * MS);
	mutex_unlock(s.mutex);
	ck_assert_int_ge(clock_monotonic_ns() - start, 50 * MS);

	mutex_lock(s.mutex);
	ck_assert(!cond_wait(s.cond, s.mutex, 0));
	mutex_unlock(s.mutex);
	shared_clear(&s);
}
END_TEST

START_TEST(processors_are_those_we_may_use)
{
	unsigned int all = thread_processors();
	cpu_set_t before;
	cpu_set_t one;

	ck_assert_uint_ge(all, 1);
	ck_assert_int_eq(sched_getaffinity(0, sizeof(before), &before), 0);
	ck_assert_uint_eq(all, (unsigned int)CPU_COUNT(&before));
	CPU_ZERO(&one);
	for (size_t i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; i++)
		if (CPU_ISSET(i, &before))
			CPU_SET(i, &one);
	ck_assert_int_eq(sched_setaffinity(0, sizeof(one), &one), 0);
	ck_assert_uint_eq(thread_processors(), 1);
	ck_assert_int_eq(sched_setaffinity(0, sizeof(before), &before), 0);
}
END_TEST

Suite *
suite_thread(void)
{
	Suite *s = suite_create("thread");
	TCase *tc = tcase_create("thread");

	tcase_add_test(tc, a_mutex_excludes);
	tcase_add_test(tc, nothing_can_be_freed);
	tcase_add_test(tc, signals_are_left_to_the_main_thread);
	tcase_add_loop_test(tc, a_signal_ends_the_wait, 0, 2);
	tcase_add_test(tc, waiting_ends_in_time);
	tcase_add_test(tc, processors_are_those_we_may_use);
	suite_add_tcase(s, tc);
	return s;
}
