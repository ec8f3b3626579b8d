/* SPDX-License-Identifier: MIT */
#include "util/interrupt.h"

#include "util/clock.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * timeout(1) signals its child, and at once the group that the child is in:
 * one wish, heard twice.  Nobody presses Ctrl-C twice so fast and means it.
 */
#define ECHO_NS (NS_PER_SECOND / 2)

/* Lock-free atomics are what a signal handler may touch (C17 7.14.1.1). */
static atomic_int pending;
static _Atomic(int64_t) first_ns[NSIG]; /* by signal; 0: none came */

/* Is it the first of its kind, or comes right behind that? */
static bool
is_echo(int signal)
{
	int64_t now = clock_monotonic_ns();
	int64_t first = 0;

	return atomic_compare_exchange_strong(&first_ns[signal], &first, now) ||
		now - first < ECHO_NS;
}

static void
on_signal(int signal)
{
	int none = 0;

	/* The first one decides the exit status. */
	(void)atomic_compare_exchange_strong_explicit(&pending, &none, signal,
		memory_order_relaxed, memory_order_relaxed);
	if (!is_echo(signal)) {
		(void)sigaction(signal,
			&(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
		(void)raise(signal); /* waits until this handler is left */
	}
}

/* SA_RESTART: stdio gives up, and loses what it was writing, on EINTR. */
static void
handle(int signal)
{
	struct sigaction action = { 0 };
	struct sigaction old;

	/* nohup and background jobs of a shell start us with it ignored. */
	if (sigaction(signal, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	action.sa_handler = on_signal;
	action.sa_flags = SA_RESTART;
	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(signal, &action, NULL); /* cannot fail: valid signal */
}

void
interrupt_install(void)
{
	struct sigaction ignore = { 0 };

	handle(SIGINT);
	handle(SIGTERM);
	handle(SIGHUP);
	ignore.sa_handler = SIG_IGN;
	(void)sigemptyset(&ignore.sa_mask);
	(void)sigaction(SIGPIPE, &ignore, NULL);
	(void)sigaction(SIGXFSZ, &ignore, NULL);
}

int
interrupt_pending(void)
{
	return atomic_load_explicit(&pending, memory_order_relaxed);
}

void
interrupt_set(int signal)
{
	atomic_store_explicit(&pending, signal, memory_order_relaxed);
}
