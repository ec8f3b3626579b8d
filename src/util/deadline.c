/* SPDX-License-Identifier: MIT */
#include "util/deadline.h"

#include "util/alloc.h"
#include "util/clock.h"
#include "util/interrupt.h"
#include "util/thread.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

/* How soon an interrupt is noticed. */
#define LOOK_MS 100

struct errand {
	void (*call)(void *arg);
	void *arg;
	struct mutex *lock;
	struct cond *returned;
	bool is_done; /* lock */
};

static void
run(void *arg)
{
	struct errand *e = arg;

	e->call(e->arg);
	mutex_lock(e->lock);
	e->is_done = true;
	cond_signal(e->returned);
	mutex_unlock(e->lock);
}

static int
wait_for(struct errand *e, int timeout_ms)
{
	int64_t end = clock_monotonic_ns() +
		(int64_t)timeout_ms * (NS_PER_SECOND / 1000);
	int code = 0;

	mutex_lock(e->lock);
	while (!e->is_done && code == 0) {
		(void)cond_wait(e->returned, e->lock, LOOK_MS);
		if (e->is_done)
			break;
		if (interrupt_pending())
			code = -EINTR;
		else if (timeout_ms >= 0 && clock_monotonic_ns() >= end)
			code = -ETIMEDOUT;
	}
	mutex_unlock(e->lock);
	return code;
}

int
deadline_call(void (*call)(void *arg), void *arg, int timeout_ms)
{
	struct errand *e = xcalloc(1, sizeof(*e));
	struct thread *thread = NULL;
	int code;

	e->call = call;
	e->arg = arg;
	e->lock = mutex_new();
	e->returned = cond_new();
	if (thread_start(&thread, run, e) < 0)
		run(e); /* no thread to spare: without a net */
	code = wait_for(e, timeout_ms);
	if (code < 0)
		return code; /* the errand is the thread's now */
	thread_join(thread);
	cond_free(e->returned);
	mutex_free(e->lock);
	free(e);
	return 0;
}
