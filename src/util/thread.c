/* SPDX-License-Identifier: MIT */
#include "util/thread.h"

#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

struct thread {
	pthread_t id;
	void (*run)(void *arg);
	void *arg;
};

struct mutex {
	pthread_mutex_t lock;
};

struct cond {
	pthread_cond_t cond;
};

/* These calls fail only when they are misused, which is a bug of ours. */
static void
must(int result)
{
	if (result != 0)
		abort();
}

static void *
trampoline(void *arg)
{
	struct thread *t = arg;

	t->run(t->arg);
	return NULL;
}

/*
 * All but what the processor raises in the thread itself: a bus error of a
 * vanished mapping must reach whoever handles it.
 */
static void
fill_blocked(sigset_t *ret)
{
	static const int own[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP,
		SIGABRT, SIGSYS };

	(void)sigfillset(ret);
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		(void)sigdelset(ret, own[i]);
}

int
thread_start(struct thread **ret, void (*run)(void *arg), void *arg)
{
	_cleanup_(freep) struct thread *t = xcalloc(1, sizeof(*t));
	sigset_t blocked;
	sigset_t old;
	int result;

	t->run = run;
	t->arg = arg;
	fill_blocked(&blocked);
	/* The new thread inherits the mask, so no signal can slip in. */
	must(pthread_sigmask(SIG_SETMASK, &blocked, &old));
	result = pthread_create(&t->id, NULL, trampoline, t);
	must(pthread_sigmask(SIG_SETMASK, &old, NULL));
	if (result != 0)
		return -result;
	*ret = take_ptr(&t);
	return 0;
}

void
thread_join(struct thread *t)
{
	if (!t)
		return;
	must(pthread_join(t->id, NULL));
	free(t);
}

struct mutex *
mutex_new(void)
{
	struct mutex *m = xcalloc(1, sizeof(*m));

	must(pthread_mutex_init(&m->lock, NULL));
	return m;
}

void
mutex_free(struct mutex *m)
{
	if (!m)
		return;
	must(pthread_mutex_destroy(&m->lock));
	free(m);
}

void
mutex_lock(struct mutex *m)
{
	must(pthread_mutex_lock(&m->lock));
}

void
mutex_unlock(struct mutex *m)
{
	must(pthread_mutex_unlock(&m->lock));
}

struct cond *
cond_new(void)
{
	struct cond *c = xcalloc(1, sizeof(*c));
	pthread_condattr_t attr;

	must(pthread_condattr_init(&attr));
	must(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC));
	must(pthread_cond_init(&c->cond, &attr));
	must(pthread_condattr_destroy(&attr));
	return c;
}

void
cond_free(struct cond *c)
{
	if (!c)
		return;
	must(pthread_cond_destroy(&c->cond));
	free(c);
}

bool
cond_wait(struct cond *c, struct mutex *m, int timeout_ms)
{
	struct timespec end;
	int result;

	if (timeout_ms < 0) {
		must(pthread_cond_wait(&c->cond, &m->lock));
		return true;
	}
	end = clock_to_timespec(
		clock_monotonic_ns() + timeout_ms * (NS_PER_SECOND / 1000));
	result = pthread_cond_timedwait(&c->cond, &m->lock, &end);
	if (result == ETIMEDOUT)
		return false;
	must(result);
	return true;
}

void
cond_signal(struct cond *c)
{
	must(pthread_cond_signal(&c->cond));
}

void
cond_broadcast(struct cond *c)
{
	must(pthread_cond_broadcast(&c->cond));
}

unsigned int
thread_processors(void)
{
	/* The kernel says EINVAL while the set is smaller than its own. */
	for (size_t n = 1024; n <= (size_t)1 << 20; n *= 2) {
		cpu_set_t *set = CPU_ALLOC(n);
		size_t size = CPU_ALLOC_SIZE(n);
		int count = 0;

		if (!set)
			break;
		CPU_ZERO_S(size, set);
		if (sched_getaffinity(0, size, set) == 0)
			count = CPU_COUNT_S(size, set);
		CPU_FREE(set);
		if (count > 0)
			return (unsigned int)count;
		if (errno != EINVAL)
			break;
	}
	return 1;
}

void
thread_sleep_ms(int ms)
{
	const struct timespec pause = { ms / 1000,
		(long)(ms % 1000) * 1000000 };

	(void)nanosleep(&pause, NULL); /* a signal may shorten it */
}
